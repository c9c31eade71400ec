//! The website endpoint: a bucket's objects as web pages.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>

mod answer;
mod conditions;
mod endpoint;
mod error;
mod error_page;
mod object_headers;
mod path;
mod preflight;
mod range;
mod redirect;
mod request;
mod site;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response};
use http_body_util::Full;

pub(crate) use endpoint::{WebsiteHost, host_name};

use crate::identity::Principal;
use crate::s3::cors;
use crate::s3::model::Bucket;
use crate::state::State;
use crate::trace::Detail;
use answer::Answer;
use error::WebsiteError;
use path::RequestPath;
use request::WebsiteRequest;
use site::Site;

/// Answers one request to a website endpoint; what it learns goes into `detail` for the trace.
pub(crate) fn handle(state: &State, host: &WebsiteHost, request: &Parts, detail: &mut Detail) -> Response<Full<Bytes>> {
    // As server access logs call it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
    detail.operation = Some(format!("WEBSITE.{}.OBJECT", request.method));
    detail.principal = Principal::Anonymous;
    detail.bucket = Some(host.bucket.clone()).filter(|bucket| !bucket.is_empty());

    let buckets = state.buckets.read();
    let bucket = buckets.get(&host.bucket);
    let path = RequestPath::parse(request.uri.path());
    detail.key = path.as_ref().map(|path| path.key.clone()).filter(|key| !key.is_empty());
    let (answer, cors) = match &path {
        Some(path) if request.method == Method::OPTIONS => preflight::answer(bucket, request, path),
        path => {
            let answer = page(host, bucket, request, path.as_ref(), detail);
            let rules = bucket.and_then(|bucket| bucket.cors.as_deref()).unwrap_or_default();
            (answer, cors::simple(rules, request.method.as_str(), &request.headers))
        }
    };
    answer.note_in(detail);
    let mut response = answer.into_response(request.method == Method::HEAD, detail);
    if let Some(cors) = cors {
        cors.add_to(response.headers_mut());
    }
    response
}

/// What a request comes to that is no preflight.
fn page<'a>(
    host: &WebsiteHost,
    bucket: Option<&'a Bucket>,
    request: &Parts,
    path: Option<&RequestPath<'_>>,
    detail: &mut Detail,
) -> Answer<'a> {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return WebsiteError::method_not_allowed(&request.method).into();
    }
    if host.bucket.is_empty() {
        let location = Some(redirect::PRODUCT_PAGE.to_owned());
        return Answer::ErrorPage { error: WebsiteError::no_bucket_named(), error_document: None, location };
    }
    let Some(path) = path else {
        return WebsiteError::invalid_uri(request.uri.path()).into();
    };
    let Some(bucket) = bucket else {
        return WebsiteError::no_such_bucket(&host.bucket).into();
    };
    if let Some(requested) = host.region.as_deref().filter(|region| *region != bucket.region) {
        return WebsiteError::incorrect_endpoint(&bucket.name, &bucket.region, requested).into();
    }
    let Some(configuration) = &bucket.website else {
        return WebsiteError::no_such_website_configuration(&bucket.name).into();
    };
    let request = WebsiteRequest::new(request, path);
    let site = Site::new(bucket, configuration, &request);
    detail.key = Some(site.key()).filter(|key| !key.is_empty());
    site.answer()
}
