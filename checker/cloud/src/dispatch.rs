//! Which service a request is for.

use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;
use s3s::Body;

use crate::s3::website::{self, WebsiteHost};
use crate::state::State;
use crate::trace::{Detail, TraceEvent};

/// Sends each request of one port to its service and records it.
pub(crate) struct Dispatcher {
    state: Arc<State>,
    /// Set on a port that serves one website only.
    website: Option<WebsiteHost>,
}

impl Dispatcher {
    pub(crate) fn by_host(state: Arc<State>) -> Self {
        Self {
            state,
            website: None,
        }
    }

    pub(crate) fn website(state: Arc<State>, host: WebsiteHost) -> Self {
        Self {
            state,
            website: Some(host),
        }
    }

    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (parts, _body) = request.into_parts();
        let mut detail = Detail::default();
        let host = self.website.clone().unwrap_or(WebsiteHost {
            bucket: String::new(),
            region: String::new(),
        });
        let response =
            website::handle(&self.state, &host, &parts, &mut detail).map(Body::http_body);
        self.state.trace.record(TraceEvent {
            seq: 0,
            service: "s3-website",
            operation: detail.operation,
            method: parts.method.to_string(),
            host: String::new(),
            uri: parts.uri.to_string(),
            principal: detail.principal,
            bucket: detail.bucket,
            key: detail.key,
            status: response.status().as_u16(),
            error_code: detail.error_code,
            error_message: detail.error_message,
            decision: detail.decision,
            request_headers: Vec::new(),
            response_headers: Vec::new(),
        });
        response
    }
}
