//! `PutObject`.

use s3s::dto::{self, PutObjectInput, PutObjectOutput};
use s3s::{S3Request, S3Response, S3Result};

use super::Answer;
use super::{body, conditions, headers};
use crate::identity::AccountId;
use crate::s3::access::canned::{AclOf, AclRequest};
use crate::s3::access::public_access;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Acl, Bucket, Checksums, Object, ObjectOwnership};
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
pub(super) async fn put(state: &State, request: S3Request<PutObjectInput>) -> Answer<PutObjectOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let stored = headers::stored(&request.headers)?;
    let input = request.input;
    let metadata = headers::metadata(input.metadata)?;
    let tags = headers::tags(input.tagging.as_deref())?;
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::ObjectCannedACL::as_str),
        [input.grant_read, None, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    // Refused before the body is read, as S3 refuses it.
    owner_and_acl(state, &exchange, super::bucket(&state.buckets.read(), &input.bucket)?, &acl, &input.key)?;
    let body = body::read(input.body, &request.headers, request.trailing_headers.as_ref()).await?;

    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let (owner, acl) = owner_and_acl(state, &exchange, bucket, &acl, &input.key)?;
    let existing = bucket.objects.get(&input.key);
    conditions::check_write(&exchange, existing, input.if_match.as_ref(), input.if_none_match.as_ref())?;
    let object = Object {
        body: body.bytes,
        etag: body.md5,
        last_modified: conditions::now(),
        headers: stored,
        metadata,
        owner,
        acl,
        tags,
        checksums: body.checksums,
        parts: Vec::new(),
    };
    let output = PutObjectOutput {
        e_tag: Some(dto::ETag::Strong(object.etag.clone())),
        server_side_encryption: Some(encryption()),
        ..with_checksums(&object.checksums)
    };
    bucket.objects.insert(input.key, object);
    Ok(S3Response::new(output))
}

/// SSE-S3: every object is encrypted with it since 5 January 2023.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html>
pub(super) fn encryption() -> dto::ServerSideEncryption {
    dto::ServerSideEncryption::from_static(dto::ServerSideEncryption::AES256)
}

fn with_checksums(checksums: &Checksums) -> PutObjectOutput {
    PutObjectOutput {
        checksum_crc32: checksums.crc32.clone(),
        checksum_crc32c: checksums.crc32c.clone(),
        checksum_crc64nvme: checksums.crc64nvme.clone(),
        checksum_sha1: checksums.sha1.clone(),
        checksum_sha256: checksums.sha256.clone(),
        checksum_type: Some(dto::ChecksumType::from_static(dto::ChecksumType::FULL_OBJECT)),
        ..PutObjectOutput::default()
    }
}

/// Who owns the object that a request makes, and its ACL.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
///
/// # Errors
///
/// `AccessControlListNotSupported` where ACLs are off, `AccessDenied` for a public one under `BlockPublicAcls`.
pub(super) fn owner_and_acl(
    state: &State,
    exchange: &Exchange,
    bucket: &Bucket,
    acl: &AclRequest,
    key: &str,
) -> S3Result<(AccountId, Acl)> {
    let full_control = acl.gives_the_owner_full_control(&bucket.owner);
    if !full_control {
        public_access::refuse_acl_when_disabled(exchange, bucket)?;
    }
    // Nobody: an object that an anonymous caller puts is the bucket owner's here.
    let writer = exchange.account().unwrap_or_else(|| bucket.owner.clone());
    let owner = match bucket.ownership {
        Some(ObjectOwnership::BucketOwnerEnforced) => bucket.owner.clone(),
        Some(ObjectOwnership::BucketOwnerPreferred) if full_control && !acl.is_empty() => bucket.owner.clone(),
        _ => writer,
    };
    let acl = acl.acl(state, exchange, AclOf::Object, &owner, &bucket.owner)?;
    public_access::refuse_public_acl(exchange, bucket, &acl, "s3:PutObject", Some(key))?;
    Ok((owner, acl))
}
