//! Methods, their integrations and responses, as the API shows them. What makes them stands in `put_method`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::http::{Answer, Call, ok};
use super::resources;
use crate::apigateway::definition::{
    ApiDefinition, Integration, IntegrationResponse, IntegrationType, Method, MethodResponse,
};
use crate::service_error::ServiceError;

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    let definition = resources::definition_of(call, api_id).ok_or_else(resources::unknown)?;
    Ok(ok(view(verb, &find(call, api_id, id, verb)?, id, &definition)))
}

pub(super) fn get_response(call: &Call<'_>, api_id: &str, id: &str, verb: &str, status: &str) -> Answer {
    let method = find(call, api_id, id, verb)?;
    let response = method.responses.get(status).ok_or_else(|| unknown_status(status))?;
    Ok(ok(response_view(status, response)))
}

pub(super) fn get_integration(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    Ok(ok(integration_view(&integration(call, api_id, id, verb)?, id)))
}

pub(super) fn get_integration_response(call: &Call<'_>, api_id: &str, id: &str, verb: &str, status: &str) -> Answer {
    let integration = integration(call, api_id, id, verb)?;
    let response = integration.responses.iter().rfind(|response| response.status == status);
    Ok(ok(integration_response_view(response.ok_or_else(|| unknown_status(status))?)))
}

/// A method; it is not there either where its API is not.
fn find(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Result<Method, ServiceError> {
    let definition = resources::definition_of(call, api_id).ok_or_else(resources::unknown)?;
    let resource = definition.resource(id).ok_or_else(resources::unknown)?;
    let method = resource.methods.get(verb).cloned();
    method.ok_or_else(unknown)
}

/// A method that is not there.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Method identifier specified")
}

fn integration(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Result<Integration, ServiceError> {
    let integration = find(call, api_id, id, verb)?.integration;
    integration.ok_or_else(|| ServiceError::not_found("Invalid Integration identifier specified"))
}

/// A status that is none, or that has no response.
fn unknown_status(status: &str) -> ServiceError {
    check_status(status).err().unwrap_or_else(|| ServiceError::not_found("Invalid Response status code specified"))
}

/// A status, as text.
pub(super) fn check_status(status: &str) -> Result<(), ServiceError> {
    let digits: Vec<u8> = status.bytes().collect();
    if matches!(digits.as_slice(), [b'1'..=b'5', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit()) {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value '{status}' at 'statusCode' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: [1-5]\\d\\d"
    );
    Err(ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message))
}

/// A method with all below it.
pub(super) fn view(verb: &str, method: &Method, resource_id: &str, definition: &ApiDefinition) -> Value {
    let mut view = json!({
        "httpMethod": verb,
        "authorizationType": method.authorization_type,
        "apiKeyRequired": method.api_key_required,
    });
    if let Some(name) = &method.operation_name {
        view["operationName"] = name.as_str().into();
    }
    if let Some(authorizer) = &method.authorizer {
        view["authorizerId"] = authorizer.as_str().into();
    }
    if !method.authorization_scopes.is_empty() {
        view["authorizationScopes"] = method.authorization_scopes.clone().into();
    }
    if let Some(validator) = definition.request_validator(method) {
        view["requestValidatorId"] = validator.id.as_str().into();
    }
    put(&mut view, "requestParameters", &method.request_parameters);
    put(&mut view, "requestModels", &method.request_models);
    if !method.responses.is_empty() {
        let responses = method.responses.iter();
        view["methodResponses"] =
            responses.map(|(status, response)| (status.clone(), response_view(status, response))).collect();
    }
    if let Some(integration) = &method.integration {
        view["methodIntegration"] = integration_view(integration, resource_id);
    }
    view
}

pub(super) fn response_view(status: &str, response: &MethodResponse) -> Value {
    let mut view = json!({"statusCode": status});
    put(&mut view, "responseParameters", &response.parameters);
    put(&mut view, "responseModels", &response.models);
    view
}

fn integration_view(integration: &Integration, resource_id: &str) -> Value {
    let mut view = json!({
        "type": integration.kind.name(),
        "passthroughBehavior": integration.passthrough_behavior.name(),
        "timeoutInMillis": u64::try_from(integration.timeout.as_millis()).unwrap_or_default(),
        "cacheNamespace": resource_id,
        "cacheKeyParameters": [],
    });
    if matches!(integration.kind, IntegrationType::Http | IntegrationType::HttpProxy) {
        view["connectionType"] = "INTERNET".into();
    }
    let texts = [
        ("httpMethod", &integration.http_method),
        ("uri", &integration.uri),
        ("credentials", &integration.credentials),
        ("contentHandling", &integration.content_handling),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            view[name] = text.as_str().into();
        }
    }
    put(&mut view, "requestParameters", &integration.request_parameters);
    put(&mut view, "requestTemplates", &integration.request_templates);
    if !integration.responses.is_empty() {
        // One for each status: of two the later one is kept.
        let responses = integration.responses.iter();
        let responses: Map<String, Value> =
            responses.map(|response| (response.status.clone(), integration_response_view(response))).collect();
        view["integrationResponses"] = responses.into();
    }
    view
}

fn integration_response_view(response: &IntegrationResponse) -> Value {
    let mut view = json!({"statusCode": response.status});
    for (name, text) in
        [("selectionPattern", &response.selection_pattern), ("contentHandling", &response.content_handling)]
    {
        if let Some(text) = text {
            view[name] = text.as_str().into();
        }
    }
    put(&mut view, "responseParameters", &response.parameters);
    put(&mut view, "responseTemplates", &response.templates);
    view
}

/// An empty map is not shown.
fn put<T: Clone + Into<Value>>(view: &mut Value, name: &str, map: &BTreeMap<String, T>) {
    if !map.is_empty() {
        view[name] = map.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
    }
}
