//! The integration response: which of a definition's responses takes the backend's answer, and what it makes of it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>

use bytes::Bytes;

use super::gateway_response::GatewayFault;
use super::integration_request::for_media_type;
use super::journal::{self, Journal};
use super::mapping::{self, MappingInput, Overrides};
use super::parameters::{self, BackendAnswer};
use super::{Call, MethodResponse, event, proxy_response};
use crate::apigateway::definition::{Integration, IntegrationResponse};
use crate::apigateway::selection_pattern::SelectionPattern;
use crate::trace::StepName;

const JSON: &str = "application/json";

/// A backend's answer before it is transformed.
pub(super) struct Answered<'a> {
    /// The HTTP status.
    pub(super) status: u16,
    pub(super) headers: Vec<(&'a str, String)>,
    pub(super) body: Bytes,
    /// What patterns are compared with: the error message of a function that failed, empty for one that did not; the
    /// status of MOCK.
    pub(super) selects: String,
    /// What that is, in words.
    pub(super) selected_by: &'static str,
}

/// Chooses the response, and makes the method response of it.
///
/// # Errors
///
/// 500 where no response takes the answer, where the method does not declare the response's status, and for a template
/// that fails; 501 for a pattern that cannot be matched here.
pub(super) fn make(
    call: &Call<'_>,
    integration: &Integration,
    answered: &Answered<'_>,
    overrides: &Overrides,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    let mut lines = Vec::new();
    let made = transform(call, integration, answered, overrides, &mut lines);
    if made.is_ok() {
        journal.step(StepName::IntegrationResponse, lines);
    } else {
        journal.failed(StepName::IntegrationResponse, lines);
    }
    made
}

fn transform(
    call: &Call<'_>,
    integration: &Integration,
    answered: &Answered<'_>,
    overrides: &Overrides,
    lines: &mut Vec<String>,
) -> Result<MethodResponse, GatewayFault> {
    let response = select(&integration.responses, answered, lines)?;
    let Some(declared) = call.route.method.responses.get(&response.status) else {
        lines.push(format!("the method declares no response with status {}", response.status));
        let why = format!("Output mapping refers to an invalid method response: {}", response.status);
        return Err(GatewayFault::configuration(&why));
    };
    let text = String::from_utf8_lossy(&answered.body);
    let backend = BackendAnswer { headers: &answered.headers, body: &text };
    let mut headers: Vec<(String, String)> = Vec::new();
    for (target, source) in &response.parameters {
        let Some(name) = target.strip_prefix("method.response.header.") else { continue };
        if !declared.parameters.contains_key(target) {
            lines.push(format!("{name}: left out, the method response does not declare it"));
            continue;
        }
        match parameters::of_response(call, &backend, source) {
            Some(value) => {
                lines.push(format!("{name}: {value}"));
                headers.push((name.to_owned(), value));
            }
            None => lines.push(format!("{name}: left out, {source} has no value")),
        }
    }
    let (template, binary) = (template(call, response), takes_binary(call, response));
    let mut overrides = overrides.clone();
    let body = match template {
        None => {
            lines.push("no response template: the payload as it is".to_owned());
            answered.body.clone()
        }
        Some((media_type, template)) => {
            let rendered =
                mapping::render_with(template, &response_input(call, answered, text.into_owned()), &overrides);
            let rendered = rendered.map_err(|failed| {
                lines.push(format!("the response template {media_type} fails"));
                lines.extend(failed.to_string().lines().map(str::to_owned));
                GatewayFault::configuration("Unable to transform response")
            })?;
            let shown = journal::shown(&rendered.text, &call.headers);
            lines.push(format!("the response template {media_type} gives {shown}"));
            overrides = rendered.overrides;
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("Content-Type".to_owned(), media_type.to_owned()));
            }
            Bytes::from(rendered.text)
        }
    };
    for (name, value) in &overrides.response_headers {
        lines.push(format!("{name}: {value}, by responseOverride"));
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value.clone()));
    }
    let status = overrides.status();
    match (status, &overrides.response_status) {
        (Some(status), _) => lines.push(format!("status {status}, by responseOverride")),
        (None, Some(set)) => lines.push(format!("responseOverride.status is {set}, which is no status: overlooked")),
        (None, None) => {}
    }
    let body = if binary {
        let decoded = from_base64(&body).ok_or_else(|| {
            lines.push("the payload is no base64, and goes to the caller as binary".to_owned());
            GatewayFault::configuration("Unable to transform response")
        })?;
        lines.push(format!("decoded from base64: {} bytes", decoded.len()));
        Bytes::from(decoded)
    } else {
        body
    };
    let headers = headers.into_iter();
    let headers = headers.filter_map(|(name, value)| Some((proxy_response::header_name(&name)?, value))).collect();
    let status = status.or_else(|| response.status.parse().ok()).unwrap_or(500);
    Ok(MethodResponse { status, headers, body, integrated: true })
}

/// What a response template can ask for: as the request template, with the backend's body, and the backend's own id of the
/// request.
fn response_input(call: &Call<'_>, answered: &Answered<'_>, body: String) -> MappingInput {
    let mut input = call.mapping_input(body);
    let id = answered.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-requestid"));
    if let (Some((_, id)), Some(context)) = (id, input.context.as_object_mut()) {
        context.insert("awsEndpointRequestId".to_owned(), id.as_str().into());
    }
    input
}

