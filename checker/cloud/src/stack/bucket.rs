//! Buckets of a stack, and their policies.

use http::StatusCode;
use s3s::dto;

use super::{Made, refused};
use crate::s3::model::{BlockSwitch, Bucket, BucketPolicy, ObjectOwnership, PublicAccessBlock};
use crate::service_error::ServiceError;
use crate::state::State;
use crate::template::Position;
use crate::template::view::{BucketPolicyProperties, BucketProperties};

/// `AWS::S3::Bucket`.
pub(super) fn create(state: &State, wanted: &BucketProperties, at: &Position) -> Made {
    let mut buckets = state.buckets.write();
    if buckets.contains_key(&wanted.name) {
        // As CloudFormation words it: a stack does not take over what is there already.
        let message = format!("{} already exists", wanted.name);
        let error = ServiceError::new("AlreadyExists", StatusCode::CONFLICT, message);
        return vec![refused("s3:CreateBucket", &wanted.name, at, error)];
    }
    buckets.insert(wanted.name.clone(), as_wanted(state, wanted));
    Vec::new()
}

/// The settings of a bucket that is there; its objects stay.
pub(super) fn update(state: &State, wanted: &BucketProperties, at: &Position) -> Made {
    let mut buckets = state.buckets.write();
    let Some(bucket) = buckets.get_mut(&wanted.name) else {
        let error = ServiceError::new("NoSuchBucket", StatusCode::NOT_FOUND, "The specified bucket does not exist");
        return vec![refused("s3:PutPublicAccessBlock", &wanted.name, at, error)];
    };
    let new = as_wanted(state, wanted);
    bucket.ownership = new.ownership;
    bucket.public_access_block = new.public_access_block;
    bucket.website = new.website;
    Vec::new()
}

/// Deletes a bucket; one that holds objects stays.
pub(super) fn delete(state: &State, name: &str) {
    let mut buckets = state.buckets.write();
    if buckets.get(name).is_some_and(|bucket| bucket.objects.is_empty()) {
        buckets.remove(name);
    }
}

/// Takes a bucket's policy away.
pub(super) fn delete_policy(state: &State, name: &str) {
    if let Some(bucket) = state.buckets.write().get_mut(name) {
        bucket.policy = None;
    }
}

/// A bucket with nothing in it.
fn as_wanted(state: &State, wanted: &BucketProperties) -> Bucket {
    let owner = &state.identities.student().account;
    let mut bucket = Bucket::new(&wanted.name, &state.region, owner, state.account_blocks.of(owner));
    bucket.ownership = Some(match wanted.object_ownership.as_str() {
        "BucketOwnerPreferred" => ObjectOwnership::BucketOwnerPreferred,
        "ObjectWriter" => ObjectOwnership::ObjectWriter,
        _ => ObjectOwnership::BucketOwnerEnforced,
    });
    if let Some(block) = wanted.public_access_block {
        bucket.public_access_block = Some(PublicAccessBlock {
            block_public_acls: block.block_public_acls,
            ignore_public_acls: block.ignore_public_acls,
            block_public_policy: block.block_public_policy,
            restrict_public_buckets: block.restrict_public_buckets,
        });
    }
    bucket.website = wanted.website.as_ref().map(|website| dto::WebsiteConfiguration {
        index_document: website.index_document.clone().map(|suffix| dto::IndexDocument { suffix }),
        error_document: website.error_document.clone().map(|key| dto::ErrorDocument { key }),
        ..dto::WebsiteConfiguration::default()
    });
    bucket
}

/// `AWS::S3::BucketPolicy`.
pub(super) fn put_policy(state: &State, wanted: &BucketPolicyProperties) -> Made {
    let refuse = |code: &'static str, status: StatusCode, message: String, at: &Position, hint: Option<String>| {
        let mut error = ServiceError::new(code, status, message);
        error.hint = hint;
        vec![refused("s3:PutBucketPolicy", &wanted.bucket, at, error)]
    };
    let at = &wanted.document.at;
    let mut buckets = state.buckets.write();
    let Some(bucket) = buckets.get_mut(&wanted.bucket) else {
        let message = "The specified bucket does not exist".to_owned();
        return refuse("NoSuchBucket", StatusCode::NOT_FOUND, message, at, None);
    };
    let document = match iam::s3::validate(&wanted.document.text, &wanted.bucket) {
        Ok(document) => document,
        Err(malformed) => {
            let place = wanted.document.place(malformed.position);
            let hint = Some(malformed.detail);
            return refuse("MalformedPolicy", StatusCode::BAD_REQUEST, malformed.message, &place, hint);
        }
    };
    if let Some(on) = bucket.blocks(BlockSwitch::BlockPublicPolicy).filter(|_| iam::is_public(&document)) {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
        let message = format!(
            "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{}\" because public \
             policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
            state.identities.student().arn,
            wanted.bucket
        );
        let hint = Some(format!("{on}, and the policy is public"));
        return refuse("AccessDenied", StatusCode::FORBIDDEN, message, at, hint);
    }
    bucket.policy = Some(BucketPolicy {
        text: wanted.document.text.clone(),
        document: iam::NamedPolicy::new(format!("bucket policy of {}", wanted.bucket), document),
    });
    Vec::new()
}
