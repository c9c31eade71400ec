//! `DeleteObject` and `DeleteObjects`. Deleting what is not there succeeds.

use s3s::dto::{self, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject};
use s3s::{S3Request, S3Response};

use super::{Answer, conditions};
use crate::s3::access;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>
pub(super) fn one(state: &State, request: S3Request<DeleteObjectInput>) -> Answer<DeleteObjectOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    super::check_version(input.version_id.as_deref())?;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    conditions::check_write(&exchange, bucket.objects.get(&input.key), input.if_match.as_ref(), None)?;
    bucket.objects.remove(&input.key);
    Ok(S3Response::new(DeleteObjectOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
pub(super) fn many(state: &State, request: S3Request<DeleteObjectsInput>) -> Answer<DeleteObjectsOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    if input.delete.objects.is_empty() || input.delete.objects.len() > 1000 {
        return Err(error::malformed_xml());
    }
    let quiet = input.delete.quiet.unwrap_or(false);
    let principal = exchange.principal();
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for object in input.delete.objects {
        let decision = access::decide(bucket, &principal, "s3:DeleteObject", Some(&object.key), &exchange.context);
        exchange.decide_also(&decision);
        if !decision.allowed {
            errors.push(dto::Error {
                code: Some("AccessDenied".to_owned()),
                key: Some(object.key),
                message: Some(decision.message),
                version_id: None,
            });
            continue;
        }
        bucket.objects.remove(&object.key);
        deleted.push(DeletedObject { key: Some(object.key), ..DeletedObject::default() });
    }
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted: (!quiet).then_some(deleted),
        errors: (!errors.is_empty()).then_some(errors),
        ..DeleteObjectsOutput::default()
    }))
}
