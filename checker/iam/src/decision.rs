//! The answer: allowed or denied, by which statement, and in which words AWS says so.

use std::fmt;

use crate::document::{Effect, Position};
use crate::request::Request;
use crate::trace::{Mismatch, StatementTrace};

/// Which side of the evaluation a policy stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySource {
    /// Attached to the caller: user, group or role.
    Identity,
    /// Attached to the resource: bucket policy, function policy, trust policy.
    Resource,
}

impl fmt::Display for PolicySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "identity-based",
            Self::Resource => "resource-based",
        })
    }
}

/// How a request was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A statement allows it and none denies it.
    Allowed {
        /// Where the deciding `Allow` stands. For the root user of the account, who needs none, `Identity`.
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

/// A statement of one of the policies that took part: usually the one that decided.
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

impl fmt::Display for DecidingStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sid {
            Some(sid) => write!(f, "statement \"{sid}\"")?,
            None => write!(f, "statement {}", self.index + 1)?,
        }
        write!(f, " (line {}) of {}", self.position.line, self.policy)
    }
}

/// The decision on one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// How it was decided.
    pub outcome: Outcome,
    /// The statement that decided; `None` for an implicit deny and for the root user of the account.
    pub deciding: Option<DecidingStatement>,
    /// What became of every statement, the resource's policy first.
    pub trace: Vec<StatementTrace>,
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
            Outcome::ExplicitDeny { source: PolicySource::Identity } => {
                Some("with an explicit deny in an identity-based policy".to_owned())
            }
            Outcome::ExplicitDeny { source: PolicySource::Resource } => {
                Some("with an explicit deny in a resource-based policy".to_owned())
            }
            Outcome::ImplicitDeny { missing } => {
                Some(format!("because no {missing} policy allows the {action} action"))
            }
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

    /// The statement that came nearest to allowing the request, and what it failed on; `None` if no `Allow` covered the
    /// action and either the principal or all the rest.
    #[must_use]
    pub fn nearest_miss(&self) -> Option<(&DecidingStatement, &Mismatch)> {
        let misses = self.trace.iter().filter(|step| step.effect == Effect::Allow);
        misses
            .filter_map(|step| Some((step.otherwise_fits, &step.place, step.mismatch.as_ref()?)))
            .filter(|(near, _, mismatch)| match mismatch {
                Mismatch::Principal => *near,
                Mismatch::Action => false,
                Mismatch::Resource | Mismatch::Condition { .. } => true,
            })
            .max_by_key(|(near, _, mismatch)| (*near, mismatch.depth()))
            .map(|(_, place, mismatch)| (place, mismatch))
    }

    /// An `Allow` that fits and yet is not enough: one for the caller's account as a whole, or one side of a request that
    /// needs both.
    #[must_use]
    pub fn half_allowed(&self) -> Option<&DecidingStatement> {
        let Outcome::ImplicitDeny { missing } = self.outcome else {
            return None;
        };
        self.trace
            .iter()
            .find(|step| step.effect == Effect::Allow && step.mismatch.is_none() && step.place.source != missing)
            .map(|step| &step.place)
    }

    /// What decided, in a sentence or two for a reader who may see the policies.
    #[must_use]
    pub fn explain(&self) -> String {
        match (&self.outcome, &self.deciding) {
            (Outcome::Allowed { .. }, Some(place)) => format!("allowed by {place}"),
            (Outcome::Allowed { .. }, None) => "allowed: the account's root user needs no policy".to_owned(),
            (Outcome::ExplicitDeny { .. }, Some(place)) => format!("denied by {place}"),
            (Outcome::ExplicitDeny { source }, None) => format!("denied by a {source} policy"),
            (Outcome::ImplicitDeny { missing }, _) => {
                let text = format!("denied: no {missing} policy allows it");
                match (self.half_allowed(), self.nearest_miss()) {
                    (Some(place), _) => format!("{text}, and {place} allows it only together with one"),
                    (None, Some((place, mismatch))) => format!("{text}; nearest is {place}, but {mismatch}"),
                    (None, None) => text,
                }
            }
        }
    }
}
