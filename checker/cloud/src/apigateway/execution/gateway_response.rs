//! The answers that API Gateway gives itself, and how a definition changes them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use std::collections::BTreeMap;

use super::context::RequestContext;
use super::request::ApiRequest;
use super::substitution::{Reference, substitute};
use crate::apigateway::definition::{ApiDefinition, GATEWAY_RESPONSES, GatewayResponse};

/// The body where no template says another.
const DEFAULT_TEMPLATE: &str = r#"{"message":$context.error.messageString}"#;
/// The body for a signed caller whose policies do not allow the call, where the definition says nothing: public logs.
const DENIED_TEMPLATE: &str = r#"{"Message":$context.error.messageString}"#;
/// The body of what went wrong behind the method request, where the definition says nothing: with a space.
const INTEGRATION_TEMPLATE: &str = r#"{"message": $context.error.messageString}"#;
const JSON: &str = "application/json";

/// Why API Gateway answers itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GatewayFault {
    /// One of [`GATEWAY_RESPONSES`].
    pub(super) kind: &'static str,
    pub(super) status: u16,
    pub(super) message: String,
    /// `x-amzn-ErrorType`.
    pub(super) error_type: &'static str,
    /// `$context.error.validationErrorString`: what of a body does not fit its model.
    pub(super) validation_error: String,
    /// What the execution log says of the cause.
    pub(super) log: Vec<String>,
    /// Whether it was the integration that failed.
    pub(super) integrated: bool,
}

impl GatewayFault {
    pub(super) fn new(kind: &'static str, message: impl Into<String>, error_type: &'static str) -> Self {
        let own = GATEWAY_RESPONSES.iter().find(|(name, _)| *name == kind).and_then(|(_, status)| *status);
        Self {
            kind,
            status: own.unwrap_or(500),
            message: message.into(),
            error_type,
            validation_error: String::new(),
            log: Vec::new(),
            integrated: false,
        }
    }

    /// With the line of the execution log.
    pub(super) fn logged(mut self, line: impl Into<String>) -> Self {
        self.log.push(line.into());
        self
    }

    /// 403: no deployed method takes the request.
    pub(super) fn missing_authentication_token() -> Self {
        let message = "Missing Authentication Token";
        Self::new("MISSING_AUTHENTICATION_TOKEN", message, "MissingAuthenticationTokenException")
    }

    /// 403: there is no such API, or the caller has no key.
    pub(super) fn forbidden(kind: &'static str) -> Self {
        Self::new(kind, "Forbidden", "ForbiddenException")
    }

    /// 403: a signed caller whose policies do not allow the call.
    pub(super) fn access_denied(message: impl Into<String>) -> Self {
        Self::new("ACCESS_DENIED", message, "AccessDeniedException")
    }

    /// 500: an authorizer cannot be asked. Its body is seen in public: `{"message":null}`
    /// (<https://loige.co/debugging-custom-apigateway-authorizers/>).
    pub(super) fn authorizer_configuration(why: &str) -> Self {
        Self::new("AUTHORIZER_CONFIGURATION_ERROR", "", "AuthorizerConfigurationException")
            .logged(format!("Execution failed due to configuration error: {why}"))
    }

    /// 500: the definition, or what it names, is wrong. `why` stands in the execution log alone.
    pub(super) fn configuration(why: &str) -> Self {
        Self::internal("API_CONFIGURATION_ERROR", 500)
            .logged(format!("Execution failed due to configuration error: {why}"))
    }

    /// 502: the backend gave an answer that is none.
    pub(super) fn bad_gateway(line: impl Into<String>) -> Self {
        Self::internal("DEFAULT_5XX", 502).logged(line)
    }

    fn internal(kind: &'static str, status: u16) -> Self {
        let fault = Self::new(kind, "Internal server error", "InternalServerErrorException");
        Self { status, integrated: true, ..fault }
    }

    /// 504: the backend took longer than the integration's time-out.
    pub(super) fn timeout() -> Self {
        let fault = Self::new("INTEGRATION_TIMEOUT", "Endpoint request timed out", "InternalServerErrorException");
        Self { integrated: true, ..fault }.logged("Execution failed due to a timeout error")
    }

