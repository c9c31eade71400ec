//! A request as the website endpoint sees it.

use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, header};

use super::path::RequestPath;
use super::redirect::Target;

/// A GET or HEAD request. Whoever sends it is anonymous: signatures are not looked at.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html#WebsiteRestEndpointDiff>
#[derive(Debug)]
pub(super) struct WebsiteRequest<'a> {
    pub(super) head: bool,
    pub(super) headers: &'a HeaderMap,
    pub(super) target: Target<'a>,
}

impl<'a> WebsiteRequest<'a> {
    pub(super) fn new(parts: &'a Parts, path: &'a RequestPath<'a>) -> Self {
        let host = text(&parts.headers, &header::HOST);
        let host = host.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str)).unwrap_or_default();
        Self {
            head: parts.method == Method::HEAD,
            headers: &parts.headers,
            target: Target { host, path, query: parts.uri.query() },
        }
    }
}

/// The condition keys that follow from the request.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) fn context(headers: &HeaderMap) -> iam::Context {
    let mut context = iam::Context::new();
    // A policy that refuses plain HTTP refuses the whole website, on AWS too.
    context.set("aws:SecureTransport", "false");
    context.set("aws:SourceIp", "127.0.0.1");
    for (key, name) in [("aws:Referer", header::REFERER), ("aws:UserAgent", header::USER_AGENT)] {
        if let Some(value) = text(headers, &name) {
            context.set(key, value);
        }
    }
    context
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
