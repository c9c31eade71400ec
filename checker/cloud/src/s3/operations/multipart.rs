//! Multipart uploads.

use bytes::{Bytes, BytesMut};
use s3s::dto::{
    self, AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyPartResult, CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag,
    ListMultipartUploadsInput, ListMultipartUploadsOutput, ListPartsInput, ListPartsOutput, UploadPartCopyInput,
    UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::conditions::{self, ReadConditions};
use super::put::{encryption, owner_and_acl};
use super::{Answer, body, copy, headers};
use crate::s3::access::canned::{AclRequest, owner_document};
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Bucket, Object, Part, Upload};
use crate::state::State;

/// The least size of every part but the last.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const MINIMUM_PART: usize = 5 * 1024 * 1024;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>
pub(super) fn create(
    state: &State,
    request: S3Request<CreateMultipartUploadInput>,
) -> Answer<CreateMultipartUploadOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let stored = headers::stored(&request.headers)?;
    let input = request.input;
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::ObjectCannedACL::as_str),
        [input.grant_read, None, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let (owner, acl) = owner_and_acl(state, &exchange, bucket, &acl, &input.key)?;
    let (request_id, host_id) = state.request_ids.next();
    let unreserved = host_id.chars().filter(char::is_ascii_alphanumeric);
    let upload_id: String = request_id.chars().chain(unreserved).collect();
    let upload = Upload {
        key: input.key.clone(),
        initiated: conditions::now(),
        headers: stored,
        metadata: headers::metadata(input.metadata)?,
        owner,
        acl,
        tags: headers::tags(input.tagging.as_deref())?,
        parts: std::collections::BTreeMap::new(),
    };
    bucket.uploads.insert(upload_id.clone(), upload);
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        checksum_algorithm: input.checksum_algorithm,
        checksum_type: input.checksum_type,
        key: Some(input.key),
        server_side_encryption: Some(encryption()),
        upload_id: Some(upload_id),
        ..CreateMultipartUploadOutput::default()
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>
pub(super) async fn upload_part(state: &State, request: S3Request<UploadPartInput>) -> Answer<UploadPartOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let part_number = check_part_number(&exchange, input.part_number)?;
    upload(super::bucket(&state.buckets.read(), &input.bucket)?, &input.upload_id, &input.key)?;
    let body = body::read(input.body, &request.headers, request.trailing_headers.as_ref()).await?;
    let output = UploadPartOutput {
        checksum_crc32: body.checksums.crc32.clone(),
        checksum_crc32c: body.checksums.crc32c.clone(),
        checksum_crc64nvme: body.checksums.crc64nvme.clone(),
        checksum_sha1: body.checksums.sha1.clone(),
        checksum_sha256: body.checksums.sha256.clone(),
        e_tag: Some(ETag::Strong(body.md5.clone())),
        server_side_encryption: Some(encryption()),
        ..UploadPartOutput::default()
    };
    add_part(state, &input.bucket, &input.upload_id, &input.key, part_number, body)?;
    Ok(S3Response::new(output))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>
pub(super) fn upload_part_copy(state: &State, request: S3Request<UploadPartCopyInput>) -> Answer<UploadPartCopyOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let part_number = check_part_number(&exchange, input.part_number)?;
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match,
        if_none_match: input.copy_source_if_none_match,
        if_modified_since: input.copy_source_if_modified_since,
        if_unmodified_since: input.copy_source_if_unmodified_since,
    };
    let source = copy::source(state, &exchange, &input.copy_source, &conditions)?;
    let bytes = match input.copy_source_range {
        None => source.body,
        Some(range) => slice(&source.body, &range)?,
    };
    let body = body::copied(bytes);
    let etag = body.md5.clone();
    let last_modified = add_part(state, &input.bucket, &input.upload_id, &input.key, part_number, body)?;
    Ok(S3Response::new(UploadPartCopyOutput {
        copy_part_result: Some(CopyPartResult {
            e_tag: Some(ETag::Strong(etag)),
            last_modified: Some(last_modified.into()),
            ..CopyPartResult::default()
        }),
        server_side_encryption: Some(encryption()),
        ..UploadPartCopyOutput::default()
    }))
}

