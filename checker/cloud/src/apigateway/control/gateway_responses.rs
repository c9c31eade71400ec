//! Gateway responses: what API Gateway answers itself.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::no_api;
use super::patch::PatchOperation;
use crate::apigateway::ApiGateway;
use crate::apigateway::definition::{GATEWAY_RESPONSES, GatewayResponse, check_gateway_parameter};
use crate::identity::AccountId;
use crate::service_error::ServiceError;

/// The types in API Gateway's own order, as `LocalStack` recorded it (`test_gateway_response_validation`).
const KINDS: &str = "REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, \
    BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, \
    INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, \
    API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN";

/// What every type answers where nothing else is set.
const DEFAULT_TEMPLATE: &str = "{\"message\":$context.error.messageString}";

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    let own = &api.definition.gateway_responses;
    Ok(call.page(GATEWAY_RESPONSES.iter().map(|(kind, _)| view(kind, own.get(*kind))).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, kind: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    check_kind(kind)?;
    Ok(ok(view(kind, api.definition.gateway_responses.get(kind))))
}

/// What `PutGatewayResponse` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NewGatewayResponse {
    status_code: Option<String>,
    response_parameters: BTreeMap<String, String>,
    response_templates: BTreeMap<String, String>,
}

pub(super) fn put(call: &Call<'_>, api_id: &str, kind: &str) -> Answer {
    let new: NewGatewayResponse = call.members()?;
    let response = GatewayResponse {
        status: new.status_code,
        parameters: new.response_parameters,
        templates: new.response_templates,
    };
    let state = call.state;
    state.apigateway.put_gateway_response(&state.account, api_id, kind, response.clone())?;
    Ok(created(view(kind, Some(&response))))
}

/// Recorded: `LocalStack`'s `test_update_gateway_response`. A type that is not set is set by it.
pub(super) fn update(call: &Call<'_>, api_id: &str, kind: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    let state = call.state;
    let known = state.apigateway.read().get(api_id).map(|api| api.definition.gateway_responses.get(kind).cloned());
    let mut response = known.ok_or_else(|| no_api(&state.account, api_id))?.unwrap_or_default();
    check_kind(kind)?;
    for operation in operations {
        apply(&operation, &mut response)?;
    }
    state.apigateway.put_gateway_response(&state.account, api_id, kind, response.clone())?;
    Ok(ok(view(kind, Some(&response))))
}

fn apply(operation: &PatchOperation, response: &mut GatewayResponse) -> Result<(), ServiceError> {
    if operation.path == "/statusCode" && operation.op == "replace" {
        response.status.clone_from(&operation.value);
        return Ok(());
    }
    for (path, map) in
        [("responseParameters", &mut response.parameters), ("responseTemplates", &mut response.templates)]
    {
        let Some(name) = operation.below(&format!("/{path}")) else { continue };
        if operation.op != "add" && !map.contains_key(&name) {
            return Err(ServiceError::not_found("Invalid parameter name specified"));
        }
        if operation.op == "remove" {
            map.remove(&name);
            return Ok(());
        }
        let Some(value) = operation.value.clone().filter(|value| !value.is_empty()) else {
            return Err(ServiceError::bad_request(format!("Invalid null or empty value in {path}")));
        };
        map.insert(name, value);
        return Ok(());
    }
    Err(operation.invalid_path())
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, kind: &str) -> Answer {
    check_kind(kind)?;
    call.state.apigateway.change(&call.state.account, api_id, |api| {
        let removed = Arc::make_mut(&mut api.definition).gateway_responses.remove(kind);
        removed.ok_or_else(|| ServiceError::not_found("Gateway response type not defined on api"))?;
        Ok(accepted())
    })
}

impl ApiGateway {
    /// `PutGatewayResponse`.
    pub(crate) fn put_gateway_response(
        &self,
        account: &AccountId,
        api_id: &str,
        kind: &str,
        response: GatewayResponse,
    ) -> Result<(), ServiceError> {
        check_kind(kind)?;
        for (target, source) in &response.parameters {
            check_gateway_parameter(target, source)
                .map_err(|(message, hint)| ServiceError::bad_request(message).with_hint(hint))?;
        }
        self.change(account, api_id, |api| {
            Arc::make_mut(&mut api.definition).gateway_responses.insert(kind.to_owned(), response);
            Ok(())
        })
    }
}

fn check_kind(kind: &str) -> Result<(), ServiceError> {
    if GATEWAY_RESPONSES.iter().any(|(name, _)| *name == kind) {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value '{kind}' at 'responseType' failed to satisfy constraint: Member must satisfy \
         enum value set: [{KINDS}]"
    );
    Err(ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message))
}

/// A type as it is set, or as it is by itself. Where templates are not set, the default one stays.
fn view(kind: &str, own: Option<&GatewayResponse>) -> Value {
    let built_in = GATEWAY_RESPONSES.iter().find(|(name, _)| *name == kind).and_then(|(_, status)| *status);
    let built_in = built_in.map(|status| status.to_string());
    let status = own.and_then(|own| own.status.clone()).or(built_in);
    let templates = own.map(|own| own.templates.clone()).filter(|templates| !templates.is_empty());
    let templates =
        templates.unwrap_or_else(|| BTreeMap::from([("application/json".to_owned(), DEFAULT_TEMPLATE.to_owned())]));
    let mut view = json!({
        "responseType": kind,
        "defaultResponse": own.is_none(),
        "responseParameters": own.map(|own| own.parameters.clone()).unwrap_or_default(),
        "responseTemplates": templates,
    });
    if let Some(status) = status {
        view["statusCode"] = status.into();
    }
    view
}
