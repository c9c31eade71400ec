//! `GetObject` and `HeadObject`.

use std::ops::Range;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use s3s::dto::{self, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, StreamingBlob};
use s3s::{Body, S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use super::conditions::{self, Failed, ReadConditions};
use super::put::encryption;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Checksums, Object};
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
pub(super) fn get(state: &State, request: S3Request<GetObjectInput>) -> Answer<GetObjectOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    super::check_version(input.version_id.as_deref())?;
    let overrides = [
        input.response_cache_control.is_some(),
        input.response_content_disposition.is_some(),
        input.response_content_encoding.is_some(),
        input.response_content_language.is_some(),
        input.response_content_type.is_some(),
        input.response_expires.is_some(),
    ];
    if overrides.contains(&true) && exchange.account().is_none() {
        return Err(error::invalid_request(
            "Request specific response headers cannot be used for anonymous GET requests.",
        ));
    }
    let buckets = state.buckets.read();
    let object = super::object(super::bucket(&buckets, &input.bucket)?, &input.key)?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    check(&exchange, object, &conditions)?;
    let shown = Shown::of(&exchange, object, input.range, input.part_number)?;
    let checksums = shown.checksums(object, input.checksum_mode.as_ref());
    let shown_type = checksum_type(&checksums);
    let body = object.body.slice(shown.range.clone());
    let output = GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        body: Some(StreamingBlob::from(Body::from(body))),
        cache_control: object.headers.cache_control.clone(),
        checksum_crc32: checksums.crc32,
        checksum_crc32c: checksums.crc32c,
        checksum_crc64nvme: checksums.crc64nvme,
        checksum_sha1: checksums.sha1,
        checksum_sha256: checksums.sha256,
        checksum_type: shown_type,
        content_disposition: object.headers.content_disposition.clone(),
        content_encoding: object.headers.content_encoding.clone(),
        content_language: object.headers.content_language.clone(),
        content_length: Some(shown.length()),
        content_range: shown.content_range,
        content_type: Some(object.headers.content_type().to_owned()),
        e_tag: Some(dto::ETag::Strong(object.etag.clone())),
        last_modified: Some(object.last_modified.into()),
        metadata: metadata(object),
        parts_count: shown.parts_count,
        server_side_encryption: Some(encryption()),
        tag_count: i32::try_from(object.tags.len()).ok().filter(|count| *count > 0),
        website_redirect_location: object.headers.website_redirect_location.clone(),
        ..GetObjectOutput::default()
    };
    Ok(S3Response::with_headers(output, expires(object)))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
pub(super) fn head(state: &State, request: S3Request<HeadObjectInput>) -> Answer<HeadObjectOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    super::check_version(input.version_id.as_deref())?;
    let buckets = state.buckets.read();
    let object = super::object(super::bucket(&buckets, &input.bucket)?, &input.key)?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    check(&exchange, object, &conditions)?;
    let shown = Shown::of(&exchange, object, input.range, input.part_number)?;
    let checksums = shown.checksums(object, input.checksum_mode.as_ref());
    let shown_type = checksum_type(&checksums);
    let output = HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        cache_control: object.headers.cache_control.clone(),
        checksum_crc32: checksums.crc32,
        checksum_crc32c: checksums.crc32c,
        checksum_crc64nvme: checksums.crc64nvme,
        checksum_sha1: checksums.sha1,
        checksum_sha256: checksums.sha256,
        checksum_type: shown_type,
        content_disposition: object.headers.content_disposition.clone(),
        content_encoding: object.headers.content_encoding.clone(),
        content_language: object.headers.content_language.clone(),
        content_length: Some(shown.length()),
        content_range: shown.content_range,
        content_type: Some(object.headers.content_type().to_owned()),
        e_tag: Some(dto::ETag::Strong(object.etag.clone())),
        last_modified: Some(object.last_modified.into()),
        metadata: metadata(object),
        parts_count: shown.parts_count,
        server_side_encryption: Some(encryption()),
        website_redirect_location: object.headers.website_redirect_location.clone(),
        ..HeadObjectOutput::default()
    };
    Ok(S3Response::with_headers(output, expires(object)))
}

