//! The integration type `AWS_PROXY`: the request goes to a Lambda function as an event, and its answer to the caller.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use bytes::Bytes;

use super::event::{self, ProxyEvent};
use super::gateway_response::GatewayFault;
use super::journal::{self, Journal};
use super::lambda::{self, Sent};
use super::{Call, MethodResponse, proxy_response};
use crate::apigateway::definition::Integration;
use crate::lambda::InvocationType;
use crate::trace::StepName;

/// Runs the integration.
pub(super) async fn run(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    if integration.credentials.is_some() {
        return Err(GatewayFault::not_emulated("credentials of an integration"));
    }
    let function = lambda::function_arn(call, integration, &[])?;
    let (payload, summary) = event(call);
    let lines = vec![format!("Lambda proxy: {function}"), summary];
    let kind = InvocationType::RequestResponse;
    let sent = Sent { function, qualifier: None, payload, kind, headers: Vec::new(), lines };
    let invoked = lambda::invoke(call, integration, sent, journal).await?;
    let invoked = invoked.map_err(|refused| lambda::refused(call, &refused))?;
    if invoked.function_error.is_some() {
        journal.ends_here();
        let message = lambda::error_message(&invoked.payload);
        return Err(GatewayFault::bad_gateway(format!(
            "Lambda execution failed with status {} due to customer function error: {message}. Lambda request id: {}",
            invoked.status, invoked.request_id
        )));
    }
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

/// Whether this caller gets binary: the first media type that it accepts decides.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html>
fn takes_binary(call: &Call<'_>) -> bool {
    let accepted = call.request.header("accept").and_then(|accept| accept.split(',').next());
    let types = &call.target.definition.binary_media_types;
    types.iter().any(|known| known == "*/*") || accepted.is_some_and(|first| event::is_binary(first, types))
}