/// The response whose pattern takes the answer, else the default one. Of several that do, the one of the lowest status:
/// API Gateway keeps responses by their status, and no page tells of another order.
fn select<'a>(
    responses: &'a [IntegrationResponse],
    answered: &Answered<'_>,
    lines: &mut Vec<String>,
) -> Result<&'a IntegrationResponse, GatewayFault> {
    let pattern =
        |response: &'a IntegrationResponse| response.selection_pattern.as_deref().filter(|pattern| !pattern.is_empty());
    let said = if answered.selects.is_empty() {
        answered.selected_by.to_owned()
    } else {
        format!("{} {:?}", answered.selected_by, journal::shown(&answered.selects, &[]))
    };
    let mut ordered: Vec<&IntegrationResponse> = responses.iter().collect();
    ordered.sort_by(|one, other| one.status.cmp(&other.status));
    let mut matching = Vec::new();
    for response in ordered {
        let Some(pattern) = pattern(response) else { continue };
        let read = SelectionPattern::parse(pattern).map_err(|why| {
            lines.push(format!("the pattern {pattern:?} of status {}: {why}", response.status));
            GatewayFault::not_emulated(&format!("the selection pattern {pattern} ({why})"))
        })?;
        if read.matches(&answered.selects) {
            matching.push((response, pattern));
        }
    }
    if let Some((response, pattern)) = matching.first() {
        lines.push(format!("{said}: all of it matches {pattern:?}, so status {}", response.status));
        for (other, pattern) in &matching[1..] {
            lines.push(format!("{pattern:?} of status {} matches too; the lower status is taken", other.status));
        }
        return Ok(response);
    }
    let default = responses.iter().find(|response| pattern(response).is_none());
    if let Some(default) = default {
        let tried: Vec<String> = responses.iter().filter_map(pattern).map(|pattern| format!("{pattern:?}")).collect();
        let tried = if tried.is_empty() {
            "there is no pattern".to_owned()
        } else {
            format!("no match for {}", tried.join(", "))
        };
        lines.push(format!("{said}: {tried}, so the default response, status {}", default.status));
        return Ok(default);
    }
    lines.push(format!("{said}: no integration response matches, and there is no default one"));
    let why = "No match for output mapping and no default output mapping configured. Endpoint Response Status Code:";
    Err(GatewayFault::configuration(&format!("{why} {}", answered.status)))
}

/// The template for what the caller accepts; JSON where nothing fits, else the first.
fn template<'a>(call: &Call<'_>, response: &'a IntegrationResponse) -> Option<(&'a str, &'a str)> {
    let templates = &response.templates;
    let mut accepted = call.request.header("accept").unwrap_or(JSON).split(',');
    let fitting = accepted.find_map(|range| for_media_type(templates, range.split(';').next().unwrap_or(range).trim()));
    let first = || templates.iter().next().map(|(media_type, template)| (media_type.as_str(), template.as_str()));
    fitting.or_else(|| for_media_type(templates, JSON)).or_else(first)
}

/// Whether the caller gets bytes, which stand in the payload as base64.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>
fn takes_binary(call: &Call<'_>, response: &IntegrationResponse) -> bool {
    match response.content_handling.as_deref() {
        Some("CONVERT_TO_BINARY") => true,
        Some(_) => false,
        None => {
            let types = &call.target.definition.binary_media_types;
            let first = call.request.header("accept").and_then(|accept| accept.split(',').next());
            first.is_some_and(|first| event::is_binary(first, types))
        }
    }
}

/// Base64 as it is found in a payload: a function's answer is a JSON text, and its quotation marks are none of it.
fn from_base64(payload: &[u8]) -> Option<Vec<u8>> {
    let digits = payload.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    base64_simd::STANDARD_NO_PAD.decode_to_vec(digits.collect::<Vec<u8>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(responses: &[IntegrationResponse], selects: &str) -> Option<String> {
        let (headers, body) = (Vec::new(), Bytes::new());
        let answered = Answered { status: 200, headers, body, selects: selects.to_owned(), selected_by: "it is" };
        let mut lines = Vec::new();
        let response = select(responses, &answered, &mut lines).ok();
        assert!(!lines.is_empty(), "the step says why");
        response.map(|response| response.status.clone())
    }

    fn response(status: &str, pattern: Option<&str>) -> IntegrationResponse {
        IntegrationResponse {
            status: status.to_owned(),
            selection_pattern: pattern.map(str::to_owned),
            ..IntegrationResponse::default()
        }
    }

    #[test]
    fn a_pattern_comes_before_the_default_response_and_a_low_status_before_a_high_one() {
        let responses = [
            response("200", None),
            response("500", Some("(\n|.)+")),
            response("404", Some("404|NotFound:.*")),
            response("503", Some("5\\d{2}")),
        ];
        for (selects, expected) in
            [("", "200"), ("404", "404"), ("NotFound: x", "404"), ("503", "500"), ("4040", "500"), ("a\nb", "500")]
        {
            assert_eq!(chosen(&responses, selects).as_deref(), Some(expected), "{selects:?}");
        }
        assert_eq!(chosen(&responses[1..], ""), None, "neither a match nor a default");
        let empty = [response("404", Some("")), response("500", Some("x"))];
        assert_eq!(chosen(&empty, "y").as_deref(), Some("404"), "an empty pattern is the default");
    }
}
