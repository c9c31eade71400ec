//! The stops: each lab deployed on what the labs before it left, and one or two requests that show the app at work.

mod deployed;
mod published;
mod requests;

pub(super) use deployed::{function, models, proxy, tables, users};
pub(super) use published::{policy, website};
pub(super) use requests::path;
