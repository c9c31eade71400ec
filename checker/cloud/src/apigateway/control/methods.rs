//! Methods, their integrations and responses, as the API shows them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::http::{Answer, Call, ok};
use super::resources;
use crate::apigateway::ApiGateway;
use crate::apigateway::definition::{Integration, IntegrationResponse, IntegrationType, Method, MethodResponse};
use crate::identity::AccountId;
use crate::service_error::ServiceError;

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    Ok(ok(view(verb, &find(call, api_id, id, verb)?, id)))
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

impl ApiGateway {
    /// `PutMethod`, with all that belongs to the method.
    pub(crate) fn put_method(
        &self,
        account: &AccountId,
        api_id: &str,
        resource_id: &str,
        verb: &str,
        method: Method,
    ) -> Result<(), ServiceError> {
        if !VERBS.contains(&verb) {
            let message = format!("Invalid HttpMethod specified. Valid options are {}", VERBS.join(","));
            return Err(ServiceError::bad_request(message));
        }
        self.change(account, api_id, |api| {
            let definition = Arc::make_mut(&mut api.definition);
            let resource = definition.resources.iter_mut().find(|resource| resource.id == resource_id);
            let resource = resource.ok_or_else(resources::unknown)?;
            if resource.methods.contains_key(verb) {
                return Err(ServiceError::conflict("Method already exists for this resource"));
            }
            resource.methods.insert(verb.to_owned(), method);
            Ok(())
        })
    }
}

/// In API Gateway's order.
const VERBS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/// A method; it is not there either where its API is not.
fn find(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Result<Method, ServiceError> {
    let definition = resources::definition_of(call, api_id).ok_or_else(resources::unknown)?;
    let resource = definition.resource(id).ok_or_else(resources::unknown)?;
    let method = resource.methods.get(verb).cloned();
    method.ok_or_else(|| ServiceError::not_found("Invalid Method identifier specified"))
}

fn integration(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Result<Integration, ServiceError> {
    let integration = find(call, api_id, id, verb)?.integration;
    integration.ok_or_else(|| ServiceError::not_found("Invalid Integration identifier specified"))
}

/// A status that is none, or that has no response.
fn unknown_status(status: &str) -> ServiceError {
    let digits: Vec<u8> = status.bytes().collect();
    if matches!(digits.as_slice(), [b'1'..=b'5', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit()) {
        return ServiceError::not_found("Invalid Response status code specified");
    }
    let message = format!(
        "1 validation error detected: Value '{status}' at 'statusCode' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: [1-5]\\d\\d"
    );
    ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message)
}

/// A method with all below it.
pub(super) fn view(verb: &str, method: &Method, resource_id: &str) -> Value {
    let mut view = json!({
        "httpMethod": verb,
        "authorizationType": method.authorization_type,
        "apiKeyRequired": method.api_key_required,
    });
    if let Some(name) = &method.operation_name {
        view["operationName"] = name.as_str().into();
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

fn response_view(status: &str, response: &MethodResponse) -> Value {
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
