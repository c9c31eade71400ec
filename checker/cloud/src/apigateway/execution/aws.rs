//! The integration type `AWS` with a Lambda function: a template makes the event, and integration responses make the
//! answer. Other services' actions are not emulated.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html>

use bytes::Bytes;

use super::gateway_response::GatewayFault;
use super::integration_request::IntegrationRequest;
use super::integration_response::Answered;
use super::journal::Journal;
use super::lambda::{self, Sent};
use super::{Call, MethodResponse, integration_request, integration_response, parameters};
use crate::ServiceError;
use crate::apigateway::definition::Integration;
use crate::lambda::{InvocationType, Invoked};
use crate::trace::StepName;

/// Headers of the integration request that API Gateway sets itself: a mapping to one of them is 500.
/// Recorded from AWS: `test_apigateway_header_remapping_aws`.
const RESERVED: [&str; 7] =
    ["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"];

/// Runs the integration.
pub(super) async fn run(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    if let Some(service) = other_service(integration) {
        let what = format!("an integration of type AWS with {service}, other than the invocation of a function,");
        return Err(GatewayFault::not_emulated(&what));
    }
    if integration.credentials.is_some() {
        return Err(GatewayFault::not_emulated("credentials of an integration"));
    }
    let request = integration_request::make(call, integration, journal)?;
    let mapped = mapped(call, integration, &request, journal)?;
    let function = lambda::function_arn(call, integration, &mapped.path)?;
    let IntegrationRequest { body, overrides, mut lines } = request;
    lines.insert(0, format!("Lambda: {function}"));
    // An empty template reaches the function as {}: rendered by API Gateway for ToQoz/api-gateway-mapping-template.
    let payload = if body.trim().is_empty() { Bytes::from_static(b"{}") } else { Bytes::from(body) };
    lines.extend(mapped.headers.iter().map(|(name, value)| format!("header {name}: {value}")));
    let kind = invocation_type(&mapped.headers);
    let qualifier = mapped.query.into_iter().find(|(name, _)| name == "Qualifier").map(|(_, value)| value);
    let sent = Sent { function, qualifier, payload, kind, headers: mapped.headers, lines };
    let invoked = match lambda::invoke(call, integration, sent, journal).await? {
        Ok(invoked) => invoked,
        Err(refused) => return Err(not_taken(call, &refused)),
    };
    let answered = answered(call, invoked);
    integration_response::make(call, integration, &answered, &overrides, journal)
}

/// The service that an integration's address names, if it is not Lambda.
fn other_service(integration: &Integration) -> Option<&str> {
    // arn:aws:apigateway:REGION:SERVICE:path/… or :action/…
    let mut parts = integration.uri.as_deref()?.splitn(6, ':').skip(4);
    let (service, target) = (parts.next()?, parts.next()?);
    let invokes =
        service == "lambda" && target.trim_start_matches("path/").trim_start_matches('/').starts_with("2015-03-31");
    (!invokes && !service.contains('$')).then_some(service)
}

/// What parameter mappings and `requestOverride` give the request to the backend.
#[derive(Default)]
struct Mapped {
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    path: Vec<(String, String)>,
}

fn mapped(
    call: &Call<'_>,
    integration: &Integration,
    request: &IntegrationRequest,
    journal: &mut Journal,
) -> Result<Mapped, GatewayFault> {
    let mut mapped = Mapped::default();
    for (target, source) in &integration.request_parameters {
        let Some(value) = parameters::of_request(call, source) else { continue };
        let place = target.strip_prefix("integration.request.").and_then(|rest| rest.split_once('.'));
        match place {
            Some(("header" | "multivalueheader", name)) => set(&mut mapped.headers, name, value),
            Some(("querystring" | "multivaluequerystring", name)) => set(&mut mapped.query, name, value),
            Some(("path", name)) => set(&mut mapped.path, name, value),
            _ => {}
        }
    }
    let overrides = &request.overrides;
    for (name, value) in &overrides.request_headers {
        set(&mut mapped.headers, name, value.clone());
    }
    for (name, value) in &overrides.request_query {
        set(&mut mapped.query, name, value.clone());
    }
    for (name, value) in &overrides.request_path {
        set(&mut mapped.path, name, value.clone());
    }
    let reserved =
        mapped.headers.iter().find(|(name, _)| RESERVED.iter().any(|known| name.eq_ignore_ascii_case(known)));
    if let Some((name, _)) = reserved {
        let mut lines = request.lines.clone();
        lines.push(format!(
            "the header {name} of the integration request is API Gateway's own: nothing can be mapped to it"
        ));
        journal.failed(StepName::IntegrationRequest, lines);
        return Err(GatewayFault::configuration("Invalid mapping of integration request header"));
    }
    Ok(mapped)
}

fn set(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    pairs.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    pairs.push((name.to_owned(), value));
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html>
fn invocation_type(headers: &[(String, String)]) -> InvocationType {
    let asked = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amz-invocation-type"));
    match asked.map(|(_, value)| value.as_str()) {
        Some("Event") => InvocationType::Event,
        Some("DryRun") => InvocationType::DryRun,
        _ => InvocationType::RequestResponse,
    }
}

/// What the function's answer is to the integration response. A function that fails answers with 200 too.
fn answered<'a>(call: &Call<'_>, invoked: Invoked) -> Answered<'a> {
    let headers = lambda::backend_headers(call, &invoked);
    // "If the back end is an AWS Lambda function, the AWS Lambda function error header is matched": API_IntegrationResponse.
    let (selects, selected_by) = match invoked.function_error {
        Some(_) => (lambda::error_message_alone(&invoked.payload), "the function failed with errorMessage"),
        None => (String::new(), "the function did not fail"),
    };
    Answered { status: invoked.status, headers, body: invoked.payload, selects, selected_by }
}

/// Lambda did not take the event. What is no JSON is the caller's 400 with Lambda's words; all else is a configuration
/// error. "A 400 response may be returned": api-gateway-mapping-template-reference; body seen in serverless/serverless#2270,
/// srcecde/aws-tutorial-code#4.
fn not_taken(call: &Call<'_>, refused: &ServiceError) -> GatewayFault {
    if refused.code == "InvalidRequestContentException" {
        let fault = GatewayFault::new("DEFAULT_4XX", refused.message.clone(), "BadRequestException");
        let line = format!("Execution failed: {}", refused.message);
        return GatewayFault { status: 400, integrated: true, ..fault }.logged(line);
    }
    lambda::refused(call, refused)
}
