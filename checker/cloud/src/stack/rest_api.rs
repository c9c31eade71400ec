//! REST APIs of a stack, their deployments and stages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Made, Refused, refused};
use crate::apigateway::control::models::{self, NewModel};
use crate::apigateway::control::request_validators::NewRequestValidator;
use crate::apigateway::definition::{self, ApiDefinition, GatewayResponse, Warning};
use crate::apigateway::{NewStage, RestApi, StageChange};
use crate::service_error::ServiceError;
use crate::state::State;
use crate::template::view::{DeploymentProperties, RestApiProperties, StageProperties};
use crate::template::{Node, Position, Resource};

/// `AWS::ApiGateway::RestApi`: from its definition, or empty.
pub(super) fn create(state: &State, wanted: &RestApiProperties, at: &Position) -> Made {
    let (definition, warnings) = match definition_of(wanted, at) {
        Ok(read) => read,
        Err(made) => return made,
    };
    let mut api = RestApi::new(&wanted.id, definition);
    api.warnings = warnings;
    api.endpoint_type.clone_from(&wanted.endpoint_type);
    state.apigateway.write().insert(wanted.id.clone(), api);
    Vec::new()
}

/// Another definition for an API that is there, in place of all that it had: `PutRestApi` in its mode `overwrite`. What is
/// deployed stays as it was deployed.
pub(super) fn update(state: &State, wanted: &RestApiProperties, at: &Position) -> Made {
    let (definition, warnings) = match definition_of(wanted, at) {
        Ok(read) => read,
        Err(made) => return made,
    };
    let put = state.apigateway.change(&state.account, &wanted.id, |api| {
        api.definition = Arc::new(definition);
        api.warnings = warnings;
        api.endpoint_type.clone_from(&wanted.endpoint_type);
        Ok(())
    });
    put.err().map(|error| refused("apigateway:PutRestApi", &wanted.id, at, error)).into_iter().collect()
}

/// What an API is to be, with what is doubtful in it.
fn definition_of(wanted: &RestApiProperties, at: &Position) -> Result<(ApiDefinition, Vec<Warning>), Made> {
    let mut warnings = Vec::new();
    let mut definition = match &wanted.body {
        None => ApiDefinition {
            resources: vec![definition::Resource::root(&wanted.root_id)],
            models: models::of_a_new_api(&wanted.id),
            ..ApiDefinition::default()
        },
        Some(body) => {
            let imported = import(wanted, body)?;
            warnings = imported.warnings;
            imported.definition
        }
    };
    if let Some(name) = &wanted.name {
        definition.name.clone_from(&name.text);
    }
    if definition.name.is_empty() {
        let error = ServiceError::bad_request("Invalid API name").with_hint("Name is needed where there is no Body");
        return Err(vec![refused("apigateway:CreateRestApi", &wanted.id, at, error)]);
    }
    if wanted.description.is_some() {
        definition.description.clone_from(&wanted.description);
    }
    definition.binary_media_types.extend(wanted.binary_media_types.iter().cloned());
    Ok((definition, warnings))
}

/// One refusal for each fault, so that each has its place; on AWS one message holds all of them.
fn import(wanted: &RestApiProperties, body: &Node) -> Result<definition::Imported, Made> {
    let refuse = |message: String, hint: &str, at: &Position| {
        let error = ServiceError::bad_request(message).with_hint(hint);
        refused("apigateway:ImportRestApi", &wanted.id, at, error)
    };
    let imported = definition::import(body, &wanted.id, &wanted.root_id).map_err(|failed| {
        let told = |fault: &definition::Fault| {
            let message = if failed.unreadable {
                fault.message.clone()
            } else {
                format!("Errors found during import: {}", fault.message)
            };
            refuse(message, &fault.hint, &fault.at)
        };
        failed.faults.iter().map(told).collect::<Vec<Refused>>()
    })?;
    let doubtful = imported.warnings.iter().filter(|warning| wanted.fail_on_warnings && warning.from_aws);
    let doubtful: Made = doubtful
        .map(|warning| {
            let message = format!("Warnings found during import: {}", warning.message);
            refuse(message, "FailOnWarnings is true", &warning.at)
        })
        .collect();
    if doubtful.is_empty() { Ok(imported) } else { Err(doubtful) }
}

/// `AWS::ApiGateway::Deployment`, with the stage that it may name.
pub(super) fn deploy(state: &State, wanted: &DeploymentProperties, at: &Position) -> Made {
    let api = &wanted.rest_api_id;
    let description = wanted.description.clone();
    if let Err(error) = state.apigateway.deploy(&state.account, api, Some(&wanted.id), description) {
        return vec![refused("apigateway:CreateDeployment", api, at, error)];
    }
    let Some(name) = &wanted.stage_name else { return Vec::new() };
    let new = NewStage { name: name.text.clone(), deployment_id: wanted.id.clone(), ..NewStage::default() };
    let created = state.apigateway.create_stage(&state.account, api, new);
    created.err().map(|error| refused("apigateway:CreateStage", &name.text, &name.at, error)).into_iter().collect()
}

