//! Methods of REST APIs that a template writes as resources of their own, without an `OpenAPI` definition.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html>

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Made, Refused, refused};
use crate::apigateway::control::validator_name;
use crate::apigateway::definition::{
    Integration, IntegrationResponse, IntegrationType, LONGEST_TIMEOUT, Method, MethodResponse, PassthroughBehavior,
    check_integration_parameter, check_response_parameter, check_target,
};
use crate::service_error::ServiceError;
use crate::state::State;
use crate::template::{Node, Position, Resource};

/// `AWS::ApiGateway::Method`: the method, its responses, its integration and that one's responses.
pub(super) fn create(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| wanted.properties.get(name).and_then(Node::scalar).unwrap_or_default();
    let (api, resource, verb) = (text("RestApiId"), text("ResourceId"), text("HttpMethod").to_uppercase());
    let about = format!("{verb} {resource}");
    let mut reading = Reading { about, made: Vec::new() };
    let mut method = reading.method(&wanted.properties);
    if let Some(id) = wanted.properties.get("RequestValidatorId") {
        let named = state.apigateway.read().get(&api).map(|known| known.definition.clone()).unwrap_or_default();
        match validator_name(&named, id.scalar().as_deref()) {
            Ok(name) => method.request_validator = name,
            Err(error) => reading.made.push(refused("apigateway:PutMethod", &reading.about, &id.at, error)),
        }
    }
    if reading.made.is_empty()
        && let Err(error) = state.apigateway.put_method(&state.account, &api, &resource, &verb, method)
    {
        return vec![refused("apigateway:PutMethod", &reading.about, &wanted.at, error)];
    }
    reading.made
}

/// A method under way, and what is refused of it.
struct Reading {
    about: String,
    made: Vec<Refused>,
}

impl Reading {
    fn refuse(&mut self, action: &'static str, at: &Position, (message, hint): (String, String)) {
        let error = ServiceError::bad_request(message).with_hint(hint);
        self.made.push(refused(action, &self.about, at, error));
    }

    fn method(&mut self, properties: &Node) -> Method {
        let text = |name: &str| properties.get(name).and_then(Node::scalar);
        let mut method = Method {
            operation_name: text("OperationName"),
            authorization_type: text("AuthorizationType").unwrap_or_else(|| "NONE".to_owned()),
            authorizer: text("AuthorizerId"),
            authorization_scopes: items(properties.get("AuthorizationScopes")),
            api_key_required: properties.get("ApiKeyRequired").and_then(Node::as_bool).unwrap_or_default(),
            request_parameters: switches(properties.get("RequestParameters")),
            request_models: texts(properties.get("RequestModels")),
            ..Method::default()
        };
        for response in properties.get("MethodResponses").and_then(Node::items).unwrap_or_default() {
            let status = response.get("StatusCode").and_then(Node::scalar).unwrap_or_default();
            let parameters = switches(response.get("ResponseParameters"));
            method
                .responses
                .insert(status, MethodResponse { parameters, models: texts(response.get("ResponseModels")) });
        }
        method.integration = properties.get("Integration").map(|node| self.integration(node, &method));
        method
    }

    fn integration(&mut self, node: &Node, method: &Method) -> Integration {
        const ACTION: &str = "apigateway:PutIntegration";
        let text = |name: &str| node.get(name).and_then(Node::scalar);
        // The schema allows no other names.
        let kind = text("Type").and_then(|name| IntegrationType::named(&name)).unwrap_or(IntegrationType::Mock);
        let (http_method, uri) = (text("IntegrationHttpMethod"), text("Uri"));
        if let Err(refused) = check_target(kind, http_method.as_deref(), uri.as_deref()) {
            let at = node.get("Uri").map_or(&node.at, |uri| &uri.at);
            self.refuse(ACTION, at, refused);
        }
        let declared = |name: &str| method.request_parameters.contains_key(name);
        for entry in node.get("RequestParameters").and_then(Node::entries).unwrap_or_default() {
            let source = entry.value.scalar().unwrap_or_default();
            if let Err(refused) = check_integration_parameter(&entry.key, &source, &declared) {
                self.refuse(ACTION, &entry.value.at, refused);
            }
        }
        let timeout = node.get("TimeoutInMillis").and_then(Node::as_i64).and_then(|millis| u64::try_from(millis).ok());
        let behavior = text("PassthroughBehavior").and_then(|name| PassthroughBehavior::named(&name));
        let responses = node.get("IntegrationResponses").and_then(Node::items).unwrap_or_default();
        Integration {
            kind,
            http_method,
            uri,
            credentials: text("Credentials"),
            passthrough_behavior: behavior.unwrap_or_default(),
            request_parameters: texts(node.get("RequestParameters")),
            request_templates: texts(node.get("RequestTemplates")),
            content_handling: text("ContentHandling"),
            timeout: timeout.map_or(LONGEST_TIMEOUT, Duration::from_millis),
            responses: responses.iter().map(|response| self.response(response, method)).collect(),
        }
    }

    fn response(&mut self, node: &Node, method: &Method) -> IntegrationResponse {
        let text = |name: &str| node.get(name).and_then(Node::scalar);
        let status = text("StatusCode").unwrap_or_default();
        let declared = method.responses.get(&status);
        for entry in node.get("ResponseParameters").and_then(Node::entries).unwrap_or_default() {
            let source = entry.value.scalar().unwrap_or_default();
            let has = |name: &str| declared.is_some_and(|declared| declared.parameters.contains_key(name));
            let has: Option<&dyn Fn(&str) -> bool> = declared.is_some().then_some(&has);
            if let Err(refused) = check_response_parameter(&entry.key, &source, &status, has) {
                self.refuse("apigateway:PutIntegrationResponse", &entry.value.at, refused);
            }
        }
        IntegrationResponse {
            selection_pattern: text("SelectionPattern").filter(|pattern| !pattern.is_empty()),
            parameters: texts(node.get("ResponseParameters")),
            templates: texts(node.get("ResponseTemplates")),
            content_handling: text("ContentHandling"),
            status,
        }
    }
}

fn items(node: Option<&Node>) -> Vec<String> {
    node.and_then(Node::items).unwrap_or_default().iter().filter_map(Node::scalar).collect()
}

fn texts(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.and_then(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.value.scalar()?))).collect()
}

fn switches(node: Option<&Node>) -> BTreeMap<String, bool> {
    let entries = node.and_then(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.clone(), entry.value.as_bool().unwrap_or_default())).collect()
}
