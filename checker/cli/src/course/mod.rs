//! The course: its labs and their parts, where they stand on disk, and its two editions.

mod edition;
mod embedded;
mod lab;
mod root;

pub use edition::{Edition, Embedded};
pub use lab::{LABS, Lab, Part, find};
pub use root::Root;
pub(crate) use root::plain;
