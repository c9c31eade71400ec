//! The policy language of AWS Identity and Access Management: parse, validate, evaluate.

#![forbid(unsafe_code)]

mod decision;
mod document;
mod evaluate;
mod parse;
mod principal;
mod public;
mod request;
pub mod s3;

pub use decision::{DecidingStatement, Decision, Outcome, PolicySource};
pub use document::{
    Condition, Effect, Elements, NamedPolicy, Policy, Position, PrincipalElement, PrincipalKind,
    Spanned, Statement, Version,
};
pub use evaluate::evaluate;
pub use parse::{ParseError, ParseErrorKind};
pub use principal::Principal;
pub use public::is_public;
pub use request::{Context, Request};
