//! Buckets as such: create, delete, find, list.

use s3s::dto::{
    self, BucketLocationConstraint, CreateBucketInput, CreateBucketOutput, DeleteBucketInput, DeleteBucketOutput,
    GetBucketEncryptionInput, GetBucketEncryptionOutput, GetBucketLocationInput, GetBucketLocationOutput,
    GetBucketVersioningInput, GetBucketVersioningOutput, HeadBucketInput, HeadBucketOutput, ListBucketsInput,
    ListBucketsOutput,
};
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use super::ownership;
use crate::s3::access::canned::{AclOf, AclRequest, owner_document};
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Bucket, ObjectOwnership};
use crate::s3::region::{self, US_EAST_1};
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
pub(super) fn create(state: &State, request: S3Request<CreateBucketInput>) -> Answer<CreateBucketOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let owner = exchange.account().ok_or_else(error::access_denied)?;
    let constraint = input
        .create_bucket_configuration
        .as_ref()
        .and_then(|configuration| configuration.location_constraint.as_ref())
        .map(BucketLocationConstraint::as_str)
        .filter(|constraint| !constraint.is_empty());
    let endpoint = exchange.endpoint_region(&state.region);
    let region = location(&exchange, endpoint, constraint)?;

    let mut bucket = Bucket::new(&input.bucket, &region, &owner, state.account_blocks.of(&owner));
    if let Some(ownership) = &input.object_ownership {
        bucket.ownership = Some(ownership::parse(ownership.as_str())?);
    }
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::BucketCannedACL::as_str),
        [input.grant_read, input.grant_write, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    bucket.acl = acl.acl(state, &exchange, AclOf::Bucket, &owner, &owner)?;
    let more_than_private = bucket.acl != crate::s3::model::Acl::private(&owner);
    if more_than_private && bucket.ownership == Some(ObjectOwnership::BucketOwnerEnforced) {
        exchange.decide("ACLs are off: object ownership is BucketOwnerEnforced");
        return Err(ownership::acl_with_enforced_ownership());
    }
    if bucket.acl.is_public() {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
        exchange.decide("a new bucket has BlockPublicAcls on: the ACL is public");
        return Err(error::custom(
            "InvalidBucketAclWithBlockPublicAccessError",
            http::StatusCode::BAD_REQUEST,
            "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
        ));
    }

    let mut buckets = state.buckets.write();
    if let Some(existing) = buckets.get_mut(&input.bucket) {
        if existing.owner != owner {
            return Err(error::new(
                S3ErrorCode::BucketAlreadyExists,
                "The requested bucket name is not available. The bucket namespace is shared by all users of the \
                 system. Please select a different name and try again.",
            ));
        }
        if endpoint != US_EAST_1 || existing.region != US_EAST_1 {
            return Err(error::new(
                S3ErrorCode::BucketAlreadyOwnedByYou,
                "Your previous request to create the named bucket succeeded and you already own it.",
            ));
        }
        // An old promise of us-east-1: 200, and the ACL as new.
        existing.acl = bucket.acl;
    } else {
        buckets.insert(input.bucket.clone(), bucket);
    }
    let location = match endpoint {
        US_EAST_1 if region == US_EAST_1 => format!("/{}", input.bucket),
        _ => format!("http://{}.s3.amazonaws.com/", input.bucket),
    };
    Ok(S3Response::new(CreateBucketOutput { location: Some(location) }))
}