fn slice(bytes: &Bytes, range: &str) -> S3Result<Bytes> {
    let invalid = || {
        error::invalid_argument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the \
             zero-based offsets of the first and last bytes to copy",
        )
    };
    let range = dto::Range::parse(range).map_err(|_| invalid())?;
    let range = range.check(bytes.len() as u64).map_err(|_| invalid())?;
    let position = |byte: u64| usize::try_from(byte).unwrap_or(bytes.len());
    Ok(bytes.slice(position(range.start)..position(range.end)))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
pub(super) fn complete(
    state: &State,
    request: S3Request<CompleteMultipartUploadInput>,
) -> Answer<CompleteMultipartUploadOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let named = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    if named.is_empty() {
        return Err(error::malformed_xml());
    }
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let upload = upload(bucket, &input.upload_id, &input.key)?;
    let existing = bucket.objects.get(&input.key);
    conditions::check_write(&exchange, existing, input.if_match.as_ref(), input.if_none_match.as_ref())?;

    let mut parts: Vec<&Part> = Vec::new();
    let mut before = 0;
    for part in &named {
        let number = part.part_number.unwrap_or_default();
        if number <= before {
            return Err(error::new(
                S3ErrorCode::InvalidPartOrder,
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
            ));
        }
        before = number;
        let etag = part.e_tag.as_ref().map(ETag::value);
        let uploaded = upload.parts.get(&number).filter(|uploaded| etag == Some(&uploaded.etag));
        parts.push(uploaded.ok_or_else(|| invalid_part(&exchange, &input.upload_id, number, etag))?);
    }
    let all_but_last = parts.len() - 1;
    if let Some(small) = parts.iter().take(all_but_last).find(|part| part.body.len() < MINIMUM_PART) {
        exchange.add_error_elements([
            ("ProposedSize", small.body.len().to_string()),
            ("MinSizeAllowed", MINIMUM_PART.to_string()),
        ]);
        return Err(error::new(
            S3ErrorCode::EntityTooSmall,
            "Your proposed upload is smaller than the minimum allowed size",
        ));
    }
    let mut whole = BytesMut::new();
    for part in &parts {
        whole.extend_from_slice(&part.body);
    }
    let object = Object {
        etag: body::multipart_etag(parts.iter().map(|part| part.etag.as_str())),
        parts: parts.iter().map(|part| part.body.len()).collect(),
        checksums: body::full_object(&whole),
        body: whole.freeze(),
        last_modified: conditions::now(),
        headers: upload.headers.clone(),
        metadata: upload.metadata.clone(),
        owner: upload.owner.clone(),
        acl: upload.acl.clone(),
        tags: upload.tags.clone(),
    };
    let output = CompleteMultipartUploadOutput {
        bucket: Some(input.bucket.clone()),
        checksum_crc64nvme: object.checksums.crc64nvme.clone(),
        checksum_type: Some(dto::ChecksumType::from_static(dto::ChecksumType::FULL_OBJECT)),
        e_tag: Some(ETag::Strong(object.etag.clone())),
        key: Some(input.key.clone()),
        location: Some(format!("http://{}.s3.amazonaws.com/{}", input.bucket, input.key)),
        server_side_encryption: Some(encryption()),
        ..CompleteMultipartUploadOutput::default()
    };
    bucket.uploads.remove(&input.upload_id);
    bucket.objects.insert(input.key, object);
    Ok(S3Response::new(output))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>
