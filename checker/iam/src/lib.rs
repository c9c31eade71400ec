#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | the language | [`Policy::parse`], [`Statement`], [`Operator`], [`ParseError`] |
//! | a decision | [`evaluate`], [`Request`], [`Decision`], [`StatementTrace`] |
//! | Block Public Access | [`is_public`], [`public_statement`] |
//! | what a service refuses to store | [`s3`] (bucket policies), [`identity`] (`CreatePolicy`), [`trust`] (`CreateRole`) |
//! | AWS's own managed policies and services | [`aws_managed`], [`services`] |

#![forbid(unsafe_code)]

mod actions;
pub mod aws_managed;
mod condition;
mod decision;
mod document;
mod error;
mod evaluate;
mod grantee;
pub mod identity;
mod json;
mod operator;
mod parse;
mod pattern;
mod principal;
mod public;
mod request;
pub mod s3;
pub mod services;
pub mod spelling;
mod trace;
pub mod trust;
mod variable;

pub use decision::{DecidingStatement, Decision, Outcome, PolicySource};
pub use document::{
    Condition, Effect, Elements, NamedPolicy, Policy, Position, PrincipalElement, PrincipalKind, Spanned, Statement,
    Version,
};
pub use error::{ParseError, ParseErrorKind};
pub use evaluate::evaluate;
pub use operator::{Comparison, Operator, Quantifier};
pub use principal::Principal;
pub use public::{is_public, public_statement};
pub use request::{Context, Request};
pub use trace::{Mismatch, StatementTrace};
