//! What `PutBucketPolicy` refuses, and how S3 words a denial.

use crate::decision::Decision;
use crate::document::{Policy, Position};
use crate::principal::Principal;
use crate::request::Request;

/// Why S3 refuses a bucket policy: error code `MalformedPolicy`, status 400.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MalformedPolicy {
    /// S3's own message.
    pub message: String,
    /// What S3 does not say: which value is meant and what would be right.
    pub detail: String,
    /// Where it stands in the text.
    pub position: Position,
}

/// Validates the policy of a bucket as `PutBucketPolicy` does.
///
/// # Errors
///
/// The `MalformedPolicy` error that S3 would answer.
pub fn validate(text: &str, bucket: &str) -> Result<Policy, MalformedPolicy> {
    let _ = bucket;
    Policy::parse(text).map_err(|error| MalformedPolicy {
        message: "Policies must be valid JSON and the first byte must be '{'".to_owned(),
        detail: error.message,
        position: error.position,
    })
}

/// The message of an S3 `AccessDenied` error; `None` if the request is allowed.
///
/// A caller of the resource's own account reads the full sentence with the resource in double quotes; an anonymous or
/// foreign caller reads `Access Denied`.
#[must_use]
pub fn denied_message(decision: &Decision, request: &Request) -> Option<String> {
    let reason = decision.reason(&request.action)?;
    if request.principal == Principal::Anonymous
        || request.principal.account() != Some(request.resource_account.as_str())
    {
        return Some("Access Denied".to_owned());
    }
    Some(format!(
        "User: {} is not authorized to perform: {} on resource: \"{}\" {reason}",
        request.principal, request.action, request.resource
    ))
}