pub(super) fn abort(
    state: &State,
    request: S3Request<AbortMultipartUploadInput>,
) -> Answer<AbortMultipartUploadOutput> {
    let input = request.input;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    upload(bucket, &input.upload_id, &input.key)?;
    bucket.uploads.remove(&input.upload_id);
    Ok(S3Response::new(AbortMultipartUploadOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>
pub(super) fn list_parts(state: &State, request: S3Request<ListPartsInput>) -> Answer<ListPartsOutput> {
    let input = request.input;
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &input.bucket)?;
    let upload = upload(bucket, &input.upload_id, &input.key)?;
    let maximum = input.max_parts.unwrap_or(1000).clamp(0, 1000);
    let after = input.part_number_marker.unwrap_or_default();
    let mut rest = upload.parts.iter().filter(|(number, _)| **number > after);
    let page = rest.by_ref().take(usize::try_from(maximum).unwrap_or_default());
    let parts: Vec<dto::Part> = page
        .map(|(number, part)| dto::Part {
            checksum_crc32: part.checksums.crc32.clone(),
            checksum_crc64nvme: part.checksums.crc64nvme.clone(),
            e_tag: Some(ETag::Strong(part.etag.clone())),
            last_modified: Some(part.last_modified.into()),
            part_number: Some(*number),
            size: i64::try_from(part.body.len()).ok(),
            ..dto::Part::default()
        })
        .collect();
    Ok(S3Response::new(ListPartsOutput {
        bucket: Some(input.bucket),
        is_truncated: Some(rest.next().is_some()),
        key: Some(input.key),
        max_parts: Some(maximum),
        next_part_number_marker: parts.last().and_then(|part| part.part_number),
        owner: Some(owner_document(&upload.owner)),
        part_number_marker: Some(after),
        parts: Some(parts),
        storage_class: Some(dto::StorageClass::from_static(dto::StorageClass::STANDARD)),
        upload_id: Some(input.upload_id),
        ..ListPartsOutput::default()
    }))
}

/// Every upload on one page: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>
pub(super) fn list_uploads(
    state: &State,
    request: S3Request<ListMultipartUploadsInput>,
) -> Answer<ListMultipartUploadsOutput> {
    let input = request.input;
    let prefix = input.prefix.unwrap_or_default();
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &input.bucket)?;
    let mut uploads: Vec<_> = bucket.uploads.iter().filter(|(_, upload)| upload.key.starts_with(&prefix)).collect();
    uploads.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key).then(one.initiated.cmp(&other.initiated)));
    let uploads = uploads.into_iter().map(|(id, upload)| dto::MultipartUpload {
        initiated: Some(upload.initiated.into()),
        key: Some(upload.key.clone()),
        owner: Some(owner_document(&upload.owner)),
        storage_class: Some(dto::StorageClass::from_static(dto::StorageClass::STANDARD)),
        upload_id: Some(id.clone()),
        ..dto::MultipartUpload::default()
    });
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        is_truncated: Some(false),
        max_uploads: Some(1000),
        prefix: Some(prefix),
        uploads: Some(uploads.collect()),
        ..ListMultipartUploadsOutput::default()
    }))
}

fn upload<'a>(bucket: &'a Bucket, upload_id: &str, key: &str) -> S3Result<&'a Upload> {
    let found = bucket.uploads.get(upload_id).filter(|upload| upload.key == key);
    found.ok_or_else(|| {
        error::new(
            S3ErrorCode::NoSuchUpload,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted \
             or completed.",
        )
    })
}

fn add_part(
    state: &State,
    bucket: &str,
    upload_id: &str,
    key: &str,
    part_number: i32,
    body: body::Body,
) -> S3Result<std::time::SystemTime> {
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, bucket)?;
    upload(bucket, upload_id, key)?;
    let last_modified = conditions::now();
    let part = Part { etag: body.md5, checksums: body.checksums, body: body.bytes, last_modified };
    if let Some(upload) = bucket.uploads.get_mut(upload_id) {
        upload.parts.insert(part_number, part);
    }
    Ok(last_modified)
}

fn check_part_number(exchange: &Exchange, number: i32) -> S3Result<i32> {
    if (1..=10_000).contains(&number) {
        return Ok(number);
    }
    exchange.add_error_elements([("ArgumentName", "partNumber".to_owned()), ("ArgumentValue", number.to_string())]);
    Err(error::invalid_argument("Part number must be an integer between 1 and 10000, inclusive"))
}

fn invalid_part(exchange: &Exchange, upload_id: &str, number: i32, etag: Option<&str>) -> S3Error {
    exchange.add_error_elements([
        ("UploadId", upload_id.to_owned()),
        ("PartNumber", number.to_string()),
        ("ETag", etag.unwrap_or_default().to_owned()),
    ]);
    error::new(
        S3ErrorCode::InvalidPart,
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the \
         specified entity tag may not match the part's entity tag.",
    )
}
