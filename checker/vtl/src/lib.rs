//! The Velocity Template Language as Amazon API Gateway's mapping templates speak it.

#![forbid(unsafe_code)]

mod budget;
mod error;
mod evaluate;
mod limits;
mod methods;
mod object;
mod parse;
mod syntax;
mod template;
mod trace;
mod value;
mod variables;

pub use error::{Error, Position};
pub use limits::Limits;
pub use object::Object;
pub use template::Template;
pub use trace::Reference;
pub use value::{Key, List, ListKind, Map, Value};
pub use variables::Variables;
