//! The website endpoint: a bucket's objects as web pages.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;

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
    _state: &State,
    host: &WebsiteHost,
    _request: &http::request::Parts,
    detail: &mut Detail,
) -> Response<Full<Bytes>> {
    detail.bucket = Some(host.bucket.clone());
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    response
}
