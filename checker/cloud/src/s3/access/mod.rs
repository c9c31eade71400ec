//! Who may do what: ACLs, bucket policies, Block Public Access, Object Ownership.

use crate::identity::Principal;
use crate::state::State;

/// Whether a request is allowed, and what decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) allowed: bool,
    /// In words, for the trace: ``object ACL grants READ to AllUsers``.
    pub(crate) reason: String,
}

/// Decides whether `principal` may do `action` (`s3:GetObject`) on a bucket or on one of its objects.
pub(crate) fn authorize(
    _state: &State,
    principal: &Principal,
    action: &str,
    _bucket: &str,
    _key: Option<&str>,
) -> Decision {
    Decision {
        allowed: false,
        reason: format!("nothing allows {principal} {action}"),
    }
}
