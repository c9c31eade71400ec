//! The live page: what the trace records, in a browser, as it comes.
//!
//! A plain page with its modules, under `/_checker/` on the port of all services. No bucket can have that name.

mod apis;
mod cursor;
mod document;
mod events;
mod execution;
mod json;
mod outbox;
mod test_method;
mod token;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Body as HttpBody;
use s3s::Body;

use crate::s3::host::HostForm;
use crate::state::State;
use cursor::Cursor;
use events::Events;
use test_method::Limits;
pub(crate) use token::Token;

/// Where the page is.
pub(crate) const PATH: &str = "/_checker/";

/// The files of the page: path below [`PATH`], content type, content.
const FILES: [(&str, &str, &str); 11] = [
    ("", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("page.css", "text/css; charset=utf-8", include_str!("page/page.css")),
    ("api.css", "text/css; charset=utf-8", include_str!("page/api.css")),
    ("outbox.css", "text/css; charset=utf-8", include_str!("page/outbox.css")),
    ("page.mjs", "text/javascript; charset=utf-8", include_str!("page/page.mjs")),
    ("apis.mjs", "text/javascript; charset=utf-8", include_str!("page/apis.mjs")),
    ("elements.mjs", "text/javascript; charset=utf-8", include_str!("page/elements.mjs")),
    ("outbox.mjs", "text/javascript; charset=utf-8", include_str!("page/outbox.mjs")),
    ("test.mjs", "text/javascript; charset=utf-8", include_str!("page/test.mjs")),
    ("way.mjs", "text/javascript; charset=utf-8", include_str!("page/way.mjs")),
    ("icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
];

/// Answers what is asked below [`PATH`]. None of it is traced.
#[derive(Debug)]
pub(crate) struct LivePage {
    state: Arc<State>,
    port: u16,
}

impl LivePage {
    pub(crate) fn new(state: Arc<State>, port: u16) -> Self {
        Self { state, port }
    }

    /// Whether a request is for the page, and for no service. AWS's own host names and whatever is signed are S3's.
    pub(crate) fn is_asked<B>(host: &HostForm, request: &Request<B>) -> bool {
        let no_service = matches!(host, HostForm::Rest { bucket: None, region: None, global: false });
        let path = request.uri().path();
        no_service
            && (path.starts_with(PATH) || Some(path) == PATH.strip_suffix('/'))
            && !request.headers().contains_key(header::AUTHORIZATION)
    }

    /// Answers a request; `host` is its `Host` header.
    pub(crate) async fn answer<B>(&self, host: &str, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let own = self.is_own(host);
        let is_head = request.method() == Method::HEAD;
        let mut response = if !own {
            self.refuse(host)
        } else if request.uri().path().strip_prefix(PATH) == Some(test_method::PATH) {
            self.test(host, request).await
        } else {
            self.route(&request)
        };
        if is_head {
            *response.body_mut() = Body::empty();
        }
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            // An HTML file in a bucket that opens the page, or was opened before it, gets no hold of its window.
            (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let policy = if own { content_security_policy(host) } else { "default-src 'none'".to_owned() };
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// Whether a `Host` header names this machine and this port. A name of somebody else's that was made to resolve to
    /// loopback ("DNS rebinding") would hand the page to that somebody's scripts.
    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name, port.parse().ok())
            }
            _ => (host, Some(80)),
        };
        let loopback = ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own));
        loopback && port == Some(self.port)
    }

    fn refuse(&self, host: &str) -> Response<Body> {
        let address = format!("http://127.0.0.1:{}{PATH}", self.port);
        text(
            StatusCode::FORBIDDEN,
            format!("This page is for this machine only. Open it as {address}, not under the host name {host:?}.\n"),
        )
    }

    async fn test<B>(&self, host: &str, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if request.method() != Method::POST {
            return not_allowed("Only POST is answered here.\n", "POST");
        }
        test_method::answer(&self.state, host, request, Limits::default()).await
    }

    fn route<B>(&self, request: &Request<B>) -> Response<Body> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return not_allowed("Only GET and HEAD are answered here.\n", "GET, HEAD");
        }
        let Some(path) = request.uri().path().strip_prefix(PATH) else {
            let mut response = text(StatusCode::PERMANENT_REDIRECT, String::new());
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(PATH));
            return response;
        };
        match path {
            "events" => {
                let from = Cursor::of(request).seq(&self.state.run);
                let events = Events::new(self.state.clone(), self.port, from);
                response(StatusCode::OK, "text/event-stream", events.into_body())
            }
            "cloud.json" => {
                let document = document::Document::of(&self.state, self.port).to_json();
                response(StatusCode::OK, "application/json", Bytes::from(document).into())
            }
            outbox::PATH => {
                let letters = outbox::to_json(&self.state);
                response(StatusCode::OK, "application/json", Bytes::from(letters).into())
            }
            _ => match FILES.iter().find(|(name, _, _)| *name == path) {
                Some((_, content_type, content)) => {
                    response(StatusCode::OK, content_type, Bytes::from_static(content.as_bytes()).into())
                }
                None => text(StatusCode::NOT_FOUND, format!("Nothing is here. The page is {PATH}\n")),
            },
        }
    }
}

/// Only the page's own files: buckets in path style are of the same origin, so `'self'` would let in what they hold.
///
/// <https://www.w3.org/TR/CSP3/#match-paths>
fn content_security_policy(host: &str) -> String {
    let own = format!("http://{host}{PATH}");
    format!(
        "default-src 'none'; script-src {own}; style-src {own}; img-src {own}; connect-src {own}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn not_allowed(message: &str, allow: &'static str) -> Response<Body> {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, message.to_owned());
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

fn text(status: StatusCode, message: String) -> Response<Body> {
    response(status, "text/plain; charset=utf-8", message.into())
}

fn response(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
