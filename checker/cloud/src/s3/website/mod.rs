//! The website endpoint: a bucket's objects as web pages.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;

use crate::identity::Principal;
use crate::s3::access::authorize;
use crate::state::State;
use crate::trace::Detail;

/// The bucket and region that a website host name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebsiteHost {
    pub(crate) bucket: String,
    pub(crate) region: String,
}

/// Answers one request to a website endpoint; what it learns goes into `detail` for the trace.
pub(crate) fn handle(
    state: &State,
    host: &WebsiteHost,
    request: &http::request::Parts,
    detail: &mut Detail,
) -> Response<Full<Bytes>> {
    let key = request.uri.path().trim_start_matches('/');
    let decision = authorize(
        state,
        &Principal::Anonymous,
        "s3:GetObject",
        &host.bucket,
        Some(key),
    );
    detail.decision = Some(decision.reason);
    detail.bucket = Some(host.bucket.clone());
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    response
}
