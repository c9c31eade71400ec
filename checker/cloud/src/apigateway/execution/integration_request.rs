//! The integration request of the types `AWS` and `MOCK`: which template takes the body, and what it makes of it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html>

use std::collections::BTreeMap;

use super::gateway_response::GatewayFault;
use super::journal::{self, Journal};
use super::mapping::{self, MappingInput, Overrides, RenderFailed};
use super::{Call, event};
use crate::apigateway::definition::{Integration, PassthroughBehavior};
use crate::trace::StepName;

const JSON: &str = "application/json";

/// What goes to the backend.
pub(super) struct IntegrationRequest {
    pub(super) body: String,
    /// What the template set for the request and the answer.
    pub(super) overrides: Overrides,
    /// What the step says.
    pub(super) lines: Vec<String>,
}

/// Chooses the template by the request's content type and renders it; a body without one is passed on if it may.
///
/// # Errors
///
/// 415 where no template takes the body and it must not be passed on; 500 for a template that fails; 400 for a body that
/// begins like JSON and is none.
pub(super) fn make(
    call: &Call<'_>,
    integration: &Integration,
    journal: &mut Journal,
) -> Result<IntegrationRequest, GatewayFault> {
    let sent = call.request.header("content-type");
    let media_type = media_type(sent.unwrap_or(JSON));
    let said =
        sent.map_or_else(|| format!("no Content-Type, which counts as {JSON}"), |sent| format!("Content-Type {sent}"));
    let binary = event::is_binary(media_type, &call.target.definition.binary_media_types);
    let as_text = integration.content_handling.as_deref() == Some("CONVERT_TO_TEXT");
    let Some((name, template)) = for_media_type(&integration.request_templates, media_type) else {
        return passed(call, integration, &said, journal);
    };
    // With the media type binary there is no text for the template to work on, be the body empty.
    // The log of a public report: clebert/aws-simple#167; the cause and the cure: aws/chalice#1310.
    if binary && !as_text {
        let why = format!(
            "{media_type} is a binary media type of the API, and contentHandling of the integration is not \
             CONVERT_TO_TEXT"
        );
        journal.failed(StepName::IntegrationRequest, vec![why]);
        return Err(GatewayFault::configuration("Unable to transform request"));
    }
    let body = if binary {
        base64_simd::STANDARD.encode_to_string(&call.request.body)
    } else {
        String::from_utf8_lossy(&call.request.body).into_owned()
    };
    let rendered = mapping::render_with(template, &call.mapping_input(body), &Overrides::default());
    match rendered {
        Ok(rendered) => {
            let lines = vec![
                format!("{said}: the request template {name}"),
                format!("gives {}", journal::shown(&rendered.text, &call.headers)),
            ];
            Ok(IntegrationRequest { body: rendered.text, overrides: rendered.overrides, lines })
        }
        Err(RenderFailed::Body(message)) => {
            let why = format!("{said}: the request template {name} asks for a part of the body, which is no JSON");
            journal.failed(StepName::IntegrationRequest, vec![why, message.clone()]);
            let fault = GatewayFault::new("DEFAULT_4XX", message, "BadRequestException");
            Err(GatewayFault { status: 400, integrated: true, ..fault })
        }
        Err(failed @ RenderFailed::Template { .. }) => {
            let mut lines = vec![format!("{said}: the request template {name} fails")];
            lines.extend(failed.to_string().lines().map(str::to_owned));
            journal.failed(StepName::IntegrationRequest, lines);
            Err(GatewayFault::configuration("Unable to transform request"))
        }
    }
}

fn passed(
    call: &Call<'_>,
    integration: &Integration,
    said: &str,
    journal: &mut Journal,
) -> Result<IntegrationRequest, GatewayFault> {
    let templates = &integration.request_templates;
    let behavior = integration.passthrough_behavior;
    let passes = match behavior {
        PassthroughBehavior::WhenNoMatch => true,
        PassthroughBehavior::WhenNoTemplates => templates.is_empty(),
        PassthroughBehavior::Never => false,
    };
    let known: Vec<&str> = templates.keys().map(String::as_str).collect();
    let known = if known.is_empty() { "there is none".to_owned() } else { format!("only for {}", known.join(", ")) };
    let mut lines =
        vec![format!("{said}: no request template, {known}"), format!("passthroughBehavior {}", behavior.name())];
    if !passes {
        journal.failed(StepName::IntegrationRequest, lines);
        return Err(GatewayFault::new("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", "BadRequestException"));
    }
    let body = String::from_utf8_lossy(&call.request.body).into_owned();
    lines.push(format!("the body goes on as it is: {}", journal::shown(&body, &call.headers)));
    Ok(IntegrationRequest { body, overrides: Overrides::default(), lines })
}

/// A content type without its parameters.
pub(super) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or(content_type).trim()
}

/// The template for a media type, in whatever case it is written.
pub(super) fn for_media_type<'a>(templates: &'a BTreeMap<String, String>, wanted: &str) -> Option<(&'a str, &'a str)> {
    let found = templates.iter().find(|(known, _)| media_type(known).eq_ignore_ascii_case(wanted));
    found.map(|(known, template)| (known.as_str(), template.as_str()))
}

impl Call<'_> {
    /// What a template can ask for, with the body that it works on.
    pub(super) fn mapping_input(&self, body: String) -> MappingInput {
        MappingInput {
            body,
            path_parameters: self
                .route
                .path_parameters
                .keys()
                .filter_map(|name| Some((name.clone(), self.path_parameter(name)?)))
                .collect(),
            query: self.request.query.clone(),
            headers: self.headers.clone(),
            // Texts and numbers always have a JSON form.
            context: serde_json::to_value(self.context).unwrap_or_default(),
            stage_variables: self.target.variables.clone(),
        }
    }

    /// A path parameter as templates and mappings get it: decoded.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
    pub(super) fn path_parameter(&self, name: &str) -> Option<String> {
        let sent = self.route.path_parameters.get(name)?;
        Some(percent_encoding::percent_decode_str(sent).decode_utf8_lossy().into_owned())
    }
}
