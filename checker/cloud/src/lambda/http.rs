//! Lambda as the AWS CLI and the SDKs speak to it: REST with JSON.
//!
//! Invoke and the operations that read. Functions are made in process, from a template.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html>

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde_json::{Value, json};

use super::api::authorise;
use super::function::Function;
use super::function_name::FunctionName;
use super::invocation::LARGEST_EVENT;
use super::{Invocation, InvocationType, Invoked, errors, invocation};
use crate::service_error::{Protocol, ServiceError, answer as json_answer};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    let answered = respond(state, request, detail).await;
    answered.unwrap_or_else(|refused| {
        detail.error_code = Some(refused.code.to_string());
        detail.error_message = Some(refused.message.clone());
        let mut response = refused.to_response(Protocol::RestJson, &detail.request_id);
        if refused.hint.as_deref() == Some(errors::RESERVED_REASON) {
            let body = json!({"Reason": errors::RESERVED_REASON, "Type": "User", "message": refused.message});
            *response.body_mut() = Body::from(body.to_string());
        }
        response
    })
}

async fn respond(
    state: &Arc<State>,
    request: Request<Incoming>,
    detail: &mut Detail,
) -> Result<Response<Body>, ServiceError> {
    let (head, body) = request.into_parts();
    // A little more than the limit is read, so that a client which still writes can read the refusal.
    let body = Limited::new(body, 4 * LARGEST_EVENT).collect().await.map_err(|fault| {
        if fault.is::<LengthLimitError>() {
            errors::too_large(4 * LARGEST_EVENT, LARGEST_EVENT, false)
        } else {
            errors::no_json(&"the request ended before its body did")
        }
    })?;
    let body = body.to_bytes();
    detail.principal = sigv4::verify(state, Protocol::RestJson, "lambda", &head, &body)?;
    let path = head.uri.path().to_owned();
    let Some(rest) = path.strip_prefix("/2015-03-31/functions") else {
        return Err(ServiceError::not_emulated(&format!("{} {path} of Lambda", head.method)));
    };
    let segments: Vec<&str> = rest.trim_matches('/').split('/').collect();
    match (&head.method, segments.as_slice()) {
        (&Method::GET, [""]) => list(state, detail),
        (&Method::GET, [name]) => {
            let function = allowed(state, detail, "GetFunction", name, &head)?;
            let code = json!({"RepositoryType": "S3", "Location": ""});
            Ok(json_answer(json!({"Configuration": configuration(&function), "Code": code}).to_string(), JSON))
        }
        (&Method::GET, [name, "configuration"]) => {
            let function = allowed(state, detail, "GetFunctionConfiguration", name, &head)?;
            Ok(json_answer(configuration(&function).to_string(), JSON))
        }
        (&Method::GET, [name, "policy"]) => {
            let function = allowed(state, detail, "GetPolicy", name, &head)?;
            let policy = function.policy.read().unwrap_or_else(std::sync::PoisonError::into_inner).document();
            let policy = policy.ok_or_else(|| {
                let message = "The resource you requested does not exist.";
                ServiceError::new("ResourceNotFoundException", StatusCode::NOT_FOUND, message)
            })?;
            Ok(json_answer(json!({"Policy": policy}).to_string(), JSON))
        }
        (&Method::POST, [name, "invocations"]) => invoke(state, detail, name, &head, body).await,
        _ => Err(ServiceError::not_emulated(&format!("{} {path} of Lambda", head.method))),
    }
}

const JSON: &str = "application/json";

/// Reads the function's name, and finds it for a caller who may do the action. Who may not does not learn whether it is
/// there.
fn allowed(
    state: &State,
    detail: &mut Detail,
    action: &str,
    name: &str,
    head: &Parts,
) -> Result<Arc<Function>, ServiceError> {
    detail.operation = Some(action.to_owned());
    let name = named(state, name, head)?;
    let found = state.lambda.find(&name, &state.region);
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html: Invoke is InvokeFunction.
    let permission = if action == "Invoke" { "InvokeFunction" } else { action };
    let permission = format!("lambda:{permission}");
    let caller = detail.principal.clone();
    let resource = name.arn(&state.region);
    let decision = authorise(state, &caller, &permission, &resource, found.as_ref().ok().map(AsRef::as_ref))?;
    detail.decision = Some(decision.explain());
    found
}

