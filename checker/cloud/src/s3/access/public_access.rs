//! What Block Public Access and Object Ownership refuse when ACLs and policies are set.

use s3s::{S3ErrorCode, S3Result};

use super::policy;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Acl, BlockSwitch, Bucket};

/// Refuses an ACL on a bucket whose ACLs are off.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html>
pub(crate) fn refuse_acl_when_disabled(exchange: &Exchange, bucket: &Bucket) -> S3Result {
    if !bucket.acls_disabled() {
        return Ok(());
    }
    exchange.decide("ACLs are off: object ownership is BucketOwnerEnforced");
    Err(error::new(S3ErrorCode::AccessControlListNotSupported, "The bucket does not allow ACLs"))
}

/// Refuses a public ACL under `BlockPublicAcls`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>
pub(crate) fn refuse_public_acl(
    exchange: &Exchange,
    bucket: &Bucket,
    acl: &Acl,
    action: &str,
    key: Option<&str>,
) -> S3Result {
    let Some(on) = bucket.blocks(BlockSwitch::BlockPublicAcls).filter(|_| acl.is_public()) else {
        return Ok(());
    };
    exchange.decide(format!("{on}: the ACL is public"));
    let reason = "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.";
    Err(refusal(exchange, bucket, action, key, reason))
}

/// Refuses a public policy under `BlockPublicPolicy`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>
pub(crate) fn refuse_public_policy(exchange: &Exchange, bucket: &Bucket, document: &iam::Policy) -> S3Result {
    let Some(on) = bucket.blocks(BlockSwitch::BlockPublicPolicy).filter(|_| iam::is_public(document)) else {
        return Ok(());
    };
    exchange.decide(format!("{on}: the policy is public"));
    let reason = "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.";
    Err(refusal(exchange, bucket, "s3:PutBucketPolicy", None, reason))
}

fn refusal(exchange: &Exchange, bucket: &Bucket, action: &str, key: Option<&str>, reason: &str) -> s3s::S3Error {
    let principal = exchange.principal();
    match principal.arn() {
        Some(user) if principal.account() == Some(&bucket.owner) => error::new(
            S3ErrorCode::AccessDenied,
            format!(
                "User: {user} is not authorized to perform: {action} on resource: \"{}\" {reason}",
                policy::arn(&bucket.name, key)
            ),
        ),
        _ => error::access_denied(),
    }
}
