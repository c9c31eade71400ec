//! `OPTIONS`: preflight requests of browsers, by the bucket's CORS rules.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>

use http::request::Parts;
use http::{StatusCode, header};

use super::answer::Answer;
use super::error::WebsiteError;
use super::path::RequestPath;
use crate::s3::cors::{self, CorsAnswer, PreflightRefusal};
use crate::s3::model::Bucket;

/// Answers a preflight request, with the headers of the rule that allows it.
pub(super) fn answer(
    bucket: Option<&Bucket>,
    request: &Parts,
    path: &RequestPath<'_>,
) -> (Answer<'static>, Option<CorsAnswer>) {
    let rules = bucket.and_then(|bucket| bucket.cors.as_deref());
    match cors::preflight(rules, &request.headers) {
        Ok(allowed) => (Answer::Preflight { reason: allowed.reason.clone() }, Some(allowed)),
        Err(refusal) => (refused(refusal, bucket.is_some(), request, path).into(), None),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html>
fn refused(refusal: PreflightRefusal, bucket_exists: bool, request: &Parts, path: &RequestPath<'_>) -> WebsiteError {
    let error = refusal.error();
    let status = error.status_code().unwrap_or(StatusCode::FORBIDDEN);
    let not_found = refusal == PreflightRefusal::NotEnabled && !bucket_exists;
    let message = if not_found { "CORSResponse: Bucket not found" } else { error.message().unwrap_or_default() };
    let refused = WebsiteError::new(status, error.code().as_str(), message).because(refusal.reason());
    if status != StatusCode::FORBIDDEN {
        return refused;
    }
    let asked = request.headers.get(header::ACCESS_CONTROL_REQUEST_METHOD);
    let method = asked.and_then(|method| method.to_str().ok()).unwrap_or("OPTIONS");
    let resource_type = if path.key.is_empty() { "BUCKET" } else { "OBJECT" };
    refused.with("Method", method).with("ResourceType", resource_type)
}
