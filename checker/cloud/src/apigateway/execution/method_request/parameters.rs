//! Required parameters: each must be there, and not blank.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-validation-test.html>

use std::collections::BTreeMap;

use super::super::gateway_response::GatewayFault;
use super::super::request::ApiRequest;
use crate::apigateway::execution::Call;

pub(super) fn validate(call: &Call<'_>, validator: &str, lines: &mut Vec<String>) -> Result<(), GatewayFault> {
    let missing = missing(&call.route.method.request_parameters, &call.route.path_parameters, call.request);
    if missing.is_empty() {
        lines.push(format!("request validator {validator}: no required parameter is missing"));
        return Ok(());
    }
    let places: Vec<String> = missing.iter().map(|(place, name)| format!("{place} parameter {name}")).collect();
    lines.push(format!("request validator {validator}: missing or blank: {}", places.join(", ")));
    let names: Vec<&str> = missing.into_iter().map(|(_, name)| name).collect();
    let message = format!("Missing required request parameters: [{}]", names.join(", "));
    Err(GatewayFault::new("BAD_REQUEST_PARAMETERS", message, "BadRequestException"))
}

/// Place and name of each required parameter that is missing or blank, in the order of `header`, `path`, `querystring`,
/// as recorded.
fn missing<'a>(
    declared: &'a BTreeMap<String, bool>,
    path: &BTreeMap<String, String>,
    request: &ApiRequest,
) -> Vec<(&'a str, &'a str)> {
    let required = declared.iter().filter(|(_, required)| **required);
    let required = required.filter_map(|(location, _)| location.strip_prefix("method.request.")?.split_once('.'));
    let is_missing = |(place, name): &(&str, &str)| {
        let value = match *place {
            "header" => request.header(name),
            "path" => path.get(*name).map(String::as_str),
            "querystring" => request.query_parameter(name),
            _ => return false,
        };
        value.is_none_or(|value| value.trim().is_empty())
    };
    required.filter(is_missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_counts_as_missing_and_the_order_is_header_path_query() {
        let declared: BTreeMap<String, bool> = [
            ("method.request.querystring.q", true),
            ("method.request.querystring.there", true),
            ("method.request.querystring.optional", false),
            ("method.request.path.id", true),
            ("method.request.path.other", true),
            ("method.request.header.X-Here", true),
            ("method.request.header.X-Blank", true),
        ]
        .map(|(name, required)| (name.to_owned(), required))
        .into();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = ApiRequest {
            headers: vec![pair("x-here", "1"), pair("X-Blank", " ")],
            query: vec![pair("there", "1"), pair("q", "")],
            ..ApiRequest::default()
        };
        let found = missing(&declared, &[pair("id", "7")].into(), &request);
        assert_eq!(found, [("header", "X-Blank"), ("path", "other"), ("querystring", "q")]);
    }
}
