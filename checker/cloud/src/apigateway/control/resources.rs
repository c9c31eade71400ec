//! Resources: the paths of an API.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::http::{Answer, Call, created, ok};
use super::{methods, no_api};
use crate::apigateway::ApiGateway;
use crate::apigateway::definition::{self, ApiDefinition, Resource};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    // By path, as the console lists them.
    let mut resources: Vec<&Resource> = definition.resources.iter().collect();
    resources.sort_by(|a, b| a.path.cmp(&b.path));
    let with_methods = embeds_methods(call);
    Ok(call.page(resources.into_iter().map(|resource| view(resource, with_methods, &definition)).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(unknown)?;
    Ok(ok(view(definition.resource(id).ok_or_else(unknown)?, embeds_methods(call), &definition)))
}

pub(super) fn create(call: &Call<'_>, api_id: &str, parent_id: &str) -> Answer {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct NewResource {
        path_part: String,
    }
    let new: NewResource = call.members()?;
    let state = call.state;
    let resource = state.apigateway.create_resource(&state.account, api_id, None, parent_id, &new.path_part)?;
    Ok(created(view(&resource, false, &ApiDefinition::default())))
}

impl ApiGateway {
    /// `CreateResource`, with an id where the caller has one.
    pub(crate) fn create_resource(
        &self,
        account: &AccountId,
        api_id: &str,
        id: Option<&str>,
        parent_id: &str,
        part: &str,
    ) -> Result<Resource, ServiceError> {
        self.change(account, api_id, |api| {
            let definition = Arc::make_mut(&mut api.definition);
            let parent = definition.resource(parent_id).ok_or_else(unknown)?;
            let path = format!("{}/{part}", parent.path.trim_end_matches('/'));
            if definition.at_path(&path).is_some() {
                let message = format!("Another resource with the same parent already has this name: {part}");
                return Err(ServiceError::conflict(message));
            }
            definition::check_child(&definition.resources, parent_id, part)
                .map_err(|(message, hint)| ServiceError::bad_request(message).with_hint(hint))?;
            let id = id.map_or_else(|| Names::new(api_id, 0).id(&path, "resource", 6), ToOwned::to_owned);
            let resource = Resource { id, parent_id: Some(parent_id.to_owned()), path, methods: BTreeMap::new() };
            definition.resources.push(resource.clone());
            Ok(resource)
        })
    }
}

/// The API's definition as it is now; `None` where there is no such API.
pub(super) fn definition_of(call: &Call<'_>, api_id: &str) -> Option<Arc<ApiDefinition>> {
    call.state.apigateway.read().get(api_id).map(|api| api.definition.clone())
}

/// A resource that is not there, or whose API is not.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Resource identifier specified")
}

fn embeds_methods(call: &Call<'_>) -> bool {
    call.query("embed").is_some_and(|embed| embed.split(',').any(|what| what == "methods"))
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html>; without `embed` the methods are named only.
fn view(resource: &Resource, with_methods: bool, definition: &ApiDefinition) -> Value {
    let mut view = json!({"id": resource.id, "path": resource.path});
    if let Some(parent) = &resource.parent_id {
        view["parentId"] = parent.as_str().into();
        view["pathPart"] = resource.path_part().into();
    }
    if !resource.methods.is_empty() {
        let methods: Map<String, Value> = resource
            .methods
            .iter()
            .map(|(name, method)| {
                let method =
                    if with_methods { methods::view(name, method, &resource.id, definition) } else { json!({}) };
                (name.clone(), method)
            })
            .collect();
        view["resourceMethods"] = methods.into();
    }
    view
}
