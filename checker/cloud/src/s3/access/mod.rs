//! Who may do what: identity policies, bucket policies, ACLs, Block Public Access, Object Ownership.

pub(crate) mod acl;
mod actions;
pub(crate) mod canned;
mod check;
pub(crate) mod policy;
pub(crate) mod public_access;

pub(crate) use check::{AccessCheck, authorize_in};

use s3s::{S3ErrorCode, S3Result};

use super::error;
use super::exchange::Exchange;
use super::model::Bucket;
use crate::identity::Principal;

/// Whether a request is allowed, and what decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) allowed: bool,
    /// Whether a `Deny` statement decided; no ACL helps against one.
    pub(crate) explicit_deny: bool,
    /// In words, for the trace: ``object ACL grants READ to AllUsers``.
    pub(crate) reason: String,
    /// What the caller reads when denied.
    pub(crate) message: String,
}

impl Decision {
    /// The decision as the answer to a request: `AccessDenied` when denied.
    pub(crate) fn require(&self, exchange: &Exchange) -> S3Result {
        exchange.decide_also(self);
        if self.allowed { Ok(()) } else { Err(error::new(S3ErrorCode::AccessDenied, self.message.clone())) }
    }
}

/// Decides one action on a bucket, or on one of its objects.
///
/// Within one account a policy on either side is enough; strangers need a bucket policy or an ACL; an explicit deny
/// wins. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-alternatives-guidelines.html>
pub(crate) fn decide(
    bucket: &Bucket,
    principal: &Principal,
    action: &str,
    key: Option<&str>,
    context: &iam::Context,
) -> Decision {
    let by_policy = policy::decide(bucket, principal, action, key, context);
    if by_policy.explicit_deny {
        return by_policy;
    }
    let foreign_object = key
        .and_then(|key| bucket.objects.get(key))
        .filter(|object| object.owner != bucket.owner && !bucket.acls_disabled());
    if let (true, Some(object)) = (by_policy.allowed && acl::is_read(action), foreign_object) {
        // Policies of the bucket's account do not reach into another account's objects.
        let by_acl = acl::decide(bucket, principal, action, key);
        return by_acl.unwrap_or_else(|reason| Decision {
            allowed: false,
            explicit_deny: false,
            reason: format!("the object belongs to account {}; {reason}", object.owner),
            message: "Access Denied".to_owned(),
        });
    }
    if by_policy.allowed {
        return by_policy;
    }
    acl::decide(bucket, principal, action, key)
        .unwrap_or_else(|reason| Decision { reason: format!("{}; {reason}", by_policy.reason), ..by_policy })
}