fn named(state: &State, name: &str, head: &Parts) -> Result<FunctionName, ServiceError> {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    FunctionName::parse(&name, qualifier(head).as_deref(), &state.region, state.lambda.account.as_str())
}

fn qualifier(head: &Parts) -> Option<String> {
    let query = head.uri.query()?;
    let found = query.split('&').find_map(|pair| pair.strip_prefix("Qualifier="))?;
    Some(percent_encoding::percent_decode_str(found).decode_utf8_lossy().into_owned())
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>
async fn invoke(
    state: &Arc<State>,
    detail: &mut Detail,
    name: &str,
    head: &Parts,
    payload: Bytes,
) -> Result<Response<Body>, ServiceError> {
    allowed(state, detail, "Invoke", name, head)?;
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let kind = match text("x-amz-invocation-type").unwrap_or("RequestResponse") {
        "RequestResponse" => InvocationType::RequestResponse,
        "Event" => InvocationType::Event,
        "DryRun" => InvocationType::DryRun,
        other => {
            let constraint = "Member must satisfy enum value set: [Event, RequestResponse, DryRun]";
            return Err(errors::validation(other, "invocationType", constraint));
        }
    };
    let client_context = text("x-amz-client-context")
        .and_then(|context| base64_simd::STANDARD.decode_to_vec(context).ok())
        .and_then(|context| String::from_utf8(context).ok());
    let function = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
    let qualifier = qualifier(head);
    let invocation = Invocation { function, qualifier, kind, payload, client_context };
    let invoked = invocation::invoke(state, invocation).await?;
    detail.request_id.clone_from(&invoked.request_id);
    Ok(invoked_response(invoked, text("x-amz-log-type") == Some("Tail")))
}

fn invoked_response(invoked: Invoked, tail: bool) -> Response<Body> {
    let status = StatusCode::from_u16(invoked.status).unwrap_or_default();
    let with_answer = status == StatusCode::OK;
    let mut response = Response::new(Body::from(invoked.payload));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    if let Some(error) = invoked.function_error {
        headers.insert(HeaderName::from_static("x-amz-function-error"), HeaderValue::from_static(error));
    }
    if with_answer {
        headers.insert(HeaderName::from_static("x-amz-executed-version"), HeaderValue::from_static("$LATEST"));
        let log = base64_simd::STANDARD.encode_to_string(invoked.log_tail.as_bytes());
        if let (true, Ok(log)) = (tail, HeaderValue::from_str(&log)) {
            headers.insert(HeaderName::from_static("x-amz-log-result"), log);
        }
    }
    response
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>
fn list(state: &State, detail: &mut Detail) -> Result<Response<Body>, ServiceError> {
    detail.operation = Some("ListFunctions".to_owned());
    let caller = detail.principal.clone();
    let decision = authorise(state, &caller, "lambda:ListFunctions", "*", None)?;
    detail.decision = Some(decision.explain());
    let functions: Vec<Value> = state.lambda.read().values().map(|function| configuration(function)).collect();
    Ok(json_answer(json!({"Functions": functions}).to_string(), JSON))
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html>
fn configuration(function: &Function) -> Value {
    let own = &function.configuration;
    let modified = time::OffsetDateTime::from(function.created);
    let format =
        time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000");
    let mut configuration = json!({
        "FunctionName": own.name,
        "FunctionArn": function.arn,
        "Runtime": own.runtime,
        "Role": own.role,
        "Handler": own.handler,
        "Description": "",
        "Timeout": own.timeout,
        "MemorySize": own.memory_size,
        "LastModified": modified.format(&format).unwrap_or_default(),
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "EphemeralStorage": {"Size": 512},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": format!("/aws/lambda/{}", own.name)},
    });
    if !own.environment.is_empty() {
        configuration["Environment"] = json!({"Variables": own.environment});
    }
    configuration
}
