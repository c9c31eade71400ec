//! What a request says of the object that it makes.

use std::collections::BTreeMap;

use http::HeaderMap;
use s3s::{S3Error, S3ErrorCode, S3Result, dto};

use crate::s3::error;
use crate::s3::model::ObjectHeaders;

/// The headers to store with an object.
///
/// # Errors
///
/// `InvalidRedirectLocation` for a redirect that is neither a path nor a web address; `NotImplemented` for keys of KMS
/// and for archives.
pub(super) fn stored(headers: &HeaderMap) -> S3Result<ObjectHeaders> {
    let text = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(value.to_owned()).filter(|value| !value.is_empty())
    };
    kept_as_here(&text)?;
    let website_redirect_location = text("x-amz-website-redirect-location");
    if let Some(location) = &website_redirect_location {
        let well_formed = ["/", "http://", "https://"].iter().any(|start| location.starts_with(start));
        if !well_formed {
            return Err(error::custom(
                "InvalidRedirectLocation",
                http::StatusCode::BAD_REQUEST,
                "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
            ));
        }
    }
    Ok(ObjectHeaders {
        content_type: text("content-type"),
        cache_control: text("cache-control"),
        content_disposition: text("content-disposition"),
        content_encoding: text("content-encoding").and_then(|encoding| without_chunks(&encoding)),
        content_language: text("content-language"),
        expires: text("expires"),
        website_redirect_location,
    })
}

/// What S3 would not hand to everybody, whatever the ACL: objects under keys of KMS or of the sender's own, which want a
/// signed request, and archived ones, which must be restored first. Neither is emulated.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html>
fn kept_as_here(text: &dyn Fn(&str) -> Option<String>) -> S3Result<()> {
    let other_keys = text("x-amz-server-side-encryption").is_some_and(|algorithm| algorithm != "AES256")
        || text("x-amz-server-side-encryption-customer-algorithm").is_some();
    let archived = text("x-amz-storage-class").is_some_and(|class| class == "GLACIER" || class == "DEEP_ARCHIVE");
    if other_keys || archived { Err(S3Error::new(S3ErrorCode::NotImplemented)) } else { Ok(()) }
}

/// `aws-chunked` says how the request was sent, not how the object is encoded.
fn without_chunks(encoding: &str) -> Option<String> {
    let kept: Vec<&str> = encoding
        .split(',')
        .map(str::trim)
        .filter(|encoding| !encoding.is_empty() && *encoding != "aws-chunked")
        .collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// `x-amz-meta-*`, at most 2 KB of names and values.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata>
pub(super) fn metadata(metadata: Option<dto::Metadata>) -> S3Result<BTreeMap<String, String>> {
    let metadata: BTreeMap<String, String> = metadata.unwrap_or_default().into_iter().collect();
    let size: usize = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    match size {
        0..=2048 => Ok(metadata),
        _ => Err(error::new(
            S3ErrorCode::MetadataTooLarge,
            "Your metadata headers exceed the maximum allowed metadata size",
        )),
    }
}

/// `x-amz-tagging`, written as a query string.
pub(super) fn tags(header: Option<&str>) -> S3Result<Vec<dto::Tag>> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8();
        decoded.map(std::borrow::Cow::into_owned).map_err(|_| {
            error::invalid_argument("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
        })
    };
    let pairs = header.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let tags = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok(dto::Tag { key: Some(decode(name)?), value: Some(decode(value)?) })
    });
    let tags = tags.collect::<S3Result<Vec<_>>>()?;
    super::tagging::check(&tags, 10)?;
    Ok(tags)
}