/// `AWS::ApiGateway::Stage`.
pub(super) fn create_stage(state: &State, wanted: &StageProperties) -> Made {
    let new = NewStage {
        name: wanted.name.clone(),
        deployment_id: wanted.deployment_id.clone(),
        variables: wanted.variables.iter().cloned().collect::<BTreeMap<_, _>>(),
        description: wanted.description.clone(),
    };
    let created = state.apigateway.create_stage(&state.account, &wanted.rest_api_id, new);
    let about = &wanted.name;
    created.err().map(|error| refused("apigateway:CreateStage", about, &wanted.at, error)).into_iter().collect()
}

/// A stage that is there: the deployment that it serves, and its variables.
pub(super) fn update_stage(state: &State, old: &StageProperties, new: &StageProperties) -> Made {
    let gone = old.variables.iter().filter(|(name, _)| !new.variables.iter().any(|(known, _)| known == name));
    let set = new.variables.iter().map(|(name, value)| (name.clone(), Some(value.clone())));
    let change = StageChange {
        deployment_id: Some(new.deployment_id.clone()),
        variables: gone.map(|(name, _)| (name.clone(), None)).chain(set).collect(),
        description: new.description.clone(),
    };
    let updated = state.apigateway.update_stage(&state.account, &new.rest_api_id, &new.name, change);
    updated.err().map(|error| refused("apigateway:UpdateStage", &new.name, &new.at, error)).into_iter().collect()
}

/// Deletes a stage; one that is gone with its API needs no deleting.
pub(super) fn delete_stage(state: &State, old: &StageProperties) {
    if let Some(api) = state.apigateway.write().get_mut(&old.rest_api_id) {
        api.stages.remove(&old.name);
    }
}

/// `AWS::ApiGateway::Resource`.
pub(super) fn create_resource(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| wanted.properties.get(name).and_then(Node::scalar).unwrap_or_default();
    let (api, parent, part) = (text("RestApiId"), text("ParentId"), text("PathPart"));
    let created = state.apigateway.create_resource(&state.account, &api, Some(&wanted.physical_id), &parent, &part);
    let at = wanted.properties.get("PathPart").map_or(&wanted.at, |part| &part.at);
    created.err().map(|error| refused("apigateway:CreateResource", &part, at, error)).into_iter().collect()
}

/// `AWS::ApiGateway::Model`. The schema may be a map or text.
pub(super) fn create_model(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| wanted.properties.get(name).and_then(Node::scalar);
    let schema = wanted.properties.get("Schema");
    let new = NewModel {
        name: text("Name").unwrap_or_else(|| wanted.physical_id.clone()),
        description: text("Description"),
        schema: schema.map(|node| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned)),
        content_type: text("ContentType"),
    };
    let (about, api) = (new.name.clone(), text("RestApiId").unwrap_or_default());
    let created = state.apigateway.create_model(&state.account, &api, new);
    let at = schema.map_or(&wanted.at, |schema| &schema.at);
    created.err().map(|error| refused("apigateway:CreateModel", &about, at, error)).into_iter().collect()
}

/// `AWS::ApiGateway::RequestValidator`.
pub(super) fn create_request_validator(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| wanted.properties.get(name).and_then(Node::scalar);
    let is_on = |name: &str| wanted.properties.get(name).and_then(Node::as_bool).unwrap_or_default();
    let new = NewRequestValidator {
        id: Some(wanted.physical_id.clone()),
        name: text("Name").unwrap_or_else(|| wanted.physical_id.clone()),
        validate_request_body: is_on("ValidateRequestBody"),
        validate_request_parameters: is_on("ValidateRequestParameters"),
    };
    let (about, api) = (new.name.clone(), text("RestApiId").unwrap_or_default());
    let created = state.apigateway.create_request_validator(&state.account, &api, new);
    let refusal = created.err().map(|error| refused("apigateway:CreateRequestValidator", &about, &wanted.at, error));
    refusal.into_iter().collect()
}

/// `AWS::ApiGateway::GatewayResponse`.
pub(super) fn put_gateway_response(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| wanted.properties.get(name).and_then(Node::scalar);
    let texts = |name: &str| {
        let entries = wanted.properties.get(name).and_then(Node::entries).unwrap_or_default();
        entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.value.scalar()?))).collect()
    };
    let (api, kind) = (text("RestApiId").unwrap_or_default(), text("ResponseType").unwrap_or_default());
    let response = GatewayResponse {
        status: text("StatusCode"),
        parameters: texts("ResponseParameters"),
        templates: texts("ResponseTemplates"),
    };
    let put = state.apigateway.put_gateway_response(&state.account, &api, &kind, response);
    put.err().map(|error| refused("apigateway:PutGatewayResponse", &kind, &wanted.at, error)).into_iter().collect()
}