fn check(exchange: &Exchange, object: &Object, conditions: &ReadConditions) -> S3Result {
    match conditions.check(object) {
        Ok(()) => Ok(()),
        Err(Failed::Precondition(name)) => Err(conditions::failed(exchange, name)),
        Err(Failed::NotModified) => {
            let mut headers = HeaderMap::new();
            let mut add = |name: HeaderName, value: String| {
                if let Ok(value) = HeaderValue::try_from(value) {
                    headers.insert(name, value);
                }
            };
            add(header::ETAG, format!("\"{}\"", object.etag));
            let mut date = Vec::new();
            // Writing to a Vec cannot fail.
            let _ = dto::Timestamp::from(object.last_modified).format(dto::TimestampFormat::HttpDate, &mut date);
            add(header::LAST_MODIFIED, String::from_utf8_lossy(&date).into_owned());
            let mut not_modified = S3Error::new(S3ErrorCode::NotModified);
            not_modified.set_headers(headers);
            Err(not_modified)
        }
    }
}

/// Which bytes of an object an answer shows.
struct Shown {
    range: Range<usize>,
    content_range: Option<String>,
    parts_count: Option<i32>,
}

impl Shown {
    fn of(exchange: &Exchange, object: &Object, range: Option<dto::Range>, part_number: Option<i32>) -> S3Result<Self> {
        let whole = object.body.len();
        let content_range = |range: &Range<usize>| {
            (!range.is_empty()).then(|| format!("bytes {}-{}/{whole}", range.start, range.end - 1))
        };
        match (range, part_number) {
            (Some(_), Some(_)) => {
                Err(error::invalid_request("Cannot specify both Range header and partNumber query parameter"))
            }
            (None, None) => Ok(Self { range: 0..whole, content_range: None, parts_count: None }),
            (Some(asked), None) => {
                let range = asked.check(whole as u64).map_err(|_| {
                    exchange.add_error_elements([
                        ("RangeRequested", asked.to_header_string()),
                        ("ActualObjectSize", whole.to_string()),
                    ]);
                    error::new(S3ErrorCode::InvalidRange, "The requested range is not satisfiable")
                })?;
                let position = |byte: u64| usize::try_from(byte).unwrap_or(whole).min(whole);
                let range = position(range.start)..position(range.end);
                Ok(Self { content_range: content_range(&range), range, parts_count: None })
            }
            (None, Some(number)) => {
                let sizes = match object.parts.as_slice() {
                    [] => &[whole][..],
                    sizes => sizes,
                };
                let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
                let Some((index, size)) = index.and_then(|index| Some((index, *sizes.get(index)?))) else {
                    exchange.add_error_elements([
                        ("ActualPartCount", sizes.len().to_string()),
                        ("PartNumberRequested", number.to_string()),
                    ]);
                    return Err(error::custom(
                        "InvalidPartNumber",
                        http::StatusCode::RANGE_NOT_SATISFIABLE,
                        "The requested partnumber is not satisfiable",
                    ));
                };
                let start: usize = sizes.iter().take(index).sum();
                let range = start..start + size;
                Ok(Self {
                    content_range: content_range(&range),
                    range,
                    parts_count: i32::try_from(object.parts.len()).ok().filter(|count| *count > 0),
                })
            }
        }
    }

    fn length(&self) -> i64 {
        i64::try_from(self.range.len()).unwrap_or(i64::MAX)
    }

    /// The checksums are the whole object's: a part is shown without them.
    fn checksums(&self, object: &Object, mode: Option<&dto::ChecksumMode>) -> Checksums {
        match mode {
            Some(mode) if mode.as_str() == dto::ChecksumMode::ENABLED && self.content_range.is_none() => {
                object.checksums.clone()
            }
            _ => Checksums::default(),
        }
    }
}

/// Goes with the checksums that are shown; all are of the whole object, none is a composite of its parts'.
fn checksum_type(shown: &Checksums) -> Option<dto::ChecksumType> {
    let full_object = || dto::ChecksumType::from_static(dto::ChecksumType::FULL_OBJECT);
    (*shown != Checksums::default()).then(full_object)
}

fn metadata(object: &Object) -> Option<dto::Metadata> {
    let entries = object.metadata.iter().map(|(name, value)| (name.clone(), value.clone()));
    (!object.metadata.is_empty()).then(|| entries.collect())
}

/// `Expires` goes back as it came, date or not.
fn expires(object: &Object) -> HeaderMap {
    let value = object.headers.expires.as_ref();
    let value = value.and_then(|value| HeaderValue::from_str(value).ok());
    value.map(|value| (header::EXPIRES, value)).into_iter().collect()
}
