//! Why a text is no policy.

use crate::document::Position;

/// What sort of fault a policy text has; names are carried as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// The text does not start with `{`.
    NotAnObject,
    /// The text is not JSON, or nests too deep.
    InvalidJson,
    /// A name stands twice in one object.
    DuplicateElement(String),
    /// A name that the policy language does not know; names are case-sensitive.
    UnknownElement(String),
    /// A required element is missing.
    MissingElement(&'static str),
    /// An element that needs a value has none: `[]`, `{}` or, for `Principal`, an empty text.
    EmptyElement(&'static str),
    /// An element and its `Not…` twin stand in the same statement; carries the plain name.
    BothForms(&'static str),
    /// An element's value has the wrong type.
    WrongType,
    /// A `Version` other than `2008-10-17` and `2012-10-17`.
    UnknownVersion(String),
    /// An `Effect` other than `Allow` and `Deny`.
    UnknownEffect(String),
    /// A condition operator that does not exist.
    UnknownOperator(String),
}

/// Why a text is no policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {message}")]
pub struct ParseError {
    /// What sort of fault.
    pub kind: ParseErrorKind,
    /// Where it stands.
    pub position: Position,
    /// What is wrong and, where it can be guessed, what would be right.
    pub message: String,
}

impl ParseError {
    /// The text of the parser that S3 (`PutBucketPolicy`) and IAM's trust policies (`CreateRole`) share.
    ///
    /// Seen in public logs: `Missing required field Principal` (hashicorp/terraform#28688), `Missing required field
    /// Principal cannot be empty!` (cn-terraform/terraform-aws-s3-static-website#38), `Unknown field condition`,
    /// `The policy must contain a valid version string`, `Invalid effect: hello` (versity/versitygw#647), `Could not
    /// parse the policy: Statement is empty!` (versity/versitygw#646).
    #[must_use]
    pub fn aws_message(&self) -> String {
        match &self.kind {
            ParseErrorKind::NotAnObject => "Policies must be valid JSON and the first byte must be '{'".to_owned(),
            ParseErrorKind::InvalidJson => "This policy contains invalid Json".to_owned(),
            ParseErrorKind::DuplicateElement(name) => {
                format!("Statement/policy already has instance of {name}")
            }
            ParseErrorKind::BothForms(name) => {
                format!("Statement/policy already has instance of {name}")
            }
            ParseErrorKind::UnknownElement(name) => format!("Unknown field {name}"),
            ParseErrorKind::MissingElement(name) => format!("Missing required field {name}"),
            ParseErrorKind::EmptyElement("Statement") => "Could not parse the policy: Statement is empty!".to_owned(),
            ParseErrorKind::EmptyElement(name) => {
                format!("Missing required field {name} cannot be empty!")
            }
            ParseErrorKind::WrongType => "Invalid policy syntax.".to_owned(),
            ParseErrorKind::UnknownVersion(_) => "The policy must contain a valid version string".to_owned(),
            ParseErrorKind::UnknownEffect(effect) => format!("Invalid effect: {effect}"),
            ParseErrorKind::UnknownOperator(operator) => {
                format!("Invalid Condition type : {operator}")
            }
        }
    }
}