    /// 500: Lambda refused to invoke the function.
    pub(super) fn refused_by_lambda(status: u16, request_id: &str, why: &str) -> Self {
        let why = if why.is_empty() { String::new() } else { format!(" {why}") };
        Self::internal("API_CONFIGURATION_ERROR", 500)
            .logged(format!("Lambda invocation failed with status: {status}. Lambda request id: {request_id}"))
            .logged(format!("Execution failed due to configuration error:{why}"))
    }

    /// 413: the event would be too large for Lambda. Definitions cannot change this answer.
    pub(super) fn too_large() -> Self {
        Self::new("REQUEST_TOO_LARGE", "Request Too Long", "RequestTooLargeException")
    }

    /// 501, which AWS never answers: a part of API Gateway that is not there.
    pub(super) fn not_emulated(what: &str) -> Self {
        let message = format!("{what} is a part of API Gateway that this cloud does not emulate");
        Self { status: 501, ..Self::new("DEFAULT_5XX", message.clone(), "NotImplemented") }.logged(message)
    }
}

/// The request that a fault is answered for: where parameters and variables come from.
pub(super) struct CausedBy<'a> {
    pub(super) context: Option<&'a RequestContext>,
    pub(super) request: &'a ApiRequest,
    pub(super) path_parameters: &'a BTreeMap<String, String>,
    pub(super) stage_variables: &'a BTreeMap<String, String>,
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    /// The type whose settings were taken; `None` for API Gateway's own.
    pub(super) customised_by: Option<String>,
}

/// Makes the answer: by the definition's response of the exact type, else by its default of the status's class, else API
/// Gateway's own.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html>
pub(super) fn render(fault: &GatewayFault, definition: Option<&ApiDefinition>, caused_by: &CausedBy<'_>) -> Rendered {
    let CausedBy { context, request, path_parameters, stage_variables } = *caused_by;
    let default = if fault.status >= 500 { "DEFAULT_5XX" } else { "DEFAULT_4XX" };
    let responses = definition.filter(|_| fault.kind != "REQUEST_TOO_LARGE").map(|known| &known.gateway_responses);
    let chosen = responses.and_then(|known| known.get_key_value(fault.kind).or_else(|| known.get_key_value(default)));
    let own = GatewayResponse::default();
    let response = chosen.map_or(&own, |(_, response)| response);
    let own_template = match fault {
        _ if chosen.is_some() => DEFAULT_TEMPLATE,
        GatewayFault { integrated: true, .. } => INTEGRATION_TEMPLATE,
        GatewayFault { error_type: "AccessDeniedException", .. } => DENIED_TEMPLATE,
        _ => DEFAULT_TEMPLATE,
    };
    let (media_type, template) = template(response, request.header("accept")).unwrap_or((JSON, own_template));
    let variable = |name: &str| match name {
        "context.error.message" => Some(fault.message.clone()),
        "context.error.messageString" if fault.message.is_empty() => Some("null".to_owned()),
        "context.error.messageString" => Some(serde_json::Value::from(fault.message.as_str()).to_string()),
        "context.error.responseType" => Some(fault.kind.to_owned()),
        // Escaped, and without quotation marks around it: the templates of public APIs put it between their own, and
        // their clients read the answer as JSON.
        "context.error.validationErrorString" => Some(escaped(&fault.validation_error)),
        _ => name
            .strip_prefix("context.")
            .map(|path| context.and_then(|context| context.variable(path)).unwrap_or_default())
            .or_else(|| Some(stage_variables.get(name.strip_prefix("stageVariables.")?).cloned().unwrap_or_default()))
            .or_else(|| {
                Some(
                    request_parameter(name.strip_prefix("method.request.")?, request, path_parameters)
                        .unwrap_or_default(),
                )
            }),
    };
    let plain = |reference: Reference<'_>| reference.arguments.is_none().then(|| variable(reference.name)).flatten();
    let body = substitute(template, plain);
    let mut headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
    for (name, value) in &response.parameters {
        let Some(name) = name.strip_prefix("gatewayresponse.header.") else { continue };
        let literal = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).map(str::to_owned);
        let Some(value) = literal.or_else(|| variable(value)) else { continue };
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.to_owned(), value));
    }
    Rendered {
        status: response.status.as_ref().and_then(|status| status.parse().ok()).unwrap_or(fault.status),
        headers,
        body,
        customised_by: chosen.map(|(name, _)| name.clone()),
    }
}

