//! The API over HTTP: AWS JSON 1.0.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde_json::Value;

use super::arn::Arns;
use super::operation::{Kind, Operation, TARGET, Target, targets};
use super::refusal::Refusal;
use super::seen;
use super::tables::Answer;
use crate::ServiceError;
use crate::service_error::Protocol;
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

const MEDIA_TYPE: &str = "application/x-amz-json-1.0";
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    match call(state, request, detail).await {
        Ok(body) => signed(StatusCode::OK, &body),
        Err(refusal) => {
            detail.error_code = Some(refusal.error.code.to_string());
            detail.error_message = Some(refusal.error.message.clone());
            signed(refusal.error.status, &refusal.body)
        }
    }
}

async fn call(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Result<Value, Refusal> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|fault| too_large(&*fault))?.to_bytes();
    let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let name = target.strip_prefix(TARGET).unwrap_or_default();
    let operation = Operation::named(name);
    if operation.is_none() && !Operation::is_elsewhere(name) {
        return Err(Refusal::wordless("UnknownOperationException"));
    }
    detail.operation = Some(name.to_owned());
    detail.principal = sigv4::verify(state, Protocol::AwsJson, "dynamodb", &head, &body)?;
    let Some(operation) = operation else {
        return Err(ServiceError::not_emulated(&format!("dynamodb:{name}")).into());
    };
    let mut request: Value = serde_json::from_slice(&body).map_err(|_| Refusal::wordless("SerializationException"))?;
    if !request.is_object() {
        return Err(Refusal::wordless("SerializationException"));
    }
    let arns = Arns::new(&state.region, &state.account);
    let targets = targets(operation, &request);
    let mut seen = seen::of_request(operation, &targets, &arns, &request);
    let authorised = authorise(state, &arns, &targets, detail);
    detail.table_request = Some(Box::new(seen.clone()));
    authorised?;
    let given = arns.to_names(&mut request);
    let Answer { mut body, consumed } = run(state, operation, request, &arns).await?;
    seen::add_answer(&mut seen, &body, &consumed);
    detail.table_request = Some(Box::new(seen));
    if operation.kind == Kind::Control {
        arns.describe(&mut body);
    }
    given.to_arns(&mut body);
    Ok(body)
}

/// Runs the operation beside the sockets: a page of a megabyte takes its time.
async fn run(state: &Arc<State>, operation: Operation, request: Value, arns: &Arns) -> Result<Answer, Refusal> {
    let shared = state.clone();
    let ran = tokio::task::spawn_blocking(move || shared.dynamodb.run(operation, request)).await;
    ran.unwrap_or_else(|fault| {
        let error = ServiceError::new("InternalServerError", StatusCode::INTERNAL_SERVER_ERROR, fault.to_string());
        Err(error.into())
    })
    .map_err(|refusal| refusal.with_arns(arns))
}

/// Asks IAM about each table and index; the first that is denied ends it.
fn authorise(state: &State, arns: &Arns, targets: &[Target], detail: &mut Detail) -> Result<(), Refusal> {
    for target in targets {
        let (resource, owner) = arns.resource(target);
        let owner = owner.as_deref().unwrap_or(state.account.as_str());
        let request = iam::Request::new(detail.principal.iam(), &*target.action, resource, owner)
            .with("aws:SecureTransport", "true");
        let decision = iam::evaluate(&request, detail.principal.policies(), None);
        detail.decision = Some(decision.explain());
        if let Some(message) = decision.denied_message(&request) {
            return Err(Refusal::access_denied(message));
        }
    }
    Ok(())
}

fn too_large(fault: &(dyn std::error::Error + 'static)) -> Refusal {
    if fault.downcast_ref::<LengthLimitError>().is_some() {
        let message = "The request is larger than 16 MB";
        return ServiceError::new("RequestEntityTooLarge", StatusCode::PAYLOAD_TOO_LARGE, message).into();
    }
    Refusal::wordless("SerializationException")
}

/// The answer with the checksum that SDKs compare.
fn signed(status: StatusCode, body: &Value) -> Response<Body> {
    let text = body.to_string();
    let checksum = crc32fast::hash(text.as_bytes());
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(HeaderName::from_static("x-amz-crc32"), HeaderValue::from(checksum));
    response
}
