//! What makes and changes a method: `PutMethod`, `UpdateMethod`, `DeleteMethod`, `PutMethodResponse`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html>. What is refused is refused in recorded words:
//! `LocalStack`'s `test_put_method_validation`, `test_update_method_validation`, `test_method_request_parameters`.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;

use super::http::{Answer, Call, created, ok};
use super::patch::PatchOperation;
use super::{methods, request_validators, resources};
use crate::apigateway::definition::{ApiDefinition, Method, MethodResponse};
use crate::apigateway::{ApiGateway, RestApi};
use crate::identity::AccountId;
use crate::service_error::ServiceError;

/// In API Gateway's order.
const VERBS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/// What `PutMethod` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NewMethod {
    authorization_type: String,
    authorizer_id: Option<String>,
    authorization_scopes: Vec<String>,
    api_key_required: bool,
    operation_name: Option<String>,
    request_parameters: BTreeMap<String, bool>,
    request_models: BTreeMap<String, String>,
    request_validator_id: Option<String>,
}

pub(super) fn put(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    let new: NewMethod = call.members()?;
    let definition = resources::definition_of(call, api_id).ok_or_else(resources::unknown)?;
    let kind = new.authorization_type.to_uppercase();
    let method = Method {
        operation_name: new.operation_name,
        authorization_type: kind,
        authorizer: new.authorizer_id,
        authorization_scopes: new.authorization_scopes,
        api_key_required: new.api_key_required,
        request_parameters: new.request_parameters,
        request_models: new.request_models,
        request_validator: validator_name(&definition, new.request_validator_id.as_deref())?,
        ..Method::default()
    };
    call.state.apigateway.put_method(&call.state.account, api_id, id, verb, method.clone())?;
    Ok(created(methods::view(verb, &method, id, &definition)))
}

pub(super) fn update(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    change(call, api_id, id, verb, |method, definition| {
        let mut changed = method.clone();
        for operation in &operations {
            apply(operation, &mut changed, definition)?;
        }
        check(&changed, definition)?;
        *method = changed;
        Ok(ok(methods::view(verb, method, id, definition)))
    })
}

fn apply(operation: &PatchOperation, method: &mut Method, definition: &ApiDefinition) -> Result<(), ServiceError> {
    if let Some(name) = operation.below("/requestParameters") {
        match operation.op.as_str() {
            "add" | "replace" => method.request_parameters.insert(name, operation.is_true()),
            "remove" => method.request_parameters.remove(&name),
            _ => return Err(PatchOperation::invalid_operation("add, replace, remove")),
        };
        return Ok(());
    }
    if operation.path == "/authorizationScopes" {
        match operation.op.as_str() {
            "add" => method.authorization_scopes.push(operation.text()),
            "remove" => method.authorization_scopes.retain(|known| *known != operation.text()),
            _ => return Err(PatchOperation::invalid_operation("add, remove")),
        }
        return Ok(());
    }
    if let Some(media_type) = operation.below("/requestModels") {
        match operation.op.as_str() {
            "add" | "replace" => method.request_models.insert(media_type, operation.text()),
            "remove" => method.request_models.remove(&media_type),
            _ => return Err(PatchOperation::invalid_operation("add, replace, remove")),
        };
        return Ok(());
    }
    let known = ["/apiKeyRequired", "/authorizationType", "/authorizerId", "/operationName", "/requestValidatorId"];
    if !known.contains(&operation.path.as_str()) {
        return Err(operation.invalid_path());
    }
    if operation.op != "replace" {
        return Err(PatchOperation::invalid_operation("replace"));
    }
    match operation.path.as_str() {
        "/apiKeyRequired" => method.api_key_required = operation.is_true(),
        "/operationName" => method.operation_name.clone_from(&operation.value),
        // An empty text takes it away.
        "/requestValidatorId" => {
            let id = operation.text();
            method.request_validator =
                validator_name(definition, Some(&id).filter(|id| !id.is_empty()).map(String::as_str))?;
        }
        "/authorizationType" => {
            method.authorization_type = operation.text();
            if matches!(method.authorization_type.as_str(), "NONE" | "AWS_IAM") {
                method.authorizer = None;
            }
        }
        "/authorizerId" => method.authorizer = Some(operation.text()),
        _ => return Err(no_authorizer()),
    }
    Ok(())
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, id: &str, verb: &str) -> Answer {
    change(call, api_id, id, verb, |_, _| Ok(()))?;
    call.state.apigateway.change(&call.state.account, api_id, |api| {
        let definition = Arc::make_mut(&mut api.definition);
        for resource in definition.resources.iter_mut().filter(|resource| resource.id == id) {
            resource.methods.remove(verb);
        }
        Ok((StatusCode::NO_CONTENT, None))
    })
}

