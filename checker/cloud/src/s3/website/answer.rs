//! Answers, as HTTP responses and in the trace.

use std::ops::Range;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use hyper::ext::ReasonPhrase;

use super::error::WebsiteError;
use super::error_page;
use super::object_headers;
use super::redirect::{self, Redirect};
use crate::s3::model::Object;
use crate::trace::Detail;

/// An object, or a part of it, to send.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) object: &'a Object,
    pub(super) range: Option<Range<usize>>,
    /// Why everyone may read it.
    pub(super) reason: String,
}

/// What a request to a website comes to.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    Page(Page<'a>),
    /// The client has the object already.
    NotModified(Page<'a>),
    Redirect(Redirect),
    /// The website's own page for an error; the status stays the error's.
    ErrorDocument {
        error: WebsiteError,
        document: &'a Object,
    },
    /// AWS's page for an error.
    ErrorPage {
        error: WebsiteError,
        /// Why the website's own page could not be had.
        error_document: Option<WebsiteError>,
        location: Option<String>,
    },
    /// A preflight request that a CORS rule allows; its headers say everything.
    Preflight {
        reason: String,
    },
}

impl From<WebsiteError> for Answer<'_> {
    fn from(error: WebsiteError) -> Self {
        Self::ErrorPage { error, error_document: None, location: None }
    }
}

impl Answer<'_> {
    /// Tells the trace what decided.
    pub(super) fn note_in(&self, detail: &mut Detail) {
        let reason = match self {
            Self::Page(page) | Self::NotModified(page) => page.reason.clone(),
            Self::Redirect(redirect) => redirect.reason.clone(),
            Self::ErrorPage { error, error_document: Some(refused), .. } => {
                format!("{}; error document: {}", error.reason, refused.reason)
            }
            Self::ErrorDocument { error, .. } | Self::ErrorPage { error, .. } => error.reason.clone(),
            Self::Preflight { reason } => reason.clone(),
        };
        detail.decision = Some(reason);
        if let Self::ErrorDocument { error, .. } | Self::ErrorPage { error, .. } = self
            && error.status.is_client_error()
        {
            detail.error_code = Some(error.code.clone());
            detail.error_message = Some(error.message.clone());
        }
    }

    /// The answer to a GET request, or to a HEAD request: the same without a body.
    pub(super) fn into_response(self, head: bool, detail: &Detail) -> Response<Full<Bytes>> {
        match self {
            Self::Page(page) => page_response(&page, head),
            Self::NotModified(page) => {
                let mut response = with_status(StatusCode::NOT_MODIFIED);
                object_headers::validators(page.object, response.headers_mut());
                response
            }
            Self::Redirect(redirect) => {
                let mut response = with_status(redirect.status);
                response.headers_mut().insert(header::LOCATION, redirect::header_value(&redirect.location));
                response
            }
            Self::ErrorDocument { error, document } => {
                let mut response = Response::new(Full::new(document.body.clone()));
                *response.status_mut() = error.status;
                error_headers(&error, response.headers_mut());
                object_headers::all(document, response.headers_mut());
                response
            }
            Self::ErrorPage { error, error_document, location } => {
                error_page_response(&error, error_document.as_ref(), location.as_deref(), head, detail)
            }
            Self::Preflight { .. } => Response::default(),
        }
    }
}

fn with_status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

fn page_response(page: &Page<'_>, head: bool) -> Response<Full<Bytes>> {
    let Page { object, range, .. } = page;
    let size = object.body.len();
    let body = range.as_ref().map_or_else(|| object.body.clone(), |range| object.body.slice(range.clone()));
    let length = body.len();
    let mut response = Response::new(Full::new(if head { Bytes::new() } else { body }));
    let headers = response.headers_mut();
    object_headers::all(object, headers);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(range) = range {
        // The last byte counts; a range is never empty.
        let content_range = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        headers.insert(header::CONTENT_RANGE, text(&content_range));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn error_page_response(
    error: &WebsiteError,
    error_document: Option<&WebsiteError>,
    location: Option<&str>,
    head: bool,
    detail: &Detail,
) -> Response<Full<Bytes>> {
    let mut response = with_status(error.status);
    let headers = response.headers_mut();
    if let Some(location) = location {
        headers.insert(header::LOCATION, redirect::header_value(location));
    }
    if error.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    }
    // AWS says it in headers where the page does not say it, and with redirects.
    if head || error.status.is_redirection() {
        error_headers(error, headers);
    }
    if !head {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        let page = error_page::html(error, error_document, &detail.request_id, &detail.host_id);
        *response.body_mut() = Full::from(page);
    }
    if error.status == StatusCode::FOUND {
        response.extensions_mut().insert(ReasonPhrase::from_static(b"Moved Temporarily"));
    }
    response
}

/// `x-amz-error-code`, `x-amz-error-message` and one `x-amz-error-detail-…` for each further element.
///
/// <https://github.com/scality/cloudserver> records them of AWS.
fn error_headers(error: &WebsiteError, headers: &mut HeaderMap) {
    let details = error.elements.iter().map(|(name, value)| (format!("x-amz-error-detail-{name}"), value));
    let code = ("x-amz-error-code".to_owned(), &error.code);
    let message = ("x-amz-error-message".to_owned(), &error.message);
    for (name, value) in [code, message].into_iter().chain(details) {
        if let Ok(name) = HeaderName::try_from(name) {
            headers.insert(name, text(value));
        }
    }
}

/// A value that may hold spaces, unlike a location.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| redirect::header_value(value))
}
