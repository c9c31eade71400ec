//! `CopyObject`.

use s3s::dto::{self, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource};
use s3s::{S3Request, S3Response, S3Result};

use super::Answer;
use super::conditions::{self, Failed, ReadConditions};
use super::{body, headers};
use crate::s3::access::canned::AclRequest;
use crate::s3::access::{self};
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::Object;
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
pub(super) fn copy(state: &State, request: S3Request<CopyObjectInput>) -> Answer<CopyObjectOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let sent = headers::stored(&request.headers)?;
    let input = request.input;
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match,
        if_none_match: input.copy_source_if_none_match,
        if_modified_since: input.copy_source_if_modified_since,
        if_unmodified_since: input.copy_source_if_unmodified_since,
    };
    let source = source(state, &exchange, &input.copy_source, &conditions)?;
    let replace = input
        .metadata_directive
        .as_ref()
        .is_some_and(|directive| directive.as_str() == dto::MetadataDirective::REPLACE);
    let replace_tags =
        input.tagging_directive.as_ref().is_some_and(|directive| directive.as_str() == dto::TaggingDirective::REPLACE);
    if let CopySource::Bucket { bucket, key, .. } = &input.copy_source {
        let same = **bucket == *input.bucket && **key == *input.key;
        if same && !replace && input.storage_class.is_none() && sent.website_redirect_location.is_none() {
            return Err(error::invalid_request(
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                 object's metadata, storage class, website redirect location or encryption attributes.",
            ));
        }
    }
    let (stored, metadata) = if replace {
        (sent, headers::metadata(input.metadata)?)
    } else {
        let mut stored = source.headers.clone();
        // The redirect is never copied.
        stored.website_redirect_location = sent.website_redirect_location;
        (stored, source.metadata.clone())
    };
    let tags = if replace_tags { headers::tags(input.tagging.as_deref())? } else { source.tags.clone() };
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::ObjectCannedACL::as_str),
        [input.grant_read, None, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    let body = body::copied(source.body);

    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    // The ACL is not copied either: without one in the request the copy is private.
    let (owner, acl) = super::put::owner_and_acl(state, &exchange, bucket, &acl, &input.key)?;
    let object = Object {
        body: body.bytes,
        etag: body.md5,
        last_modified: conditions::now(),
        headers: stored,
        metadata,
        owner,
        acl,
        tags,
        checksums: source.checksums,
        parts: Vec::new(),
    };
    let output = CopyObjectOutput {
        copy_object_result: Some(CopyObjectResult {
            checksum_crc32: object.checksums.crc32.clone(),
            checksum_crc64nvme: object.checksums.crc64nvme.clone(),
            e_tag: Some(dto::ETag::Strong(object.etag.clone())),
            last_modified: Some(object.last_modified.into()),
            ..CopyObjectResult::default()
        }),
        server_side_encryption: Some(super::put::encryption()),
        ..CopyObjectOutput::default()
    };
    bucket.objects.insert(input.key, object);
    Ok(S3Response::new(output))
}

/// The object that a copy reads, if the caller may and the conditions hold.
///
/// # Errors
///
/// `NoSuchBucket`, `NoSuchKey`, `AccessDenied`, `PreconditionFailed`.
pub(super) fn source(
    state: &State,
    exchange: &Exchange,
    copy_source: &CopySource,
    conditions: &ReadConditions,
) -> S3Result<Object> {
    let CopySource::Bucket { bucket, key, version_id } = copy_source else {
        return Err(error::new(
            s3s::S3ErrorCode::NotImplemented,
            "Access points are a part of Amazon S3 that this cloud does not emulate",
        ));
    };
    super::check_version(version_id.as_deref())?;
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, bucket)?;
    access::authorize_in(exchange, bucket, "s3:GetObject", Some(key), "")?;
    let object = super::object(bucket, key)?;
    // Of a copy both failures are 412.
    conditions.check(object).map_err(|failed| match failed {
        Failed::Precondition(name) => conditions::failed(exchange, &format!("x-amz-copy-source-{name}")),
        Failed::NotModified => conditions::failed(exchange, "x-amz-copy-source-If-None-Match"),
    })?;
    Ok(object.clone())
}
