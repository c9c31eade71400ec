//! The API over HTTP: AWS JSON 1.1, for browsers too.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

use std::sync::Arc;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde_json::Value;

use super::operations::{self, Access};
use super::refusal::refused;
use crate::ServiceError;
use crate::service_error::{Protocol, answer as with_media_type};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

/// What `X-Amz-Target` begins with.
pub(crate) const VERSION: &str = "AWSCognitoIdentityProviderService.";
const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
/// More than any request of a user needs.
const LARGEST_BODY: usize = 256 * 1024;

/// Whether a request asks, for a page of another origin, whether that page may call an API by `X-Amz-Target`. Of the
/// services with such an API that are here, only this one is called by browsers.
pub(crate) fn is_preflight<B>(request: &Request<B>) -> bool {
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).and_then(|asked| asked.to_str().ok());
    let names_target = |asked: &str| asked.split(',').any(|name| name.trim().eq_ignore_ascii_case("x-amz-target"));
    request.method() == Method::OPTIONS && request.uri().path() == "/" && asked.is_some_and(names_target)
}

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    if request.method() == Method::OPTIONS {
        return preflight(request.headers());
    }
    let mut response = match call(state, request, detail).await {
        Ok(body) => with_media_type(body.to_string(), MEDIA_TYPE),
        Err(error) => refusal(&error, detail),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    response
}

/// What AWS answers a browser that asks before it calls.
fn preflight(asked: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    if let Some(names) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}

fn refusal(error: &ServiceError, detail: &mut Detail) -> Response<Body> {
    detail.error_code = Some(error.code.to_string());
    detail.error_message = Some(error.message.clone());
    let body = serde_json::json!({"__type": error.code, "message": error.message});
    let mut response = with_media_type(body.to_string(), MEDIA_TYPE);
    *response.status_mut() = error.status;
    for (name, text) in
        [("x-amzn-errortype", format!("{}:", error.code)), ("x-amzn-errormessage", error.message.clone())]
    {
        // A message may repeat what a header cannot hold.
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

async fn call(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Result<Value, ServiceError> {
    let (head, body) = request.into_parts();
    let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let name = target.strip_prefix(VERSION).unwrap_or_default().to_owned();
    if head.method != Method::POST || name.is_empty() {
        return Err(refused("UnknownOperationException", ""));
    }
    detail.operation = Some(name.clone());
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|fault| too_large(&*fault))?.to_bytes();
    let Some(operation) = operations::named(&name) else {
        return Err(ServiceError::not_emulated(&format!("cognito-idp:{name}")));
    };
    if operation.access == Access::Iam {
        detail.principal = sigv4::verify(state, Protocol::AwsJson, "cognito-idp", &head, &body)?;
    }
    let request: Value = serde_json::from_slice(&body).map_err(|_| refused("SerializationException", ""))?;
    if operation.access == Access::Iam {
        authorise(state, operation.name, &request, detail)?;
    }
    run(state, operation, request).await
}

/// Runs the operation beside the sockets: signing in computes for a while.
async fn run(
    state: &Arc<State>,
    operation: &'static operations::Operation,
    request: Value,
) -> Result<Value, ServiceError> {
    let shared = state.clone();
    let ran = tokio::task::spawn_blocking(move || (operation.run)(&shared.cognito, &request)).await;
    ran.unwrap_or_else(|fault| {
        Err(ServiceError::new("InternalErrorException", StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()))
    })
}

/// Asks IAM about the pool.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html>
fn authorise(state: &State, operation: &str, request: &Value, detail: &mut Detail) -> Result<(), ServiceError> {
    let pool = request.get("UserPoolId").and_then(Value::as_str);
    let resource = pool.map_or_else(|| "*".to_owned(), |pool| state.cognito.arn(pool));
    let action = format!("cognito-idp:{operation}");
    let request = iam::Request::new(detail.principal.iam(), action, resource, state.account.as_str())
        .with("aws:SecureTransport", "true");
    let decision = iam::evaluate(&request, detail.principal.policies(), None);
    detail.decision = Some(decision.explain());
    match decision.denied_message(&request) {
        None => Ok(()),
        Some(message) => Err(refused("AccessDeniedException", message)),
    }
}

fn too_large(fault: &(dyn std::error::Error + 'static)) -> ServiceError {
    if fault.downcast_ref::<LengthLimitError>().is_some() {
        let message = "The request is too large";
        return ServiceError::new("RequestEntityTooLarge", StatusCode::PAYLOAD_TOO_LARGE, message);
    }
    refused("SerializationException", "")
}
