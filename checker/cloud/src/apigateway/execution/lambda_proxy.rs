//! The integration type `AWS_PROXY`: the request goes to a Lambda function as an event, and its answer to the caller.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use std::time::Instant;

use bytes::Bytes;

use super::event::{self, ProxyEvent};
use super::gateway_response::GatewayFault;
use super::journal::{self, Journal};
use super::substitution::substitute;
use super::{Call, MethodResponse, proxy_response};
use crate::ServiceError;
use crate::apigateway::definition::Integration;
use crate::lambda::{self, Invocation, InvocationType, Invoked};
use crate::trace::StepName;

/// Who invokes the function.
const SERVICE: &str = "apigateway.amazonaws.com";

/// Runs the integration.
pub(super) async fn run(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    if integration.credentials.is_some() {
        return Err(GatewayFault::not_emulated("credentials of an integration"));
    }
    let function = function_arn(call, integration)?;
    let source_arn = source_arn(call);
    let (event, summary) = event(call);
    let endpoint =
        format!("https://lambda.{}.amazonaws.com/2015-03-31/functions/{function}/invocations", call.state.region);
    journal.line(format!("Endpoint request URI: {endpoint}"));
    journal.line(format!("Endpoint request headers: {}", endpoint_headers(call, &source_arn)));
    let shown = journal::without_secrets(&event, &call.headers);
    journal.body("Endpoint request body after transformations", &shown);
    journal.line(format!("Sending request to {endpoint}"));
    journal.step(StepName::IntegrationRequest, vec![format!("Lambda proxy: {function}"), summary]);
    if integration.http_method.as_deref() != Some("POST") {
        return Err(not_posted(call, integration, journal));
    }
    permitted(call, &function, &source_arn, journal)?;
    let invocation =
        Invocation { function, kind: InvocationType::RequestResponse, payload: event, ..Invocation::default() };
    let begun = Instant::now();
    // Where the time is over, the function goes on: nobody waits for it.
    let invoked = tokio::time::timeout(integration.timeout, lambda::invoke(call.state, invocation)).await;
    let latency = begun.elapsed().as_millis();
    let invoked = invoked.map_err(|_| {
        let lines = vec![format!("no answer after {} ms; the function goes on", integration.timeout.as_millis())];
        journal.failed(StepName::Integration, lines);
        GatewayFault::timeout()
    })?;
    let invoked = invoked.map_err(|refused| {
        journal.failed(StepName::Integration, vec![format!("Lambda refused: {}", refused.message)]);
        refused_by_lambda(call, &refused)
    })?;
    journal.line(format!("Received response. Status: {}, Integration latency: {latency} ms", invoked.status));
    journal.line(format!("Endpoint response headers: {}", answer_headers(call, &invoked)));
    journal.body("Endpoint response body before transformations", &invoked.payload);
    let mut lines = vec![format!("answered after {latency} ms, request id {}", invoked.request_id)];
    if invoked.function_error.is_some() {
        let message = error_message(&invoked.payload);
        lines.push(format!("the function failed: {message}"));
        journal.failed(StepName::Integration, lines);
        return Err(GatewayFault::bad_gateway(format!(
            "Lambda execution failed with status {} due to customer function error: {message}. Lambda request id: {}",
            invoked.status, invoked.request_id
        )));
    }
    journal.step(StepName::Integration, lines);
    let binary = takes_binary(call);
    let answer = proxy_response::parse(&invoked.payload, binary).map_err(|reason| {
        journal.failed(StepName::IntegrationResponse, vec![format!("malformed proxy response: {reason}")]);
        let why = "Malformed Lambda proxy response";
        GatewayFault::bad_gateway(format!("Execution failed due to configuration error: {why}"))
    })?;
    journal.step(StepName::IntegrationResponse, vec!["a proxy integration changes nothing".to_owned()]);
    let headers = answer.headers.into_iter();
    let headers = headers.filter_map(|(name, value)| Some((proxy_response::header_name(&name)?, value)));
    Ok(MethodResponse { status: answer.status, headers: headers.collect(), body: answer.body, integrated: true })
}

/// The function in an integration's URI, stage variables put in.
fn function_arn(call: &Call<'_>, integration: &Integration) -> Result<String, GatewayFault> {
    let invalid = || GatewayFault::configuration("Invalid endpoint address");
    let uri = integration.uri.as_deref().ok_or_else(invalid)?;
    let variable = |name: &str| call.target.variables.get(name.strip_prefix("stageVariables.")?).cloned();
    // A variable that is not set stays as it is written, and no function has such a name.
    let uri = substitute(uri, |reference| variable(reference.name));
    if uri.contains('$') {
        return Err(invalid());
    }
    let path = uri.strip_prefix("arn:aws:apigateway:").and_then(|rest| rest.split_once(":lambda:path"));
    let (_, path) = path.ok_or_else(invalid)?;
    let path = path.strip_prefix("/2015-03-31/functions/").or_else(|| path.strip_prefix("//2015-03-31/functions/"));
    let function = path.and_then(|path| path.strip_suffix("/invocations")).filter(|function| !function.is_empty());
    function.map(str::to_owned).ok_or_else(invalid)
}

/// What a permission's source is compared with: the request's own method and the resource's path, parameters as they are
/// written in the definition (aws/serverless-application-model#540).
fn source_arn(call: &Call<'_>) -> String {
    format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{}{}",
        call.state.region,
        call.state.account,
        call.target.api_id,
        call.target.stage,
        call.request.method,
        call.route.resource.path
    )
}

