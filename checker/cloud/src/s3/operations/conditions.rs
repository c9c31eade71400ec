//! Conditional requests.

use std::time::SystemTime;

use s3s::dto::{ETag, ETagCondition, Timestamp};
use s3s::{S3Error, S3ErrorCode, S3Result};

use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::Object;

/// The conditions of a read, or of the source of a copy.
#[expect(clippy::struct_field_names, reason = "they are the headers' names")]
pub(super) struct ReadConditions {
    pub(super) if_match: Option<ETagCondition>,
    pub(super) if_none_match: Option<ETagCondition>,
    pub(super) if_modified_since: Option<Timestamp>,
    pub(super) if_unmodified_since: Option<Timestamp>,
}

/// How a condition failed.
pub(super) enum Failed {
    /// 412: the named header does not hold.
    Precondition(&'static str),
    /// 304.
    NotModified,
}

impl ReadConditions {
    /// `If-Match` wins over `If-Unmodified-Since`, `If-None-Match` over `If-Modified-Since`.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
    pub(super) fn check(&self, object: &Object) -> Result<(), Failed> {
        let last_modified = Timestamp::from(object.last_modified);
        if let Some(condition) = &self.if_match {
            if !names(condition, &object.etag) {
                return Err(Failed::Precondition("If-Match"));
            }
        } else if self.if_unmodified_since.as_ref().is_some_and(|since| last_modified > *since) {
            return Err(Failed::Precondition("If-Unmodified-Since"));
        }
        if let Some(condition) = &self.if_none_match {
            if names(condition, &object.etag) {
                return Err(Failed::NotModified);
            }
        } else if self.if_modified_since.as_ref().is_some_and(|since| last_modified <= *since) {
            return Err(Failed::NotModified);
        }
        Ok(())
    }
}

/// Checks the conditions of a write.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
///
/// # Errors
///
/// `PreconditionFailed`; `NoSuchKey` for `If-Match` where there is no object.
pub(super) fn check_write(
    exchange: &Exchange,
    existing: Option<&Object>,
    if_match: Option<&ETagCondition>,
    if_none_match: Option<&ETagCondition>,
) -> S3Result {
    match if_none_match {
        Some(ETagCondition::Any) if existing.is_some() => {
            return Err(failed(exchange, "If-None-Match"));
        }
        Some(ETagCondition::ETag(_)) => return Err(S3Error::new(S3ErrorCode::NotImplemented)),
        _ => {}
    }
    match (if_match, existing) {
        (Some(_), None) => Err(error::no_such_key()),
        (Some(condition), Some(object)) if !names(condition, &object.etag) => Err(failed(exchange, "If-Match")),
        _ => Ok(()),
    }
}

/// `PreconditionFailed`, which names the condition.
pub(super) fn failed(exchange: &Exchange, condition: &str) -> S3Error {
    exchange.add_error_elements([("Condition", condition.to_owned())]);
    error::precondition_failed()
}

fn names(condition: &ETagCondition, etag: &str) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(ETag::Strong(value) | ETag::Weak(value)) => value == etag,
    }
}

/// Now, in the whole seconds that `Last-Modified` can show.
pub(super) fn now() -> SystemTime {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(since_epoch.as_secs())
}
