//! The integration type `MOCK`: API Gateway answers itself, with the status that the request template names.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html>

use bytes::Bytes;

use super::gateway_response::GatewayFault;
use super::journal::Journal;
use super::substitution::{Reference, beyond, substitute, unquoted};
use super::{Call, MethodResponse};
use crate::apigateway::definition::{Integration, IntegrationResponse, PassthroughBehavior};
use crate::trace::StepName;

const JSON: &str = "application/json";

/// Runs the integration.
pub(super) fn run(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    // With every media type binary there is no text for the template to work on, be the body empty.
    // The log of a public report: clebert/aws-simple#167; the cause and the cure: aws/chalice#1310.
    let all_binary = call.target.definition.binary_media_types.iter().any(|media| media == "*/*");
    if all_binary && integration.content_handling.as_deref() != Some("CONVERT_TO_TEXT") {
        let why = "every media type is binary, and contentHandling of the integration is not CONVERT_TO_TEXT";
        journal.failed(StepName::IntegrationRequest, vec![why.to_owned()]);
        return Err(GatewayFault::configuration("Unable to transform request"));
    }
    let rendered = request_body(call, integration)?;
    let status = status_code(&rendered).ok_or_else(|| {
        journal.failed(
            StepName::IntegrationRequest,
            vec![format!("the request template must give {{\"statusCode\": 200}}, and gave {rendered:?}")],
        );
        GatewayFault::configuration("statusCode should be an integer which defined in request template")
    })?;
    journal.step(StepName::IntegrationRequest, vec![format!("the template gives statusCode {status}")]);
    journal.step(StepName::Integration, vec!["MOCK: API Gateway answers itself".to_owned()]);
    let response = select(&integration.responses, &status).ok_or_else(|| {
        journal.failed(StepName::IntegrationResponse, vec![format!("no integration response is for {status}")]);
        let why =
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code:";
        GatewayFault::configuration(&format!("{why} {status}"))
    })?;
    answer(call, response, journal)
}

/// The request template, filled in; the body where there is none for its media type.
fn request_body(call: &Call<'_>, integration: &Integration) -> Result<String, GatewayFault> {
    let media_type = call.request.header("content-type").unwrap_or(JSON);
    let media_type = media_type.split(';').next().unwrap_or(media_type).trim();
    let templates = &integration.request_templates;
    if let Some(template) = templates.get(media_type) {
        return render(call, template);
    }
    let passed = match integration.passthrough_behavior {
        PassthroughBehavior::WhenNoMatch => true,
        PassthroughBehavior::WhenNoTemplates => templates.is_empty(),
        PassthroughBehavior::Never => false,
    };
    if passed {
        return Ok(String::from_utf8_lossy(&call.request.body).into_owned());
    }
    Err(GatewayFault::new("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", "BadRequestException"))
}

fn render(call: &Call<'_>, template: &str) -> Result<String, GatewayFault> {
    if let Some(what) = beyond(template) {
        return Err(GatewayFault::not_emulated(&format!("{what} of a mapping template")));
    }
    Ok(substitute(template, |reference| Some(value(call, reference).unwrap_or_default())))
}

fn value(call: &Call<'_>, reference: Reference<'_>) -> Option<String> {
    if let Some(arguments) = reference.arguments {
        let name = unquoted(arguments)?;
        let path = call.route.path_parameters.get(name).map(String::as_str);
        let found = path.or_else(|| call.request.query_parameter(name)).or_else(|| call.request.header(name));
        return found.map(str::to_owned);
    }
    match reference.name.split_once('.')? {
        ("context", path) => call.context.variable(path),
        ("stageVariables", name) => call.target.variables.get(name).cloned(),
        _ => None,
    }
}

/// The status in `{"statusCode": 200}`; quotation marks around the key may be missing.
fn status_code(rendered: &str) -> Option<String> {
    let inner = rendered.trim().strip_prefix('{')?.strip_suffix('}')?;
    let at = inner.find("statusCode")?;
    let rest = inner[at + "statusCode".len()..].trim_start_matches(['"', '\'']).trim_start();
    let rest = rest.strip_prefix(':')?.trim_start().trim_start_matches('"');
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 3).then_some(digits)
}

