//! The answer: allowed or denied, by which statement, and in which words AWS says so.

use crate::document::Position;
use crate::request::Request;

/// Which side of the evaluation a policy stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySource {
    /// Attached to the caller: user, group or role.
    Identity,
    /// Attached to the resource: bucket policy, function policy, trust policy.
    Resource,
}

/// How a request was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A statement allows it and none denies it.
    Allowed {
        /// Where the deciding `Allow` stands.
        by: PolicySource,
    },
    /// A `Deny` statement fits it.
    ExplicitDeny {
        /// Where the `Deny` stands.
        source: PolicySource,
    },
    /// No statement allows it.
    ImplicitDeny {
        /// Where an `Allow` is missing, as AWS names it.
        missing: PolicySource,
    },
}

/// The statement that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingStatement {
    /// Where the policy is attached.
    pub source: PolicySource,
    /// The name of the policy.
    pub policy: String,
    /// The `Sid`, if the statement has one.
    pub sid: Option<String>,
    /// The index in the policy, from 0.
    pub index: usize,
    /// Where the statement starts in the policy text.
    pub position: Position,
}

/// The decision on one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// How it was decided.
    pub outcome: Outcome,
    /// The statement that decided; `None` for an implicit deny.
    pub deciding: Option<DecidingStatement>,
}

impl Decision {
    /// Whether the request goes through.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self.outcome, Outcome::Allowed { .. })
    }

    /// The reason of a denial as AWS words it at the end of an access-denied message; `None` if allowed.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    #[must_use]
    pub fn reason(&self, action: &str) -> Option<String> {
        match self.outcome {
            Outcome::Allowed { .. } => None,
            Outcome::ExplicitDeny {
                source: PolicySource::Identity,
            } => Some("with an explicit deny in an identity-based policy".to_owned()),
            Outcome::ExplicitDeny {
                source: PolicySource::Resource,
            } => Some("with an explicit deny in a resource-based policy".to_owned()),
            Outcome::ImplicitDeny {
                missing: PolicySource::Identity,
            } => Some(format!(
                "because no identity-based policy allows the {action} action"
            )),
            Outcome::ImplicitDeny {
                missing: PolicySource::Resource,
            } => Some(format!(
                "because no resource-based policy allows the {action} action"
            )),
        }
    }

    /// The whole access-denied message with the resource bare, as most services write it; `None` if allowed.
    ///
    /// S3 puts the resource in double quotes and tells strangers less: see [`crate::s3::denied_message`].
    #[must_use]
    pub fn denied_message(&self, request: &Request) -> Option<String> {
        let reason = self.reason(&request.action)?;
        Some(format!(
            "User: {} is not authorized to perform: {} on resource: {} {reason}",
            request.principal, request.action, request.resource
        ))
    }
}
