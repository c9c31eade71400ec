//! The body, compared with the model for its media type. A media type without a model is not looked at.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::gateway_response::GatewayFault;
use crate::apigateway::execution::Call;
use crate::apigateway::validation::Violation;

/// What a body without `Content-Type` counts as.
const JSON: &str = "application/json";
/// What is said of a body that is no JSON. An empty one is none either: in the log of a console's test of 2021, and in
/// two public tests against deployed APIs.
const UNREADABLE: &str = "Unknown error parsing request body";
/// So many violations are told in the trace; the log has all of them.
const TOLD: usize = 10;

pub(super) fn validate(call: &Call<'_>, validator: &str, lines: &mut Vec<String>) -> Result<(), GatewayFault> {
    let media_type = media_type(call.request.header("content-type"));
    let Some((key, model)) = model(&call.route.method.request_models, media_type) else {
        lines.push(format!("request validator {validator}: {media_type} has no model, so the body is not looked at"));
        return Ok(());
    };
    let said = format!("request validator {validator}: model {model} for {key}");
    let Ok(value) = serde_json::from_slice::<Value>(&call.request.body) else {
        let what = if call.request.body.is_empty() { "there is no body" } else { "the body is no JSON" };
        lines.push(format!("{said}: {what}"));
        return Err(fault(media_type, UNREADABLE));
    };
    let target = call.target;
    let violations = target
        .validators
        .violations(&target.definition, model, &value)
        .map_err(|why| GatewayFault::not_emulated(&format!("validating a body, as {why},")))?;
    if violations.is_empty() {
        lines.push(format!("{said}: the body fits"));
        return Ok(());
    }
    for Violation { pointer, message } in violations.iter().take(TOLD) {
        let place = if pointer.is_empty() { "the body" } else { pointer };
        lines.push(format!("{said}: {place}: {message}"));
    }
    if violations.len() > TOLD {
        lines.push(format!("{said}: and {} more", violations.len() - TOLD));
    }
    let messages: Vec<&str> = violations.iter().map(|violation| violation.message.as_str()).collect();
    Err(fault(media_type, &messages.join(", ")))
}

fn fault(media_type: &str, messages: &str) -> GatewayFault {
    let fault = GatewayFault::new("BAD_REQUEST_BODY", "Invalid request body", "BadRequestException");
    GatewayFault { validation_error: format!("[{messages}]"), ..fault }
        .logged(format!("Request body does not match model schema for content type {media_type}: [{messages}]"))
}

/// What stands before the parameters.
fn media_type(header: Option<&str>) -> &str {
    let media_type = header.unwrap_or(JSON);
    let media_type = media_type.split(';').next().unwrap_or(media_type).trim();
    if media_type.is_empty() { JSON } else { media_type }
}

/// The model of a media type, else that of `$default`.
fn model<'a>(models: &'a BTreeMap<String, String>, media_type: &str) -> Option<(&'a str, &'a str)> {
    let own = models.iter().find(|(key, _)| key.eq_ignore_ascii_case(media_type));
    own.or_else(|| models.get_key_value("$default")).map(|(key, model)| (key.as_str(), model.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_chooses_the_model() {
        let models: BTreeMap<String, String> = [("application/json", "A"), ("text/csv", "B")]
            .map(|(key, model)| (key.to_owned(), model.to_owned()))
            .into();
        let chosen = |header: Option<&str>| model(&models, media_type(header)).map(|(_, model)| model);
        assert_eq!(chosen(None), Some("A"));
        assert_eq!(chosen(Some("")), Some("A"));
        assert_eq!(chosen(Some("application/json; charset=utf-8")), Some("A"));
        assert_eq!(chosen(Some("Application/JSON")), Some("A"));
        assert_eq!(chosen(Some("text/csv")), Some("B"));
        assert_eq!(chosen(Some("text/plain")), None);
        let mut with_default = models.clone();
        with_default.insert("$default".to_owned(), "D".to_owned());
        assert_eq!(model(&with_default, "text/plain"), Some(("$default", "D")));
        assert_eq!(model(&with_default, "text/csv"), Some(("text/csv", "B")));
    }
}
