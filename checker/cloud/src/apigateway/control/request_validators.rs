//! Request validators: what of a request is validated.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html>. What is refused is refused in recorded
//! words: `LocalStack`'s `TestApiGatewayApiRequestValidator`.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::no_api;
use super::patch::PatchOperation;
use super::resources::definition_of;
use crate::apigateway::definition::{ApiDefinition, RequestValidator};
use crate::apigateway::{ApiGateway, RestApi};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;

/// What `CreateRequestValidator` is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewRequestValidator {
    /// Where it comes with an id.
    #[serde(skip)]
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) validate_request_body: bool,
    pub(crate) validate_request_parameters: bool,
}

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(call.page(definition.request_validators.iter().map(view).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(unknown)?;
    Ok(ok(view(find(&definition, id).ok_or_else(unknown)?)))
}

pub(super) fn create(call: &Call<'_>, api_id: &str) -> Answer {
    let new: NewRequestValidator = call.members()?;
    Ok(created(view(&call.state.apigateway.create_request_validator(&call.state.account, api_id, new)?)))
}

pub(super) fn update(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    change(call, api_id, |api| {
        let mut validator = find(&api.definition, id).cloned().ok_or_else(unknown)?;
        let old = validator.name.clone();
        for operation in operations {
            operation.check_replaces(&["/name", "/validateRequestParameters", "/validateRequestBody"])?;
            match operation.path.as_str() {
                "/name" => {
                    validator.name = operation.text();
                    check_name(&api.definition, Some(id), &validator.name)?;
                }
                "/validateRequestBody" => validator.body = operation.is_true(),
                _ => validator.parameters = operation.is_true(),
            }
        }
        let definition = Arc::make_mut(&mut api.definition);
        let methods = definition.resources.iter_mut().flat_map(|resource| resource.methods.values_mut());
        for method in methods.filter(|method| method.request_validator.as_ref() == Some(&old)) {
            method.request_validator = Some(validator.name.clone());
        }
        for known in definition.request_validators.iter_mut().filter(|known| known.id == id) {
            *known = validator.clone();
        }
        Ok(ok(view(&validator)))
    })
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    change(call, api_id, |api| {
        let name = find(&api.definition, id).ok_or_else(unknown)?.name.clone();
        let methods = api.definition.resources.iter().rev().flat_map(|resource| {
            resource.methods.iter().map(move |(verb, method)| (format!("{verb}/{}", resource.path), method))
        });
        // The beginning of the words is public, the rest is that of an authorizer's: hashicorp/terraform-provider-aws#14812.
        let mut used = methods.filter(|(_, method)| method.request_validator.as_ref() == Some(&name));
        if let Some((place, _)) = used.next() {
            let message = format!("Cannot delete Request Validator '{name}', is referenced in method: {place}");
            return Err(ServiceError::conflict(message));
        }
        Arc::make_mut(&mut api.definition).request_validators.retain(|known| known.id != id);
        Ok(accepted())
    })
}

impl ApiGateway {
    /// `CreateRequestValidator`.
    pub(crate) fn create_request_validator(
        &self,
        account: &AccountId,
        api_id: &str,
        new: NewRequestValidator,
    ) -> Result<RequestValidator, ServiceError> {
        if !self.read().contains_key(api_id) {
            return Err(ServiceError::bad_request("Invalid REST API identifier specified"));
        }
        self.change(account, api_id, |api| {
            check_name(&api.definition, None, &new.name)?;
            let id = new.id.unwrap_or_else(|| free_id(&api.definition, api_id, &new.name));
            let validator = RequestValidator {
                id,
                name: new.name,
                body: new.validate_request_body,
                parameters: new.validate_request_parameters,
            };
            Arc::make_mut(&mut api.definition).request_validators.push(validator.clone());
            Ok(validator)
        })
    }
}

/// An id that no other has: who is renamed keeps his own.
fn free_id(definition: &ApiDefinition, api_id: &str, name: &str) -> String {
    let names = Names::new(api_id, 0);
    let mut asked = name.to_owned();
    loop {
        let id = names.id(&asked, "validator", 6);
        if find(definition, &id).is_none() {
            return id;
        }
        asked.push('+');
    }
}

/// Blank names were recorded, names that are taken are public: serverless/serverless#10099.
fn check_name(definition: &ApiDefinition, own_id: Option<&str>, name: &str) -> Result<(), ServiceError> {
    if name.trim().is_empty() {
        return Err(ServiceError::bad_request("Request Validator name cannot be blank"));
    }
    if definition.request_validators.iter().any(|known| known.name == name && own_id != Some(known.id.as_str())) {
        return Err(ServiceError::conflict("Request Validator name must be unique"));
    }
    Ok(())
}

/// Changes an API; where there is none, there is no such validator either.
fn change<T>(
    call: &Call<'_>,
    api_id: &str,
    change: impl FnOnce(&mut RestApi) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    if !call.state.apigateway.read().contains_key(api_id) {
        return Err(unknown());
    }
    call.state.apigateway.change(&call.state.account, api_id, change)
}

pub(super) fn find<'a>(definition: &'a ApiDefinition, id: &str) -> Option<&'a RequestValidator> {
    definition.request_validators.iter().find(|known| known.id == id)
}

fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Request Validator identifier specified")
}

fn view(validator: &RequestValidator) -> Value {
    json!({
        "id": validator.id,
        "name": validator.name,
        "validateRequestBody": validator.body,
        "validateRequestParameters": validator.parameters,
    })
}
