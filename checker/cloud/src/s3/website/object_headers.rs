//! The headers that come with an object.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use s3s::dto::{Timestamp, TimestampFormat};

use crate::s3::model::Object;

/// All that the website endpoint sends. Unlike the REST endpoint it sends neither `Accept-Ranges` nor
/// `x-amz-server-side-encryption`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
pub(super) fn all(object: &Object, headers: &mut HeaderMap) {
    validators(object, headers);
    set(headers, header::CONTENT_TYPE, object.headers.content_type());
    let stored = [
        (header::CONTENT_DISPOSITION, &object.headers.content_disposition),
        (header::CONTENT_ENCODING, &object.headers.content_encoding),
        (header::CONTENT_LANGUAGE, &object.headers.content_language),
    ];
    for (name, value) in stored {
        if let Some(value) = value {
            set(headers, name, value);
        }
    }
    for (name, value) in &object.metadata {
        if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}")) {
            set(headers, name, value);
        }
    }
}

/// What tells a client whether its copy is still good.
pub(super) fn validators(object: &Object, headers: &mut HeaderMap) {
    set(headers, header::ETAG, &format!("\"{}\"", object.etag));
    let mut date = Vec::new();
    if Timestamp::from(object.last_modified).format(TimestampFormat::HttpDate, &mut date).is_ok()
        && let Ok(date) = HeaderValue::try_from(date)
    {
        headers.insert(header::LAST_MODIFIED, date);
    }
    for (name, value) in
        [(header::CACHE_CONTROL, &object.headers.cache_control), (header::EXPIRES, &object.headers.expires)]
    {
        if let Some(value) = value {
            set(headers, name, value);
        }
    }
}

/// A value that is no header is left out rather than mended.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
