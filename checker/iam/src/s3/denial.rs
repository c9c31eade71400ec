//! How S3 words a denial.

use crate::decision::Decision;
use crate::request::Request;

/// The message of an S3 `AccessDenied` error; `None` if the request is allowed.
///
/// A caller of the bucket's own account reads the full sentence with the resource in double quotes; anonymous and
/// foreign callers read `Access Denied`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>
#[must_use]
pub fn denied_message(decision: &Decision, request: &Request) -> Option<String> {
    let reason = decision.reason(&request.action)?;
    if request.principal.account() != Some(request.resource_account.as_str()) {
        return Some("Access Denied".to_owned());
    }
    Some(format!(
        "User: {} is not authorized to perform: {} on resource: \"{}\" {reason}",
        request.principal, request.action, request.resource
    ))
}
