//! Tags of buckets and objects.

use std::collections::HashSet;

use s3s::dto::{
    DeleteBucketTaggingInput, DeleteBucketTaggingOutput, DeleteObjectTaggingInput, DeleteObjectTaggingOutput,
    GetBucketTaggingInput, GetBucketTaggingOutput, GetObjectTaggingInput, GetObjectTaggingOutput,
    PutBucketTaggingInput, PutBucketTaggingOutput, PutObjectTaggingInput, PutObjectTaggingOutput, Tag,
};
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use crate::s3::error;
use crate::state::State;

/// Refuses a tag set that S3 refuses.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>
pub(super) fn check(tags: &[Tag], maximum: usize) -> S3Result {
    let invalid = |message: &'static str| Err(error::new(S3ErrorCode::InvalidTag, message));
    if tags.len() > maximum {
        return Err(error::custom(
            "BadRequest",
            http::StatusCode::BAD_REQUEST,
            format!("Object tags cannot be greater than {maximum}"),
        ));
    }
    let mut seen = HashSet::new();
    for tag in tags {
        let key = tag.key.as_deref().unwrap_or_default();
        if key.is_empty() || key.chars().count() > 128 {
            return invalid("The TagKey you have provided is invalid");
        }
        if tag.value.as_deref().unwrap_or_default().chars().count() > 256 {
            return invalid("The TagValue you have provided is invalid");
        }
        if !seen.insert(key) {
            return invalid("Cannot provide multiple Tags with the same key");
        }
    }
    Ok(())
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html>
pub(super) fn put_bucket(state: &State, request: S3Request<PutBucketTaggingInput>) -> Answer<PutBucketTaggingOutput> {
    let tags = request.input.tagging.tag_set;
    check(&tags, 50)?;
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.tags = Some(tags);
    Ok(S3Response::new(PutBucketTaggingOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html>
pub(super) fn get_bucket(state: &State, request: S3Request<GetBucketTaggingInput>) -> Answer<GetBucketTaggingOutput> {
    let buckets = state.buckets.read();
    let tags = super::bucket(&buckets, &request.input.bucket)?.tags.clone();
    let tag_set = tags.ok_or_else(|| error::new(S3ErrorCode::NoSuchTagSet, "The TagSet does not exist"))?;
    Ok(S3Response::new(GetBucketTaggingOutput { tag_set }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html>
pub(super) fn delete_bucket(
    state: &State,
    request: S3Request<DeleteBucketTaggingInput>,
) -> Answer<DeleteBucketTaggingOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.tags = None;
    Ok(S3Response::new(DeleteBucketTaggingOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html>
pub(super) fn put_object(state: &State, request: S3Request<PutObjectTaggingInput>) -> Answer<PutObjectTaggingOutput> {
    let input = request.input;
    super::check_version(input.version_id.as_deref())?;
    check(&input.tagging.tag_set, 10)?;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    super::object_mut(bucket, &input.key)?.tags = input.tagging.tag_set;
    Ok(S3Response::new(PutObjectTaggingOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>
pub(super) fn get_object(state: &State, request: S3Request<GetObjectTaggingInput>) -> Answer<GetObjectTaggingOutput> {
    super::check_version(request.input.version_id.as_deref())?;
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    Ok(S3Response::new(GetObjectTaggingOutput {
        tag_set: super::object(bucket, &request.input.key)?.tags.clone(),
        version_id: None,
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html>
pub(super) fn delete_object(
    state: &State,
    request: S3Request<DeleteObjectTaggingInput>,
) -> Answer<DeleteObjectTaggingOutput> {
    super::check_version(request.input.version_id.as_deref())?;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &request.input.bucket)?;
    super::object_mut(bucket, &request.input.key)?.tags.clear();
    Ok(S3Response::new(DeleteObjectTaggingOutput::default()))
}
