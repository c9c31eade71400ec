//! REST APIs: made, imported, read, deleted.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html>

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Answered, Call, accepted, created, ok};
use super::{models, no_api};
use crate::apigateway::definition::{self, ApiDefinition, Imported, Resource};
use crate::apigateway::{ApiGateway, RestApi};
use crate::service_error::ServiceError;
use crate::template::Node;
use crate::template::names::Names;

/// What is taken for the name of the document in a request's body.
const BODY: &str = "body";
/// The endpoints that an API may have.
const ENDPOINT_TYPES: [&str; 3] = ["PRIVATE", "EDGE", "REGIONAL"];

pub(super) fn list(call: &Call<'_>) -> Answered {
    let apis: Vec<Value> = call.state.apigateway.read().values().map(view).collect();
    call.page(apis)
}

pub(super) fn get(call: &Call<'_>, id: &str) -> Answer {
    let apis = call.state.apigateway.read();
    Ok(ok(view(apis.get(id).ok_or_else(|| no_api(&call.state.account, id))?)))
}

pub(super) fn delete(call: &Call<'_>, id: &str) -> Answer {
    call.state.apigateway.write().remove(id).ok_or_else(|| no_api(&call.state.account, id))?;
    Ok(accepted())
}

/// What `CreateRestApi` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NewRestApi {
    name: Option<String>,
    description: Option<String>,
    version: Option<String>,
    binary_media_types: Vec<String>,
    endpoint_configuration: Option<EndpointConfiguration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EndpointConfiguration {
    types: Vec<String>,
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    let new: NewRestApi = call.members()?;
    if new.description.as_deref() == Some("") {
        return Err(ServiceError::bad_request("Description cannot be an empty string"));
    }
    let name = new.name.filter(|name| !name.is_empty()).ok_or_else(|| ServiceError::bad_request("Invalid API name"))?;
    let mut types = new.endpoint_configuration.map(|configuration| configuration.types).unwrap_or_default();
    if types.len() > 1 {
        return Err(ServiceError::bad_request("Cannot create an api with multiple Endpoint Types."));
    }
    let endpoint_type = endpoint_type(types.pop())?;
    let (id, root_id) = call.state.apigateway.free_ids();
    let definition = ApiDefinition {
        name,
        description: new.description,
        version: new.version,
        binary_media_types: new.binary_media_types,
        resources: vec![Resource::root(root_id)],
        models: models::of_a_new_api(&id),
        ..ApiDefinition::default()
    };
    let mut api = RestApi::new(&id, definition);
    api.endpoint_type = endpoint_type;
    let view = view(&api);
    call.state.apigateway.write().insert(id, api);
    Ok(created(view))
}

pub(super) fn import(call: &Call<'_>) -> Answer {
    let endpoint_type = endpoint_type(call.query("endpointConfigurationTypes"))?;
    let (id, root_id) = call.state.apigateway.free_ids();
    let imported = read(call, &id, &root_id)?;
    let mut api = RestApi::new(&id, imported.definition);
    api.warnings = imported.warnings;
    api.endpoint_type = endpoint_type;
    let view = with_warnings(&api);
    call.state.apigateway.write().insert(id, api);
    Ok(created(view))
}

pub(super) fn put(call: &Call<'_>, id: &str) -> Answer {
    let overwrite = match call.query("mode").as_deref() {
        Some("overwrite") => true,
        None | Some("merge") => false,
        Some(_) => {
            let message = "Enumeration value of OpenAPI import mode must be \"overwrite\" or \"merge\"";
            return Err(ServiceError::bad_request(message));
        }
    };
    let root_id = {
        let apis = call.state.apigateway.read();
        let api = apis.get(id).ok_or_else(|| no_api(&call.state.account, id))?;
        api.definition.resources.first().map(|root| root.id.clone()).unwrap_or_default()
    };
    let imported = read(call, id, &root_id)?;
    call.state.apigateway.change(&call.state.account, id, |api| {
        let definition = if overwrite { imported.definition } else { merged(&api.definition, imported.definition)? };
        api.definition = Arc::new(definition);
        api.warnings = imported.warnings;
        Ok(ok(with_warnings(api)))
    })
}

/// Reads the body, an `OpenAPI` document in YAML or JSON.
fn read(call: &Call<'_>, api_id: &str, root_id: &str) -> Result<Imported, ServiceError> {
    if let Some(basepath) = call.query("basepath").filter(|basepath| basepath != "ignore") {
        return Err(ServiceError::not_emulated(&format!("basepath={basepath} of API Gateway")));
    }
    let invalid = |hint: String| ServiceError::bad_request("Invalid OpenAPI input.").with_hint(hint);
    let text = std::str::from_utf8(&call.body).map_err(|_| invalid("the body is not UTF-8".to_owned()))?;
    let document = Node::parse(text, BODY).map_err(|said| {
        let said: Vec<String> = said.iter().map(ToString::to_string).collect();
        invalid(said.join("; "))
    })?;
    let imported = definition::import(&document, api_id, root_id).map_err(|failed| {
        let hints: Vec<String> =
            failed.faults.iter().map(|fault| format!("line {}: {}", fault.at.line, fault.hint)).collect();
        ServiceError::bad_request(failed.to_string()).with_hint(hints.join("; "))
    })?;
    let warned: Vec<&str> = warnings(&imported.warnings).collect();
    if call.query("failonwarnings").as_deref() == Some("true") && !warned.is_empty() {
        return Err(ServiceError::bad_request(format!("Warnings found during import:\n\t{}", warned.join("\n\t"))));
    }
    Ok(imported)
}

