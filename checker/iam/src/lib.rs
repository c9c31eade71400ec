//! The policy language of AWS Identity and Access Management: parse, validate, evaluate.
//!
//! A policy is parsed with the line and column of everything in it, checked as the service checks it that would store
//! it, and evaluated as AWS evaluates it; the answer names the statement that decided and carries AWS's own words.
//!
//! ```
//! use iam::{NamedPolicy, Principal, Request};
//!
//! let text = r#"{
//!   "Version": "2012-10-17",
//!   "Statement": [
//!     {
//!       "Sid": "PublicRead",
//!       "Effect": "Allow",
//!       "Principal": "*",
//!       "Action": "s3:GetObject",
//!       "Resource": "arn:aws:s3:::my-site/*"
//!     }
//!   ]
//! }"#;
//! let policy = iam::s3::validate(text, "my-site")?;
//! let bucket_policy = NamedPolicy::new("the bucket policy of my-site", policy);
//!
//! let read = Request::new(Principal::Anonymous, "s3:GetObject", "arn:aws:s3:::my-site/index.html", "111122223333");
//! let decision = iam::evaluate(&read, &[], Some(&bucket_policy));
//! assert!(decision.is_allowed());
//! assert_eq!(decision.explain(), "allowed by statement \"PublicRead\" (line 4) of the bucket policy of my-site");
//!
//! let student = Principal::user("111122223333", "student");
//! let list = Request::new(student, "s3:ListBucket", "arn:aws:s3:::my-site", "111122223333");
//! let decision = iam::evaluate(&list, &[], Some(&bucket_policy));
//! assert_eq!(
//!     iam::s3::denied_message(&decision, &list).as_deref(),
//!     Some(
//!         "User: arn:aws:iam::111122223333:user/student is not authorized to perform: s3:ListBucket on resource: \
//!          \"arn:aws:s3:::my-site\" because no identity-based policy allows the s3:ListBucket action"
//!     )
//! );
//! # Ok::<(), iam::s3::MalformedPolicy>(())
//! ```
//!
//! | for | see |
//! |---|---|
//! | the language | [`Policy::parse`], [`Statement`], [`Operator`] |
//! | a decision | [`evaluate`], [`Decision`], [`StatementTrace`] |
//! | Block Public Access | [`is_public`] |
//! | what a service refuses to store | [`s3`] (bucket policies), [`identity`] (`CreatePolicy`), [`trust`] (`CreateRole`) |
//!
//! Not part of it: service control policies, permissions boundaries, session policies, federated callers and canonical
//! user ids as callers.

#![forbid(unsafe_code)]

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
mod spelling;
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
