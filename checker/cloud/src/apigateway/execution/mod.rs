//! The execution of a request: what happens between a caller and the backend of a method.
//!
//! ```text
//! request ─▶ stage, route ─▶ authorizer ─▶ method_request ─▶ lambda_proxy (event ─▶ function ─▶ proxy_response) ──────────────┐
//!                                                       └─▶ aws, mock (integration_request ─▶ function or none ─▶ integration_response) ─┤
//! answer  ◀─ gateway_response, where API Gateway answers itself ◀──────────── method response ◀──────────────────┘
//! ```
//! `mapping` holds the templates of both sides, `parameters` what is mapped without a template.

mod authorizer;
mod aws;
mod context;
mod event;
mod gateway_response;
mod integration_request;
mod integration_response;
mod journal;
mod lambda;
mod lambda_proxy;
pub(crate) mod mapping;
mod method_request;
mod mock;
mod parameters;
mod proxy_response;
mod request;
mod stage;
mod substitution;
mod test_invoke;

pub(crate) use authorizer::{AuthorizerCache, test as test_authorizer};
pub(crate) use test_invoke::test_invoke;
pub use test_invoke::{TestInvoke, TestInvoked};

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use s3s::Body;

use super::definition::IntegrationType;
use super::host::ApiHost;
use super::routing::{self, Route};
use crate::state::State;
use crate::trace::{ApiExecution, Detail, StepName};
use authorizer::Caller;
use context::{Asked, Ids, RequestContext};
use gateway_response::{CausedBy, GatewayFault};
use journal::Journal;
use request::ApiRequest;
use stage::Target;

/// A request that a method takes.
struct Call<'a> {
    state: &'a Arc<State>,
    target: &'a Target,
    request: &'a ApiRequest,
    /// What stands after the stage.
    path: &'a str,
    route: &'a Route<'a>,
    context: &'a RequestContext,
    trace_root: &'a str,
    /// As the backend gets them.
    headers: Vec<(String, String)>,
}

/// What a method answers.
struct MethodResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// Whether a backend was asked.
    integrated: bool,
}

/// What the caller gets, whoever made it.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// Answers a request to an API; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(
    state: &Arc<State>,
    host: &ApiHost,
    request: Request<Incoming>,
    detail: &mut Detail,
) -> Response<Body> {
    let mut ids = Ids::next(state);
    detail.request_id.clone_from(&ids.request);
    let (request, read) = ApiRequest::read(request).await;
    if let Some(root) = request.header("x-amzn-trace-id").and_then(context::trace_root) {
        ids.trace_root = root;
    }
    if let Some((status, why)) = request.too_large(read) {
        detail.error_message = Some(why.to_owned());
        return response(too_large(status, why, &ids));
    }
    let (stage_name, path) = request::split_stage(&request.path);
    let target = Target::find(state, host, stage_name, &request);
    let mut journal = Journal::default();
    let mut execution =
        ApiExecution { api: host.api_id.clone(), stage: stage_name.to_owned(), ..ApiExecution::default() };
    let asked = Asked {
        api_id: &host.api_id,
        stage: stage_name,
        deployment_id: target.as_ref().ok().and_then(|target| target.deployment_id.as_deref()),
        resource_id: "",
        resource_path: "",
    };
    let mut context = RequestContext::new(state, &ids, &asked, &request);
    let answered = match (&target, read) {
        (_, Err(_)) => Err(GatewayFault::new("DEFAULT_4XX", "Bad Request", "BadRequestException")),
        (Err(fault), Ok(())) => Err(fault.clone()),
        (Ok(target), Ok(())) => match target.definition.route(&request.method, &path) {
            None => Err(no_route(&request)),
            Some(route) => {
                execution.method = Some(format!("{} {}", route.method_name, route.resource.path));
                context.resource_id.clone_from(&route.resource.id);
                context.resource_path.clone_from(&route.resource.path);
                journal.line(format!("Extended Request Id: {}", ids.extended));
                let caller = Caller { state, target, request: &request, route: &route, ids: &ids };
                let authorized = authorizer::authorize(&caller, &mut context, &mut journal);
                if authorized.is_ok() {
                    journal.line(format!("Starting execution for request: {}", ids.request));
                }
                let headers = event::headers(&request, &ids.trace_root, target.edge);
                let call = Call {
                    state,
                    target,
                    request: &request,
                    path: &path,
                    route: &route,
                    context: &context,
                    trace_root: &ids.trace_root,
                    headers,
                };
                match authorized {
                    Ok(()) => execute(&call, &mut journal).await,
                    Err(refused) => {
                        let mut lines = way(&call);
                        lines.push(refused.why);
                        journal.failed(StepName::MethodRequest, lines);
                        Err(*refused.fault)
                    }
                }
            }
        },
    };
    let mut answer = finish(answered, target.as_ref().ok(), Some(&context), &request, &ids, &mut journal, detail);
    answer.headers.push(("x-amzn-RequestId".to_owned(), ids.request.clone()));
    answer.headers.push(("x-amz-apigw-id".to_owned(), ids.extended.clone()));
    execution.log = journal.lines.iter().map(|line| format!("({}) {line}", ids.request)).collect();
    execution.steps = journal.steps;
    detail.decision = journal.decision;
    detail.api = Some(Box::new(execution));
    response(answer)
}

