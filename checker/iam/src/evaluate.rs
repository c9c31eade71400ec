//! The evaluation logic.

use crate::decision::{Decision, Outcome, PolicySource};
use crate::document::NamedPolicy;
use crate::request::Request;

/// Decides a request.
#[must_use]
pub fn evaluate(
    request: &Request,
    identity: &[NamedPolicy],
    resource: Option<&NamedPolicy>,
) -> Decision {
    let _ = (request, identity, resource);
    Decision {
        outcome: Outcome::ImplicitDeny {
            missing: PolicySource::Identity,
        },
        deciding: None,
    }
}