/// The response whose pattern is the status, else the default one.
fn select<'a>(responses: &'a [IntegrationResponse], status: &str) -> Option<&'a IntegrationResponse> {
    let pattern = |response: &&IntegrationResponse| response.selection_pattern.clone().unwrap_or_default();
    let matches = |response: &&IntegrationResponse| {
        let pattern = pattern(response);
        !pattern.is_empty()
            && regex_lite::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(status))
    };
    let default = || responses.iter().find(|response| pattern(response).is_empty());
    responses.iter().find(matches).or_else(default)
}

fn answer(
    call: &Call<'_>,
    response: &IntegrationResponse,
    journal: &mut Journal,
) -> Result<MethodResponse, GatewayFault> {
    let Some(declared) = call.route.method.responses.get(&response.status) else {
        journal.failed(
            StepName::IntegrationResponse,
            vec![format!("the method declares no response with status {}", response.status)],
        );
        let why = format!("Output mapping refers to an invalid method response: {}", response.status);
        return Err(GatewayFault::configuration(&why));
    };
    let mut headers = Vec::new();
    let mut lines = Vec::new();
    for (target, source) in &response.parameters {
        let Some(name) = target.strip_prefix("method.response.header.") else { continue };
        if !declared.parameters.contains_key(target) {
            lines.push(format!("{name}: left out, the method response does not declare it"));
            continue;
        }
        match parameter(call, source) {
            Some(value) => {
                lines.push(format!("{name}: {value}"));
                headers.push((name.to_owned(), value));
            }
            None => lines.push(format!("{name}: left out, {source} has no value")),
        }
    }
    let accepted = call.request.header("accept").unwrap_or(JSON);
    let accepted = accepted.split([',', ';']).next().unwrap_or(accepted).trim();
    let templates = &response.templates;
    let template =
        templates.get_key_value(accepted).or_else(|| templates.get_key_value(JSON)).or_else(|| templates.iter().next());
    let body = template.map(|(_, template)| render(call, template)).transpose()?.unwrap_or_default();
    if let Some((media_type, _)) = template
        && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        headers.push(("Content-Type".to_owned(), media_type.clone()));
    }
    journal.step(StepName::IntegrationResponse, lines);
    let status = response.status.parse().unwrap_or(500);
    Ok(MethodResponse { status, headers, body: Bytes::from(body), integrated: false })
}

/// The value of a response parameter: a literal in single quotes, or a variable of the context or the stage.
fn parameter(call: &Call<'_>, source: &str) -> Option<String> {
    if let Some(literal) = source.strip_prefix('\'').and_then(|source| source.strip_suffix('\'')) {
        return Some(literal.to_owned());
    }
    value(call, Reference { name: source, arguments: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read_with_and_without_quotation_marks() {
        for (rendered, status) in [
            (r#"{"statusCode": 200}"#, Some("200")),
            ("{statusCode: 200}", Some("200")),
            ("{ \"statusCode\" : \"404\" }\n", Some("404")),
            ("{}", None),
            ("", None),
            (r#"{"statusCode": "abc"}"#, None),
            (r#"{"status": 200}"#, None),
        ] {
            assert_eq!(status_code(rendered).as_deref(), status, "{rendered}");
        }
    }

    #[test]
    fn the_status_selects_the_integration_response() {
        let response = |status: &str, pattern: Option<&str>| IntegrationResponse {
            status: status.to_owned(),
            selection_pattern: pattern.map(str::to_owned),
            ..IntegrationResponse::default()
        };
        let responses = [response("200", None), response("404", Some("404")), response("500", Some("5\\d{2}"))];
        for (status, expected) in [("200", "200"), ("404", "404"), ("503", "500"), ("4040", "200")] {
            assert_eq!(select(&responses, status).map(|chosen| chosen.status.as_str()), Some(expected), "{status}");
        }
        assert_eq!(select(&responses[1..], "200"), None);
    }
}
