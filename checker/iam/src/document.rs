//! A parsed policy document: what stands in it and where.
//!
//! The elements are those of the IAM JSON policy reference
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::ParseError;
use crate::operator::Operator;

/// A place in a policy text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters (not bytes), counted from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A value together with the place where it starts in the policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What stands there.
    pub value: T,
    /// Where it starts.
    pub position: Position,
}

/// The `Version` element; policy variables exist only in the newer one.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// `2008-10-17`: what AWS assumes when the element is missing.
    #[default]
    V2008,
    /// `2012-10-17`: the current version.
    V2012,
}

/// What a statement does with the requests that it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`: wins over every `Allow`.
    Deny,
}

/// The values of an element that has a negated twin: `Action`/`NotAction`, `Resource`/`NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elements {
    /// Whether the `Not…` form was written.
    pub negated: bool,
    /// The patterns as written, a single string being a list of one.
    pub patterns: Vec<Spanned<String>>,
    /// Where the element's name stands.
    pub position: Position,
}

/// Which kind of principal a value of the `Principal` element names.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `"Principal": "*"`: everyone, signed or not.
    Everyone,
    /// `"AWS"`: an account, a user, a role, a session, or `*`.
    Aws,
    /// `"Service"`: an AWS service such as `lambda.amazonaws.com`.
    Service,
    /// `"Federated"`: an identity provider.
    Federated,
    /// `"CanonicalUser"`: an account by its S3 canonical id.
    CanonicalUser,
}

/// The `Principal` or `NotPrincipal` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalElement {
    /// Whether `NotPrincipal` was written.
    pub negated: bool,
    /// Every value with its kind, in the order of the text.
    pub values: Vec<(PrincipalKind, Spanned<String>)>,
    /// Where the element's name stands.
    pub position: Position,
}

/// One operator applied to one key: `"StringEquals": {"aws:username": ["a", "b"]}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The operator with its set prefix and `IfExists`.
    pub operator: Spanned<Operator>,
    /// The condition key as written.
    pub key: Spanned<String>,
    /// The values; numbers and booleans as their JSON text.
    pub values: Vec<Spanned<String>>,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The `Sid`, if one was written.
    pub sid: Option<Spanned<String>>,
    /// Allow or deny.
    pub effect: Effect,
    /// Whom it is about; identity policies have none.
    pub principal: Option<PrincipalElement>,
    /// Which actions; every service demands them, the language's grammar does not.
    pub action: Option<Elements>,
    /// Which resources; trust policies have none.
    pub resource: Option<Elements>,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
    /// Where the statement's `{` stands.
    pub position: Position,
}

/// A parsed policy document.
///
/// Parsing accepts every policy of the language: an identity policy, a resource policy and a trust policy alike. What
/// a single service refuses beyond that is the matter of its own module, such as [`crate::s3`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The language version.
    pub version: Version,
    /// The `Id`, if one was written.
    pub id: Option<Spanned<String>>,
    /// The statements in the order of the text.
    pub statements: Vec<Statement>,
}

impl Policy {
    /// Parses a policy text.
    ///
    /// # Errors
    ///
    /// Says at which line and column the text is no JSON or no policy.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        crate::parse::parse(text)
    }
}

impl FromStr for Policy {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// A policy under the name that a decision reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPolicy {
    /// The name a reader knows: `chat-s3-access`, `bucket policy of my-bucket`.
    pub name: String,
    /// The document.
    pub policy: Arc<Policy>,
}

impl NamedPolicy {
    /// Names a policy.
    pub fn new(name: impl Into<String>, policy: impl Into<Arc<Policy>>) -> Self {
        Self { name: name.into(), policy: policy.into() }
    }
}
