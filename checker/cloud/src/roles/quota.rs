//! How large and how many.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>; white space is never counted. The texts
//! are those of public logs: `ACLSizePerRole: 2048` (cloudposse/terraform-aws-components), `PolicySize` (docker/docs#4685),
//! `Maximum policy size of 10240 bytes exceeded for role …`, status 409 (serverless/serverless#7643), `PoliciesPerRole: 10`
//! (aws/eks-hybrid#741).

use super::names::conflict;
use crate::ServiceError;

/// A trust policy, in characters.
const TRUST_POLICY: usize = 2_048;
/// A managed policy, in characters.
const MANAGED_POLICY: usize = 6_144;
/// All inline policies of a role together, in characters.
const INLINE_POLICIES: usize = 10_240;
/// Managed policies attached to one role.
pub(super) const POLICIES_PER_ROLE: usize = 10;

/// The characters that count.
pub(super) fn size(document: &str) -> usize {
    document.chars().filter(|character| !character.is_whitespace()).count()
}

pub(super) fn check_trust_policy(document: &str) -> Result<(), ServiceError> {
    check(document, TRUST_POLICY, "ACLSizePerRole")
}

pub(super) fn check_managed_policy(document: &str) -> Result<(), ServiceError> {
    check(document, MANAGED_POLICY, "PolicySize")
}

fn check(document: &str, most: usize, quota: &str) -> Result<(), ServiceError> {
    let size = size(document);
    if size <= most {
        return Ok(());
    }
    Err(exceeded(quota, most).with_hint(format!("without white space the policy has {size} characters")))
}

/// `together` counts all inline policies of the role, with the new one.
pub(super) fn check_inline_policies(role: &str, together: usize) -> Result<(), ServiceError> {
    if together <= INLINE_POLICIES {
        return Ok(());
    }
    let message = format!("Maximum policy size of {INLINE_POLICIES} bytes exceeded for role {role}");
    Err(conflict("LimitExceeded", message)
        .with_hint(format!("without white space the role's inline policies have {together} characters together")))
}

pub(super) fn exceeded(quota: &str, most: usize) -> ServiceError {
    conflict("LimitExceeded", format!("Cannot exceed quota for {quota}: {most}"))
}
