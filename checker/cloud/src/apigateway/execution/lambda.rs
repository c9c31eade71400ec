//! A Lambda function as the backend of an integration: its address, the permission to invoke it, the call, and the lines
//! of the log. `AWS_PROXY` and `AWS` differ in what they send and in what they make of the answer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integrations.html>

use std::time::Instant;

use bytes::Bytes;

use super::Call;
use super::gateway_response::GatewayFault;
use super::journal::{self, Journal};
use super::substitution::substitute;
use crate::ServiceError;
use crate::apigateway::definition::Integration;
use crate::lambda::{self, Invocation, InvocationType, Invoked};
use crate::trace::StepName;

/// Who invokes the function.
const SERVICE: &str = "apigateway.amazonaws.com";

/// What a function is sent, and how.
pub(super) struct Sent {
    /// The function's ARN, from the integration's address.
    pub(super) function: String,
    /// A version or an alias, where the ARN has none.
    pub(super) qualifier: Option<String>,
    pub(super) payload: Bytes,
    pub(super) kind: InvocationType,
    /// Headers of the request to Lambda beyond API Gateway's own.
    pub(super) headers: Vec<(String, String)>,
    /// What the step says.
    pub(super) lines: Vec<String>,
}

/// Sends an event to the function of an integration and waits for the answer. A function that failed is an answer too;
/// what Lambda refuses is the inner error.
///
/// # Errors
///
/// What API Gateway answers without Lambda: no permission, another method than POST, the time-out.
pub(super) async fn invoke(
    call: &Call<'_>,
    integration: &Integration,
    sent: Sent,
    journal: &mut Journal,
) -> Result<Result<Invoked, ServiceError>, GatewayFault> {
    let Sent { function, qualifier, payload, kind, headers, lines } = sent;
    let source_arn = source_arn(call);
    let endpoint =
        format!("https://lambda.{}.amazonaws.com/2015-03-31/functions/{function}/invocations", call.state.region);
    journal.line(format!("Endpoint request URI: {endpoint}"));
    journal.line(format!("Endpoint request headers: {}", endpoint_headers(call, &source_arn, &headers)));
    let shown = journal::without_secrets(&payload, &call.headers);
    journal.body("Endpoint request body after transformations", &shown);
    journal.line(format!("Sending request to {endpoint}"));
    journal.step(StepName::IntegrationRequest, lines);
    if integration.http_method.as_deref() != Some("POST") {
        return Err(not_posted(call, integration, journal));
    }
    permitted(call, &function, &source_arn, journal)?;
    let invocation = Invocation { function, qualifier, kind, payload, ..Invocation::default() };
    let begun = Instant::now();
    // Where the time is over, the function goes on: nobody waits for it.
    let invoked = tokio::time::timeout(integration.timeout, lambda::invoke(call.state, invocation)).await;
    let latency = begun.elapsed().as_millis();
    let invoked = invoked.map_err(|_| {
        let lines = vec![format!("no answer after {} ms; the function goes on", integration.timeout.as_millis())];
        journal.failed(StepName::Integration, lines);
        GatewayFault::timeout()
    })?;
    let invoked = match invoked {
        Ok(invoked) => invoked,
        Err(refused) => {
            journal.failed(StepName::Integration, vec![format!("Lambda refused: {}", refused.message)]);
            return Ok(Err(refused));
        }
    };
    journal.line(format!("Received response. Status: {}, Integration latency: {latency} ms", invoked.status));
    journal.line(format!("Endpoint response headers: {}", answer_headers(call, &invoked)));
    journal.body("Endpoint response body before transformations", &invoked.payload);
    let mut lines = vec![format!("answered after {latency} ms, request id {}", invoked.request_id)];
    if invoked.function_error.is_some() {
        lines.push(format!("the function failed: {}", error_message(&invoked.payload)));
    }
    journal.step(StepName::Integration, lines);
    Ok(Ok(invoked))
}

/// The function in an integration's URI, stage variables and path parameters (`{name}`) put in.
///
/// # Errors
///
/// `Invalid endpoint address` where none is named.
pub(super) fn function_arn(
    call: &Call<'_>,
    integration: &Integration,
    path: &[(String, String)],
) -> Result<String, GatewayFault> {
    let invalid = || GatewayFault::configuration("Invalid endpoint address");
    let uri = integration.uri.as_deref().ok_or_else(invalid)?;
    let variable = |name: &str| call.target.variables.get(name.strip_prefix("stageVariables.")?).cloned();
    // A variable that is not set stays as it is written, and no function has such a name.
    let uri = substitute(uri, |reference| variable(reference.name));
    let uri = path.iter().fold(uri, |uri, (name, value)| uri.replace(&format!("{{{name}}}"), value));
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

/// What API Gateway answers where Lambda refuses to invoke a function.
pub(super) fn refused(call: &Call<'_>, refused: &ServiceError) -> GatewayFault {
    if refused.status == http::StatusCode::PAYLOAD_TOO_LARGE {
        return GatewayFault::too_large().logged(format!("Execution failed: {}", refused.message));
    }
    let request_id = call.state.request_ids.next_uuid();
    GatewayFault::refused_by_lambda(refused.status.as_u16(), &request_id, &refused.message)
}

fn endpoint_headers(call: &Call<'_>, source_arn: &str, more: &[(String, String)]) -> String {
    let host = format!("lambda.{}.amazonaws.com", call.state.region);
    let agent = format!("AmazonAPIGateway_{}", call.target.api_id);
    let root = format!("Root={}", call.trace_root);
    let own = [
        ("x-amzn-apigateway-api-id", call.target.api_id.as_str()),
        ("Accept", "application/json"),
        ("User-Agent", &agent),
        ("Host", &host),
        ("X-Amzn-Trace-Id", &root),
        ("x-amzn-lambda-integration-tag", &call.context.request_id),
        ("X-Amz-Source-Arn", source_arn),
    ];
    journal::map(own.into_iter().chain(more.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

fn answer_headers(call: &Call<'_>, invoked: &Invoked) -> String {
    let headers = backend_headers(call, invoked);
    journal::map(headers.iter().map(|(name, value)| (*name, value.as_str())))
}

/// The headers of Lambda's answer, which an integration response can map.
pub(super) fn backend_headers(call: &Call<'_>, invoked: &Invoked) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Content-Type", "application/json".to_owned()),
        ("Content-Length", invoked.payload.len().to_string()),
        ("Connection", "keep-alive".to_owned()),
        ("x-amzn-RequestId", invoked.request_id.clone()),
    ];
    if let Some(error) = invoked.function_error {
        headers.push(("X-Amz-Function-Error", error.to_owned()));
    }
    headers.extend([
        ("x-amzn-Remapped-Content-Length", "0".to_owned()),
        ("X-Amz-Executed-Version", "$LATEST".to_owned()),
        ("X-Amzn-Trace-Id", format!("root={};sampled=0", call.trace_root)),
    ]);
    headers
}

/// `errorMessage` of a function's error; the whole payload where there is none.
pub(super) fn error_message(payload: &[u8]) -> String {
    read_error_message(payload).unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned())
}

/// `errorMessage` of a function's error; empty where there is none.
pub(super) fn error_message_alone(payload: &[u8]) -> String {
    read_error_message(payload).unwrap_or_default()
}

fn read_error_message(payload: &[u8]) -> Option<String> {
    let error: serde_json::Value = serde_json::from_slice(payload).ok()?;
    error.get("errorMessage")?.as_str().map(str::to_owned)
}