/// What stands before API Gateway refuses in plain text, and asks no definition. Seen in several public tests, among them
/// those of `NHSDigital`.
fn too_large(status: u16, why: &'static str, ids: &Ids) -> Answer {
    let headers = [
        ("Content-Type", "text/plain"),
        ("x-amzn-RequestId", ids.request.as_str()),
        ("x-amz-apigw-id", ids.extended.as_str()),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Answer { status, headers, body: Bytes::from_static(why.as_bytes()) }
}

/// 403: nothing takes the request: no stage, or no method. With an `Authorization` header that is no signature, API Gateway complains about that.
fn no_route(request: &ApiRequest) -> GatewayFault {
    use s3s::crypto::{Checksum as _, Sha256};
    let Some(authorization) = request.header("authorization").filter(|value| !value.contains('=')) else {
        return GatewayFault::missing_authentication_token();
    };
    let mut digest = Sha256::new();
    digest.update(authorization.as_bytes());
    let digest = base64_simd::STANDARD.encode_to_string(digest.finalize());
    let message = format!(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
         Base64): '{digest}'."
    );
    GatewayFault::new("INVALID_SIGNATURE", message, "IncompleteSignatureException")
}

/// The first lines of the first step: what is asked for.
fn way(call: &Call<'_>) -> Vec<String> {
    let request = call.request;
    let parameters = call.route.path_parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parameters = journal::map(parameters);
    vec![
        format!("{} {} goes to {} {}", request.method, call.path, call.route.method_name, call.route.resource.path),
        format!("path parameters {parameters}, query {}", shown_pairs(&request.query)),
    ]
}