/// What is there and what is imported; of two that are the same, the imported one counts.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html>
fn merged(old: &ApiDefinition, new: ApiDefinition) -> Result<ApiDefinition, ServiceError> {
    let mut merged = old.clone();
    for resource in new.resources {
        if let Some(known) = merged.resources.iter_mut().find(|known| known.path == resource.path) {
            known.methods.extend(resource.methods);
            continue;
        }
        // Where the parent was there already, it has its own id.
        let parent = new_parent(&merged, &resource.path);
        definition::check_child(&merged.resources, &parent, resource.path_part()).map_err(|(message, hint)| {
            let path = &resource.path;
            let message =
                format!("Errors found during import:\n\tUnable to create resource at path '{path}': {message}");
            ServiceError::bad_request(message).with_hint(hint)
        })?;
        merged.resources.push(Resource { parent_id: Some(parent), ..resource });
    }
    merged.name = new.name;
    merged.description = new.description.or(merged.description);
    merged.version = new.version.or(merged.version);
    merged.gateway_responses.extend(new.gateway_responses);
    merged.models.extend(new.models);
    for validator in new.request_validators {
        merged.request_validators.retain(|known| known.name != validator.name);
        merged.request_validators.push(validator);
    }
    for authorizer in new.authorizers {
        merged.authorizers.retain(|known| known.name != authorizer.name);
        merged.authorizers.push(authorizer);
    }
    merged.api_key_source = new.api_key_source.or(merged.api_key_source);
    for media_type in new.binary_media_types {
        if !merged.binary_media_types.contains(&media_type) {
            merged.binary_media_types.push(media_type);
        }
    }
    Ok(merged)
}

fn new_parent(definition: &ApiDefinition, path: &str) -> String {
    let above = path.rsplit_once('/').map(|(above, _)| above).filter(|above| !above.is_empty()).unwrap_or("/");
    definition.at_path(above).map(|parent| parent.id.clone()).unwrap_or_default()
}

fn endpoint_type(asked: Option<String>) -> Result<String, ServiceError> {
    match asked {
        None => Ok("EDGE".to_owned()),
        Some(kind) if ENDPOINT_TYPES.contains(&kind.as_str()) => Ok(kind),
        Some(kind) => {
            let message = format!(
                "1 validation error detected: Value '[{kind}]' at 'createRestApiInput.endpointConfiguration.types' failed \
                 to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [{}]]",
                ENDPOINT_TYPES.join(", ")
            );
            Err(ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message))
        }
    }
}

impl ApiGateway {
    /// Ids for an API and its root that no other has.
    fn free_ids(&self) -> (String, String) {
        let apis = self.read();
        let names = Names::new("apigateway", 0);
        let mut number = apis.len();
        loop {
            let id = names.id(&number.to_string(), "api", 10);
            if !apis.contains_key(&id) {
                return (id, names.id(&number.to_string(), "root", 10));
            }
            number += 1;
        }
    }
}

/// Seconds since 1970, as the protocol writes times.
pub(super) fn seconds(time: SystemTime) -> Value {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().into()
}

/// API Gateway's own warnings.
fn warnings(warnings: &[definition::Warning]) -> impl Iterator<Item = &str> {
    warnings.iter().filter(|warning| warning.from_aws).map(|warning| warning.message.as_str())
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html>
fn view(api: &RestApi) -> Value {
    let definition = &api.definition;
    let address_type = if api.endpoint_type == "PRIVATE" { "dualstack" } else { "ipv4" };
    let mut view = json!({
        "id": api.id,
        "name": definition.name,
        "createdDate": seconds(api.created),
        "apiKeySource": definition.api_key_source.as_deref().unwrap_or("HEADER"),
        "endpointConfiguration": {"types": [api.endpoint_type], "ipAddressType": address_type},
        "disableExecuteApiEndpoint": false,
        "rootResourceId": definition.resources.first().map(|root| root.id.as_str()),
    });
    if let Some(description) = &definition.description {
        view["description"] = description.as_str().into();
    }
    if let Some(version) = &definition.version {
        view["version"] = version.as_str().into();
    }
    if !definition.binary_media_types.is_empty() {
        view["binaryMediaTypes"] = definition.binary_media_types.clone().into();
    }
    view
}

/// What an import answers.
fn with_warnings(api: &RestApi) -> Value {
    let mut view = view(api);
    let warned: Vec<&str> = warnings(&api.warnings).collect();
    if !warned.is_empty() {
        view["warnings"] = warned.into();
    }
    view
}
