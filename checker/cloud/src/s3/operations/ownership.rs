//! Object Ownership and Block Public Access: the two switches before a bucket's ACLs and policy.

use s3s::dto::{
    self, DeleteBucketOwnershipControlsInput, DeleteBucketOwnershipControlsOutput, DeletePublicAccessBlockInput,
    DeletePublicAccessBlockOutput, GetBucketOwnershipControlsInput, GetBucketOwnershipControlsOutput,
    GetPublicAccessBlockInput, GetPublicAccessBlockOutput, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, PutBucketOwnershipControlsInput, PutBucketOwnershipControlsOutput,
    PutPublicAccessBlockInput, PutPublicAccessBlockOutput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Acl, ObjectOwnership};
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html>
pub(super) fn put(
    state: &State,
    request: S3Request<PutBucketOwnershipControlsInput>,
) -> Answer<PutBucketOwnershipControlsOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let [rule] = request.input.ownership_controls.rules.as_slice() else {
        return Err(error::malformed_xml());
    };
    let ownership = parse(rule.object_ownership.as_str()).map_err(|_| error::malformed_xml())?;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &request.input.bucket)?;
    if ownership == ObjectOwnership::BucketOwnerEnforced && bucket.acl != Acl::private(&bucket.owner) {
        exchange.decide("the bucket ACL still grants access to others");
        return Err(acl_with_enforced_ownership());
    }
    bucket.ownership = Some(ownership);
    Ok(S3Response::new(PutBucketOwnershipControlsOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html>
pub(super) fn get(
    state: &State,
    request: S3Request<GetBucketOwnershipControlsInput>,
) -> Answer<GetBucketOwnershipControlsOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let ownership = bucket.ownership.ok_or_else(|| {
        error::new(S3ErrorCode::OwnershipControlsNotFoundError, "The bucket ownership controls were not found")
    })?;
    let name = match ownership {
        ObjectOwnership::BucketOwnerEnforced => dto::ObjectOwnership::BUCKET_OWNER_ENFORCED,
        ObjectOwnership::BucketOwnerPreferred => dto::ObjectOwnership::BUCKET_OWNER_PREFERRED,
        ObjectOwnership::ObjectWriter => dto::ObjectOwnership::OBJECT_WRITER,
    };
    Ok(S3Response::new(GetBucketOwnershipControlsOutput {
        ownership_controls: Some(OwnershipControls {
            rules: vec![OwnershipControlsRule { object_ownership: dto::ObjectOwnership::from_static(name) }],
        }),
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html>
pub(super) fn delete(
    state: &State,
    request: S3Request<DeleteBucketOwnershipControlsInput>,
) -> Answer<DeleteBucketOwnershipControlsOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.ownership = None;
    Ok(S3Response::new(DeleteBucketOwnershipControlsOutput::default()))
}

/// The setting's name.
pub(super) fn parse(name: &str) -> S3Result<ObjectOwnership> {
    match name {
        dto::ObjectOwnership::BUCKET_OWNER_ENFORCED => Ok(ObjectOwnership::BucketOwnerEnforced),
        dto::ObjectOwnership::BUCKET_OWNER_PREFERRED => Ok(ObjectOwnership::BucketOwnerPreferred),
        dto::ObjectOwnership::OBJECT_WRITER => Ok(ObjectOwnership::ObjectWriter),
        _ => Err(error::invalid_argument("Invalid x-amz-object-ownership header")),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html>
pub(super) fn acl_with_enforced_ownership() -> S3Error {
    error::new(
        S3ErrorCode::InvalidBucketAclWithObjectOwnership,
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html>
pub(super) fn put_block(
    state: &State,
    request: S3Request<PutPublicAccessBlockInput>,
) -> Answer<PutPublicAccessBlockOutput> {
    let wanted = request.input.public_access_block_configuration;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &request.input.bucket)?;
    bucket.public_access_block = Some(wanted.into());
    Ok(S3Response::new(PutPublicAccessBlockOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html>
pub(super) fn get_block(
    state: &State,
    request: S3Request<GetPublicAccessBlockInput>,
) -> Answer<GetPublicAccessBlockOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let block = bucket.public_access_block.ok_or_else(|| {
        error::custom(
            "NoSuchPublicAccessBlockConfiguration",
            http::StatusCode::NOT_FOUND,
            "The public access block configuration was not found",
        )
    })?;
    Ok(S3Response::new(GetPublicAccessBlockOutput {
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(block.block_public_acls),
            ignore_public_acls: Some(block.ignore_public_acls),
            block_public_policy: Some(block.block_public_policy),
            restrict_public_buckets: Some(block.restrict_public_buckets),
        }),
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html>
pub(super) fn delete_block(
    state: &State,
    request: S3Request<DeletePublicAccessBlockInput>,
) -> Answer<DeletePublicAccessBlockOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.public_access_block = None;
    Ok(S3Response::new(DeletePublicAccessBlockOutput::default()))
}
