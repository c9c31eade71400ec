#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | a template | [`Template::parse`], [`Template::render`], [`Template::render_traced`] |
//! | what it is given | [`Variables`], [`Value`], [`List`], [`Map`], [`Object`] |
//! | what it may cost | [`Limits`] |
//! | what went wrong, what each reference gave | [`Error`], [`Reference`] |

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