/// The template for what the caller accepts; JSON where nothing fits.
fn template<'a>(response: &'a GatewayResponse, accept: Option<&str>) -> Option<(&'a str, &'a str)> {
    let templates = &response.templates;
    let mut accepted =
        accept.unwrap_or_default().split(',').map(|range| range.split(';').next().unwrap_or(range).trim());
    let fitting = accepted.find_map(|media_type| templates.get_key_value(media_type));
    let chosen = fitting.or_else(|| templates.get_key_value(JSON)).or_else(|| templates.iter().next());
    chosen.map(|(media_type, template)| (media_type.as_str(), template.as_str()))
}

/// `header.NAME`, `querystring.NAME`, `path.NAME`.
fn request_parameter(name: &str, request: &ApiRequest, path: &BTreeMap<String, String>) -> Option<String> {
    let (place, name) = name.split_once('.')?;
    match place {
        "header" => request.header(name).map(str::to_owned),
        "querystring" => request.query_parameter(name).map(str::to_owned),
        "path" => path.get(name).cloned(),
        _ => None,
    }
}

/// A text as it stands between the quotation marks of JSON.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(responses: &[(&str, GatewayResponse)]) -> ApiDefinition {
        let gateway_responses =
            responses.iter().map(|(name, response)| ((*name).to_owned(), response.clone())).collect();
        ApiDefinition { gateway_responses, ..ApiDefinition::default() }
    }

    fn with_header(value: &str) -> GatewayResponse {
        let name = "gatewayresponse.header.Access-Control-Allow-Origin".to_owned();
        GatewayResponse { parameters: [(name, value.to_owned())].into(), ..GatewayResponse::default() }
    }

    fn rendered(fault: &GatewayFault, definition: &ApiDefinition) -> Rendered {
        let request = ApiRequest {
            headers: vec![("Origin".to_owned(), "http://site".to_owned())],
            query: vec![("q".to_owned(), "1".to_owned())],
            ..ApiRequest::default()
        };
        let caused_by = CausedBy {
            context: None,
            request: &request,
            path_parameters: &[("id".to_owned(), "7".to_owned())].into(),
            stage_variables: &[("name".to_owned(), "chat".to_owned())].into(),
        };
        render(fault, Some(definition), &caused_by)
    }

    #[test]
    fn there_are_21_types_with_aws_own_statuses() {
        assert_eq!(GATEWAY_RESPONSES.len(), 21);
        assert!(GATEWAY_RESPONSES.is_sorted());
        let without: Vec<_> =
            GATEWAY_RESPONSES.iter().filter(|(_, status)| status.is_none()).map(|(name, _)| *name).collect();
        assert_eq!(without, ["DEFAULT_4XX", "DEFAULT_5XX"]);
    }

    #[test]
    fn the_message_is_the_default_body() {
        let answer = rendered(&GatewayFault::missing_authentication_token(), &definition(&[]));
        assert_eq!(answer.status, 403);
        assert_eq!(answer.body, r#"{"message":"Missing Authentication Token"}"#);
        assert_eq!(answer.headers, [("Content-Type".to_owned(), JSON.to_owned())]);
    }

    /// Real answers of May 2025 have 36 bytes.
    #[test]
    fn what_fails_behind_the_method_request_has_a_space_unless_the_definition_says_something() {
        let fault = GatewayFault::configuration("x");
        assert_eq!(rendered(&fault, &definition(&[])).body, r#"{"message": "Internal server error"}"#);
        let customised = definition(&[("DEFAULT_5XX", with_header("'*'"))]);
        assert_eq!(rendered(&fault, &customised).body, r#"{"message":"Internal server error"}"#);
    }

    #[test]
    fn the_exact_type_comes_before_the_default_of_its_class() {
        let teapot = GatewayResponse { status: Some("418".to_owned()), ..GatewayResponse::default() };
        let both = definition(&[
            ("DEFAULT_4XX", with_header("'*'")),
            ("MISSING_AUTHENTICATION_TOKEN", teapot.clone()),
            ("DEFAULT_5XX", with_header("'5'")),
        ]);
        let exact = rendered(&GatewayFault::missing_authentication_token(), &both);
        assert_eq!((exact.status, exact.headers.len()), (418, 1), "nothing of the default");
        assert_eq!(exact.body, r#"{"message":"Missing Authentication Token"}"#, "the template stays");
        let default = rendered(&GatewayFault::forbidden("INVALID_API_KEY"), &both);
        assert_eq!((default.status, default.headers[1].1.as_str()), (403, "*"));
        let fifth = rendered(&GatewayFault::bad_gateway("x"), &both);
        assert_eq!((fifth.status, fifth.headers[1].1.as_str()), (502, "5"));
        let all = definition(&[("DEFAULT_4XX", teapot)]);
        assert_eq!(rendered(&GatewayFault::forbidden("INVALID_API_KEY"), &all).status, 418);
    }

    #[test]
    fn request_too_large_cannot_be_customised() {
        let teapot = GatewayResponse { status: Some("418".to_owned()), ..GatewayResponse::default() };
        let all = definition(&[("REQUEST_TOO_LARGE", teapot.clone()), ("DEFAULT_4XX", teapot)]);
        assert_eq!(rendered(&GatewayFault::too_large(), &all).status, 413);
    }

    #[test]
    fn templates_and_parameters_are_plain_substitution() {
        let body =
            "$context.error.message|$context.error.messageString|$context.error.responseType|$stageVariables.name|#set";
        let mut response = with_header("method.request.header.origin");
        response.templates.insert("text/plain".to_owned(), body.to_owned());
        response.parameters.insert("gatewayresponse.header.X-Type".to_owned(), "context.error.responseType".to_owned());
        response
            .parameters
            .insert("gatewayresponse.header.X-Query".to_owned(), "method.request.querystring.q".to_owned());
        response.parameters.insert("gatewayresponse.header.X-Id".to_owned(), "method.request.path.id".to_owned());
        let answer = rendered(&GatewayFault::forbidden("ACCESS_DENIED"), &definition(&[("ACCESS_DENIED", response)]));
        assert_eq!(answer.body, r#"Forbidden|"Forbidden"|ACCESS_DENIED|chat|#set"#);
        let headers: BTreeMap<_, _> = answer.headers.into_iter().collect();
        assert_eq!(headers["Content-Type"], "text/plain");
        assert_eq!(headers["Access-Control-Allow-Origin"], "http://site");
        assert_eq!((headers["X-Type"].as_str(), headers["X-Query"].as_str()), ("ACCESS_DENIED", "1"));
        assert_eq!(headers["X-Id"], "7");
    }

    #[test]
    fn what_does_not_fit_is_escaped_for_json() {
        let fault = GatewayFault::new("BAD_REQUEST_BODY", "Invalid request body", "BadRequestException");
        let validation_error = r#"[object has missing required properties (["name"])]"#.to_owned();
        let fault = GatewayFault { validation_error, ..fault };
        let template = r#"{"message":$context.error.messageString,"why":"$context.error.validationErrorString"}"#;
        let response = GatewayResponse {
            templates: [(JSON.to_owned(), template.to_owned())].into(),
            ..GatewayResponse::default()
        };
        let answer = rendered(&fault, &definition(&[("BAD_REQUEST_BODY", response)]));
        let expected =
            r#"{"message":"Invalid request body","why":"[object has missing required properties ([\"name\"])]"}"#;
        assert_eq!(answer.body, expected);
        assert_eq!(rendered(&fault, &definition(&[])).body, r#"{"message":"Invalid request body"}"#);
    }
}