/// The region that endpoint and `LocationConstraint` together mean.
fn location(exchange: &Exchange, endpoint: &str, constraint: Option<&str>) -> S3Result<String> {
    let illegal = |what: &str| {
        error::new(
            S3ErrorCode::IllegalLocationConstraintException,
            format!(
                "The {what} location constraint is incompatible for the region specific endpoint this request was \
                 sent to."
            ),
        )
    };
    let invalid = |constraint: &str| {
        exchange.add_error_elements([("LocationConstraint", constraint.to_owned())]);
        error::new(S3ErrorCode::InvalidLocationConstraint, "The specified location-constraint is not valid")
    };
    match constraint {
        None if endpoint == US_EAST_1 => Ok(US_EAST_1.to_owned()),
        None => Err(illegal("unspecified")),
        // us-east-1 is named by naming nothing.
        Some(US_EAST_1) if endpoint == US_EAST_1 => Err(invalid(US_EAST_1)),
        Some("EU") if matches!(endpoint, US_EAST_1 | "eu-west-1") => Ok("eu-west-1".to_owned()),
        Some(region) if !region::exists(region) => Err(invalid(region)),
        Some(region) if endpoint == US_EAST_1 || endpoint == region => Ok(region.to_owned()),
        Some(region) => Err(illegal(region)),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>
pub(super) fn delete(state: &State, request: S3Request<DeleteBucketInput>) -> Answer<DeleteBucketOutput> {
    let mut buckets = state.buckets.write();
    let name = &request.input.bucket;
    let bucket = super::bucket(&buckets, name)?;
    if !bucket.objects.is_empty() {
        return Err(error::new(S3ErrorCode::BucketNotEmpty, "The bucket you tried to delete is not empty"));
    }
    buckets.remove(name);
    Ok(S3Response::new(DeleteBucketOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
pub(super) fn head(state: &State, request: S3Request<HeadBucketInput>) -> Answer<HeadBucketOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    Ok(S3Response::new(HeadBucketOutput {
        bucket_region: Some(bucket.region.clone()),
        access_point_alias: Some(false),
        ..HeadBucketOutput::default()
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
pub(super) fn get_location(
    state: &State,
    request: S3Request<GetBucketLocationInput>,
) -> Answer<GetBucketLocationOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let named = Some(&bucket.region).filter(|region| *region != US_EAST_1);
    Ok(S3Response::new(GetBucketLocationOutput {
        location_constraint: named.map(|region| BucketLocationConstraint::from(region.clone())),
    }))
}

/// Versioning was never switched on: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html>
pub(super) fn versioning(
    _state: &State,
    _request: S3Request<GetBucketVersioningInput>,
) -> Answer<GetBucketVersioningOutput> {
    Ok(S3Response::new(GetBucketVersioningOutput::default()))
}

/// SSE-S3, as every bucket since 5 January 2023 has:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html>
pub(super) fn encryption(
    _state: &State,
    _request: S3Request<GetBucketEncryptionInput>,
) -> Answer<GetBucketEncryptionOutput> {
    let rule = dto::ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(dto::ServerSideEncryptionByDefault {
            kms_master_key_id: None,
            sse_algorithm: dto::ServerSideEncryption::from_static(dto::ServerSideEncryption::AES256),
        }),
        bucket_key_enabled: Some(false),
    };
    Ok(S3Response::new(GetBucketEncryptionOutput {
        server_side_encryption_configuration: Some(dto::ServerSideEncryptionConfiguration { rules: vec![rule] }),
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
pub(super) fn list(state: &State, request: S3Request<ListBucketsInput>) -> Answer<ListBucketsOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let owner = exchange.account().ok_or_else(error::access_denied)?;
    let input = request.input;
    // A request without parameters gets the answer that it got before buckets were listed by pages.
    let with_region = input.prefix.is_some()
        || input.continuation_token.is_some()
        || input.max_buckets.is_some()
        || input.bucket_region.is_some();
    let prefix = input.prefix.unwrap_or_default();
    let after = input.continuation_token.unwrap_or_default();
    let maximum = usize::try_from(input.max_buckets.unwrap_or(10_000)).unwrap_or(10_000);
    let buckets = state.buckets.read();
    let mut mine = buckets.values().filter(|bucket| {
        bucket.owner == owner
            && bucket.name.starts_with(&prefix)
            && bucket.name > after
            && input.bucket_region.as_ref().is_none_or(|region| *region == bucket.region)
    });
    let page: Vec<&Bucket> = mine.by_ref().take(maximum).collect();
    let last = page.last().map(|bucket| bucket.name.clone());
    let listed = page.iter().map(|bucket| dto::Bucket {
        bucket_region: with_region.then(|| bucket.region.clone()),
        creation_date: Some(bucket.created.into()),
        name: Some(bucket.name.clone()),
    });
    Ok(S3Response::new(ListBucketsOutput {
        buckets: Some(listed.collect()),
        continuation_token: mine.next().and(last),
        owner: Some(owner_document(&owner)),
        prefix: Some(prefix).filter(|prefix| !prefix.is_empty()),
    }))
}
