//! S3's errors: the constructors, and the XML as S3 writes it.

use std::borrow::Cow;
use std::fmt::Write as _;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response};
use s3s::{Body, S3Error, S3ErrorCode};

use crate::trace::Detail;
use crate::xml::escape;

/// The header that tells where a bucket lives.
pub(crate) const BUCKET_REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");

/// S3's words for a fault of its own.
pub(crate) const INTERNAL: &str = "We encountered an internal error. Please try again.";

pub(crate) fn new(code: S3ErrorCode, message: impl Into<Cow<'static, str>>) -> S3Error {
    S3Error::with_message(code, message)
}

/// An error whose code `s3s` does not know.
pub(crate) fn custom(code: &'static str, status: http::StatusCode, message: impl Into<Cow<'static, str>>) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom(code.into()), message);
    error.set_status_code(status);
    error
}

pub(crate) fn no_such_bucket() -> S3Error {
    new(S3ErrorCode::NoSuchBucket, "The specified bucket does not exist")
}

pub(crate) fn no_such_key() -> S3Error {
    new(S3ErrorCode::NoSuchKey, "The specified key does not exist.")
}

pub(crate) fn access_denied() -> S3Error {
    new(S3ErrorCode::AccessDenied, "Access Denied")
}

pub(crate) fn invalid_argument(message: impl Into<Cow<'static, str>>) -> S3Error {
    new(S3ErrorCode::InvalidArgument, message)
}

pub(crate) fn invalid_request(message: impl Into<Cow<'static, str>>) -> S3Error {
    new(S3ErrorCode::InvalidRequest, message)
}

pub(crate) fn malformed_xml() -> S3Error {
    new(S3ErrorCode::MalformedXML, message_of("MalformedXML").unwrap_or_default())
}

pub(crate) fn precondition_failed() -> S3Error {
    let message = message_of("PreconditionFailed").unwrap_or_default();
    new(S3ErrorCode::PreconditionFailed, message)
}

/// The message for codes that `s3s` answers by itself, without AWS's words.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn message_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "AccessDenied" => "Access Denied",
        "BadDigest" => "The Content-MD5 you specified did not match what we received.",
        "IncompleteBody" => "You did not provide the number of bytes specified by the Content-Length HTTP header",
        "InternalError" => INTERNAL,
        "InvalidAccessKeyId" => "The AWS Access Key Id you provided does not exist in our records.",
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "MalformedXML" => "The XML you provided was not well-formed or did not validate against our published schema",
        "MaxMessageLengthExceeded" => "Your request was too big.",
        "MethodNotAllowed" => "The specified method is not allowed against this resource.",
        "MissingContentLength" => "You must provide the Content-Length HTTP header.",
        "MissingRequestBodyError" => "Request Body is empty",
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        "PreconditionFailed" => "At least one of the pre-conditions you specified did not hold",
        "RequestTimeTooSkewed" => "The difference between the request time and the current time is too large.",
        "SignatureDoesNotMatch" => {
            "The request signature we calculated does not match the signature you provided. \
             Check your key and signing method."
        }
        _ => return None,
    })
}

/// Codes whose own words say more than what `s3s` writes.
fn always_aws_words(code: &str) -> bool {
    matches!(code, "SignatureDoesNotMatch" | "RequestTimeTooSkewed" | "MissingContentLength" | "MalformedXML")
}

/// The elements that S3 adds to an error by its code.
fn named_resource(code: &str, detail: &Detail) -> Vec<(&'static str, String)> {
    let of = |name, value: &Option<String>| value.iter().map(|value| (name, value.clone())).collect();
    match code {
        "NoSuchKey" => of("Key", &detail.key),
        "BucketAlreadyExists"
        | "BucketAlreadyOwnedByYou"
        | "BucketNotEmpty"
        | "InvalidBucketName"
        | "NoSuchBucket"
        | "NoSuchBucketPolicy"
        | "NoSuchCORSConfiguration"
        | "NoSuchPublicAccessBlockConfiguration"
        | "NoSuchTagSet"
        | "NoSuchWebsiteConfiguration"
        | "OwnershipControlsNotFoundError" => of("BucketName", &detail.bucket),
        _ => Vec::new(),
    }
}

/// Turns the short error of `s3s` into S3's own, and notes code and message for the trace.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses>
pub(crate) fn complete(response: &mut Response<Body>, detail: &mut Detail, head: bool) {
    if !response.status().is_client_error()
        && !response.status().is_server_error()
        && !response.status().is_redirection()
    {
        return;
    }
    let text = response.body().bytes().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let Some(code) = element(&text, "Code") else {
        return;
    };
    let written = element(&text, "Message").filter(|_| !always_aws_words(&code));
    let message = written.or_else(|| message_of(&code).map(str::to_owned)).unwrap_or_default();

    let mut elements = vec![("Code", code.clone()), ("Message", message.clone())];
    elements.append(&mut detail.error_elements);
    elements.extend(named_resource(&code, detail));
    elements.push(("RequestId", detail.request_id.clone()));
    elements.push(("HostId", detail.host_id.clone()));
    detail.error_code = Some(code);
    detail.error_message = Some(message);

    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    // Neither carries a body: of a HEAD request S3 tells only the status.
    if head || response.status() == http::StatusCode::NOT_MODIFIED {
        *response.body_mut() = Body::empty();
        return;
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    *response.body_mut() = Body::from(document(&elements));
}

fn document(elements: &[(&'static str, String)]) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>".to_owned();
    for (name, value) in elements {
        // Writing to a String cannot fail.
        let _ = write!(xml, "<{name}>{}</{name}>", escape(value));
    }
    xml.push_str("</Error>");
    xml
}

/// The text of an element in the flat error document of `s3s`.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some(text.replace("&amp;", "&"))
}