/// What `PutMethodResponse` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NewMethodResponse {
    response_parameters: BTreeMap<String, bool>,
    response_models: BTreeMap<String, String>,
}

pub(super) fn put_response(call: &Call<'_>, api_id: &str, id: &str, verb: &str, status: &str) -> Answer {
    let new: NewMethodResponse = call.members()?;
    methods::check_status(status)?;
    change(call, api_id, id, verb, |method, definition| {
        check_models(&new.response_models, definition)?;
        if method.responses.contains_key(status) {
            return Err(ServiceError::conflict("Response already exists for this resource"));
        }
        let response = MethodResponse { parameters: new.response_parameters, models: new.response_models };
        let view = methods::response_view(status, &response);
        method.responses.insert(status.to_owned(), response);
        Ok(created(view))
    })
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
            check(&method, &api.definition)?;
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

/// What a method refers to must be there, and its parameters have names of their own.
fn check(method: &Method, definition: &ApiDefinition) -> Result<(), ServiceError> {
    let name = |location: &str| location.splitn(4, '.').nth(3).map(str::to_owned);
    let mut names: Vec<String> = method.request_parameters.keys().filter_map(|location| name(location)).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        let message = "Parameter names must be unique across querystring, header and path";
        return Err(ServiceError::bad_request(message));
    }
    check_authorizer(method, definition)?;
    check_models(&method.request_models, definition)?;
    method.responses.values().try_for_each(|response| check_models(&response.models, definition))
}

/// An authorizer belongs to a method that asks one, and is of its kind.
fn check_authorizer(method: &Method, definition: &ApiDefinition) -> Result<(), ServiceError> {
    let found = definition.authorizer(method).map(|authorizer| authorizer.kind.authorization_type());
    match method.authorization_type.as_str() {
        kind @ ("CUSTOM" | "COGNITO_USER_POOLS") if found != Some(kind) => Err(no_authorizer()),
        _ => Ok(()),
    }
}

fn check_models(models: &BTreeMap<String, String>, definition: &ApiDefinition) -> Result<(), ServiceError> {
    match models.values().find(|name| !definition.models.contains_key(*name)) {
        None => Ok(()),
        Some(name) => Err(ServiceError::bad_request(format!("Invalid model identifier specified: {name}"))),
    }
}

/// The name of the validator of an id.
pub(crate) fn validator_name(definition: &ApiDefinition, id: Option<&str>) -> Result<Option<String>, ServiceError> {
    let Some(id) = id else { return Ok(None) };
    let found = request_validators::find(definition, id).map(|validator| validator.name.clone());
    found.map(Some).ok_or_else(|| ServiceError::bad_request("Invalid Request Validator identifier specified"))
}

fn no_authorizer() -> ServiceError {
    ServiceError::bad_request(
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid \
         authorizer.",
    )
}

/// Changes a method that is there; the definition is as it was before.
fn change<T>(
    call: &Call<'_>,
    api_id: &str,
    id: &str,
    verb: &str,
    change: impl FnOnce(&mut Method, &ApiDefinition) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    if !call.state.apigateway.read().contains_key(api_id) {
        return Err(resources::unknown());
    }
    call.state.apigateway.change(&call.state.account, api_id, |api: &mut RestApi| {
        let before = api.definition.clone();
        let definition = Arc::make_mut(&mut api.definition);
        let resource = definition.resources.iter_mut().find(|resource| resource.id == id);
        let method = resource.ok_or_else(resources::unknown)?.methods.get_mut(verb);
        change(method.ok_or_else(methods::unknown)?, &before)
    })
}