fn event(call: &Call<'_>) -> (Bytes, String) {
    let (headers, multi_value_headers) = event::values(&call.headers);
    let (query, multi_value_query) = event::values(&call.request.query);
    let (body, is_base64_encoded) = event::body(call.request, &call.target.definition.binary_media_types);
    let path_parameters = Some(&call.route.path_parameters).filter(|parameters| !parameters.is_empty());
    let summary = format!(
        "event: path {}, pathParameters {}, {} headers, body {}",
        call.path,
        path_parameters.map_or_else(
            || "null".to_owned(),
            |known| journal::map(known.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        ),
        headers.as_ref().map_or(0, std::collections::BTreeMap::len),
        body.as_ref().map_or_else(|| "null".to_owned(), |body| format!("of {} bytes", body.len())),
    );
    let event = ProxyEvent {
        resource: &call.route.resource.path,
        path: call.path,
        http_method: &call.request.method,
        headers,
        multi_value_headers,
        query_string_parameters: query,
        multi_value_query_string_parameters: multi_value_query,
        path_parameters,
        stage_variables: Some(&call.target.variables).filter(|variables| !variables.is_empty()),
        request_context: call.context,
        body,
        is_base64_encoded,
    };
    // Texts and numbers always have a JSON form.
    (Bytes::from(serde_json::to_vec(&event).unwrap_or_default()), summary)
}

/// Lambda lets in whom the function's policy lets in.
fn permitted(call: &Call<'_>, function: &str, source_arn: &str, journal: &mut Journal) -> Result<(), GatewayFault> {
    let why = match lambda::service_may_invoke(call.state, SERVICE, source_arn, function) {
        Ok(decision) => {
            journal.decision = Some(decision.explain());
            if decision.is_allowed() {
                return Ok(());
            }
            decision.explain()
        }
        Err(refused) => refused.message,
    };
    let lines = vec![format!("{SERVICE} may not invoke the function for {source_arn}: {why}")];
    journal.failed(StepName::Integration, lines);
    Err(GatewayFault::configuration("Invalid permissions on Lambda function"))
}

/// Lambda's API knows POST alone for an invocation; every other method is refused by what stands before it.
/// <https://repost.aws/knowledge-center/api-gateway-lambda-template-invoke-error>
fn not_posted(call: &Call<'_>, integration: &Integration, journal: &mut Journal) -> GatewayFault {
    let request_id = call.state.request_ids.next_uuid();
    let body = "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized\
                </Message>\n</AccessDeniedException>\n";
    let length = body.len().to_string();
    let headers =
        [("Content-Length", length.as_str()), ("Connection", "keep-alive"), ("x-amzn-RequestId", &request_id)];
    journal.line("Received response. Status: 403, Integration latency: 0 ms");
    journal.line(format!("Endpoint response headers: {}", journal::map(headers)));
    journal.body("Endpoint response body before transformations", body.as_bytes());
    let method = integration.http_method.as_deref().unwrap_or("nothing");
    let lines = vec![format!("the integration's httpMethod is {method}; Lambda takes POST alone")];
    journal.failed(StepName::Integration, lines);
    GatewayFault::refused_by_lambda(403, &request_id, "")
}

fn refused_by_lambda(call: &Call<'_>, refused: &ServiceError) -> GatewayFault {
    if refused.status == http::StatusCode::PAYLOAD_TOO_LARGE {
        return GatewayFault::too_large().logged(format!("Execution failed: {}", refused.message));
    }
    let request_id = call.state.request_ids.next_uuid();
    GatewayFault::refused_by_lambda(refused.status.as_u16(), &request_id, &refused.message)
}

fn endpoint_headers(call: &Call<'_>, source_arn: &str) -> String {
    let host = format!("lambda.{}.amazonaws.com", call.state.region);
    let agent = format!("AmazonAPIGateway_{}", call.target.api_id);
    let root = format!("Root={}", call.trace_root);
    journal::map([
        ("x-amzn-apigateway-api-id", call.target.api_id.as_str()),
        ("Accept", "application/json"),
        ("User-Agent", &agent),
        ("Host", &host),
        ("X-Amzn-Trace-Id", &root),
        ("x-amzn-lambda-integration-tag", &call.context.request_id),
        ("X-Amz-Source-Arn", source_arn),
    ])
}

fn answer_headers(call: &Call<'_>, invoked: &Invoked) -> String {
    let length = invoked.payload.len().to_string();
    let trace = format!("root={};sampled=0", call.trace_root);
    let mut headers = vec![
        ("Content-Type", "application/json"),
        ("Content-Length", length.as_str()),
        ("Connection", "keep-alive"),
        ("x-amzn-RequestId", invoked.request_id.as_str()),
    ];
    if let Some(error) = invoked.function_error {
        headers.push(("X-Amz-Function-Error", error));
    }
    headers.extend([
        ("x-amzn-Remapped-Content-Length", "0"),
        ("X-Amz-Executed-Version", "$LATEST"),
        ("X-Amzn-Trace-Id", trace.as_str()),
    ]);
    journal::map(headers)
}

fn error_message(payload: &[u8]) -> String {
    let error: Option<serde_json::Value> = serde_json::from_slice(payload).ok();
    let message = error.as_ref().and_then(|error| error.get("errorMessage")).and_then(serde_json::Value::as_str);
    message.map_or_else(|| String::from_utf8_lossy(payload).into_owned(), str::to_owned)
}

/// Whether this caller gets binary: the first media type that it accepts decides.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html>
fn takes_binary(call: &Call<'_>) -> bool {
    let accepted = call.request.header("accept").and_then(|accept| accept.split(',').next());
    let types = &call.target.definition.binary_media_types;
    types.iter().any(|known| known == "*/*") || accepted.is_some_and(|first| event::is_binary(first, types))
}