/// Names and values as API Gateway writes them.
fn shown_pairs(pairs: &[(String, String)]) -> String {
    journal::map(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Takes a request from the method request to the method response.
async fn execute(call: &Call<'_>, journal: &mut Journal) -> Result<MethodResponse, GatewayFault> {
    let request = call.request;
    let parameters = call.route.path_parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parameters = journal::map(parameters);
    journal.line(format!("HTTP Method: {}, Resource Path: {}", request.method, call.path));
    journal.line(format!("Method request path: {parameters}"));
    journal.line(format!("Method request query string: {}", shown_pairs(&request.query)));
    journal.line(format!("Method request headers: {}", shown_pairs(&call.headers)));
    journal.body("Method request body before transformations", &request.body);
    let mut lines = way(call);
    if let Err(fault) = method_request::validate(call, &mut lines) {
        journal.failed(StepName::MethodRequest, lines);
        return Err(fault);
    }
    journal.step(StepName::MethodRequest, lines);
    let Some(integration) = &call.route.method.integration else {
        return Err(GatewayFault::configuration("Invalid endpoint address"));
    };
    match integration.kind {
        IntegrationType::AwsProxy => lambda_proxy::run(call, integration, journal).await,
        IntegrationType::Mock => {
            mock::run(call, integration, journal).map_err(|fault| GatewayFault { integrated: false, ..fault })
        }
        IntegrationType::Aws => aws::run(call, integration, journal).await,
        IntegrationType::Http => Err(GatewayFault::not_emulated("the integration type HTTP")),
        IntegrationType::HttpProxy => Err(GatewayFault::not_emulated("the integration type HTTP_PROXY")),
    }
}

/// Makes the caller's answer, and writes the end of the log.
fn finish(
    answered: Result<MethodResponse, GatewayFault>,
    target: Option<&Target>,
    context: Option<&RequestContext>,
    request: &ApiRequest,
    ids: &Ids,
    journal: &mut Journal,
    detail: &mut Detail,
) -> Answer {
    match answered {
        Ok(MethodResponse { status, mut headers, body, integrated }) => {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            }
            if integrated {
                headers.push(("X-Amzn-Trace-Id".to_owned(), format!("Root={};Sampled=0", ids.trace_root)));
            }
            journal.body("Method response body after transformations", &body);
            let shown = journal::map(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            journal.line(format!("Method response headers: {shown}"));
            journal.line("Successfully completed execution");
            journal.line(format!("Method completed with status: {status}"));
            let mut lines = vec![format!("status {status}, {} bytes", body.len()), format!("headers {shown}")];
            // https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5
            let bodiless = matches!(status, 204 | 304) && !body.is_empty();
            if bodiless {
                lines.push(format!("an answer with status {status} has no body: nothing is sent of it"));
            }
            journal.step(StepName::MethodResponse, lines);
            Answer { status, headers, body: if bodiless { Bytes::new() } else { body } }
        }
        Err(fault) => {
            detail.error_code = Some(fault.error_type.to_owned());
            detail.error_message = Some(fault.log.last().unwrap_or(&fault.message).clone());
            let (definition, none) = (target.map(|target| &*target.definition), std::collections::BTreeMap::new());
            let variables = target.map_or(&none, |target| &target.variables);
            let path_parameters = path_parameters(target, context, request);
            let caused_by =
                CausedBy { context, request, path_parameters: &path_parameters, stage_variables: variables };
            let mut rendered = gateway_response::render(&fault, definition, &caused_by);
            let by = rendered.customised_by.as_deref().unwrap_or("API Gateway's own");
            let mut lines = vec![format!("{}, status {} ({by})", fault.kind, rendered.status)];
            lines.extend(fault.log.clone());
            if !journal.lines.is_empty() {
                for line in &fault.log {
                    journal.line(line.as_str());
                }
                journal.line(format!("Method completed with status: {}", rendered.status));
            }
            journal.failed(StepName::GatewayResponse, lines);
            if fault.integrated {
                rendered.headers.push(("X-Amzn-Trace-Id".to_owned(), format!("Root={}", ids.trace_root)));
            }
            rendered.headers.push(("x-amzn-ErrorType".to_owned(), fault.error_type.to_owned()));
            Answer { status: rendered.status, headers: rendered.headers, body: Bytes::from(rendered.body) }
        }
    }
}

/// The path parameters of the resource that took a request; none where none did.
fn path_parameters(
    target: Option<&Target>,
    context: Option<&RequestContext>,
    request: &ApiRequest,
) -> std::collections::BTreeMap<String, String> {
    let resource_path = context.map(|context| context.resource_path.as_str()).unwrap_or_default();
    // The path of a test has no stage.
    let path = match target {
        Some(target) if target.deployment_id.is_none() => request.path.clone(),
        _ => request::split_stage(&request.path).1,
    };
    routing::path_parameters(resource_path, &path)
}

fn response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
