//! Stages: the names under which deployments are called.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html>

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::patch::PatchOperation;
use super::rest_apis::seconds;
use super::{deployments, no_api};
use crate::apigateway::{ApiGateway, Stage};
use crate::identity::AccountId;
use crate::service_error::ServiceError;

/// The longest name of a stage, the longest name and value of a stage variable, and how many variables there may be.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
const LONGEST_NAME: usize = 128;
const LONGEST_VARIABLE: usize = 64;
const LONGEST_VALUE: usize = 512;
const MOST_VARIABLES: usize = 100;

/// What `CreateStage` is asked for.
#[derive(Clone, Debug, Default)]
pub struct NewStage {
    /// Letters, digits, `-` and `_`.
    pub name: String,
    /// A deployment of the same API.
    pub deployment_id: String,
    /// `$stageVariables`.
    pub variables: BTreeMap<String, String>,
    /// What it is.
    pub description: Option<String>,
}

/// What `UpdateStage` changes; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct StageChange {
    /// Another deployment.
    pub deployment_id: Option<String>,
    /// Variables that are set, or removed where the value is `None`.
    pub variables: BTreeMap<String, Option<String>>,
    /// Another description.
    pub description: Option<String>,
}

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    let of = call.query("deploymentId");
    let stages = api.stages.iter().filter(|(_, stage)| of.as_ref().is_none_or(|of| *of == stage.deployment_id));
    Ok(ok(json!({"item": stages.map(|(name, stage)| view(name, stage)).collect::<Vec<_>>()})))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(ok(view(name, api.stages.get(name).ok_or_else(unknown)?)))
}

pub(super) fn create(call: &Call<'_>, api_id: &str) -> Answer {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Members {
        stage_name: String,
        deployment_id: String,
        description: Option<String>,
        variables: BTreeMap<String, String>,
    }
    let Members { stage_name, deployment_id, description, variables } = call.members()?;
    let new = NewStage { name: stage_name.clone(), deployment_id, variables, description };
    Ok(created(view(&stage_name, &call.state.apigateway.create_stage(&call.state.account, api_id, new)?)))
}

pub(super) fn update(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    let mut change = StageChange::default();
    for operation in PatchOperation::of(call)? {
        operation.add_to(&mut change)?;
    }
    Ok(ok(view(name, &call.state.apigateway.update_stage(&call.state.account, api_id, name, change)?)))
}

/// `FlushStageAuthorizersCache`. <https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html>
pub(super) fn flush_authorizers(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    get(call, api_id, name)?;
    call.state.apigateway.authorizer_cache.flush(api_id, name);
    Ok(accepted())
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    call.state.apigateway.change(&call.state.account, api_id, |api| {
        api.stages.remove(name).ok_or_else(unknown)?;
        Ok(accepted())
    })
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch>
impl PatchOperation {
    fn add_to(self, change: &mut StageChange) -> Result<(), ServiceError> {
        let supported = Self::invalid_operation;
        let value = self.value.unwrap_or_default();
        if let Some(name) = self.path.strip_prefix("/variables/") {
            // A slash in a name is written as in JSON Patch.
            let name = name.replace("~1", "/");
            let value = match self.op.as_str() {
                "add" | "replace" => Some(value),
                "remove" => None,
                _ => return Err(supported("add, replace, remove")),
            };
            change.variables.insert(name, value);
            return Ok(());
        }
        match self.path.as_str() {
            "/deploymentId" | "/description" if self.op != "replace" => Err(supported("replace")),
            "/deploymentId" => {
                change.deployment_id = Some(value);
                Ok(())
            }
            "/description" => {
                change.description = Some(value);
                Ok(())
            }
            path if OTHER_PATHS.contains(&path) || path.split('/').count() > 4 => {
                Err(ServiceError::not_emulated(&format!("{path} of a stage of API Gateway")))
            }
            path => {
                let message = format!("Invalid method setting path: {path}. Must be one of: [{PATHS}]");
                Err(ServiceError::bad_request(message))
            }
        }
    }
}

/// What a stage has on AWS and not here.
const OTHER_PATHS: [&str; 7] = [
    "/accessLogSettings",
    "/accessLogSettings/destinationArn",
    "/accessLogSettings/format",
    "/cacheClusterEnabled",
    "/cacheClusterSize",
    "/clientCertificateId",
    "/tracingEnabled",
];

/// API Gateway's own list, word by word, as `LocalStack` recorded it (`test_update_stage`).
const PATHS: &str = "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, \
    /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, \
    /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, \
    /{resourcePath}/{httpMethod}/logging/loglevel, \
    /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, \
    /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, \
    /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, \
    /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, \
    /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit \
    /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, \
    /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, \
    /variables/{variable_name}, /tracingEnabled";

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html>
fn view(name: &str, stage: &Stage) -> Value {
    let mut view = json!({
        "stageName": name,
        "deploymentId": stage.deployment_id,
        "createdDate": seconds(stage.created),
        "lastUpdatedDate": seconds(stage.updated),
        "cacheClusterEnabled": false,
        "cacheClusterStatus": "NOT_AVAILABLE",
        "methodSettings": {},
        "tracingEnabled": false,
    });
    if let Some(description) = &stage.description {
        view["description"] = description.as_str().into();
    }
    if !stage.variables.is_empty() {
        view["variables"] = json!(stage.variables);
    }
    view
}

impl ApiGateway {
    /// `CreateStage`.
    pub(crate) fn create_stage(&self, account: &AccountId, api_id: &str, new: NewStage) -> Result<Stage, ServiceError> {
        self.change(account, api_id, |api| {
            check(&new.name, &new.variables)?;
            if !api.deployments.contains_key(&new.deployment_id) {
                return Err(deployments::unknown());
            }
            if api.stages.contains_key(&new.name) {
                return Err(ServiceError::conflict("Stage already exists"));
            }
            let now = SystemTime::now();
            let stage = Stage {
                deployment_id: new.deployment_id,
                variables: new.variables,
                description: new.description,
                created: now,
                updated: now,
            };
            api.stages.insert(new.name, stage.clone());
            Ok(stage)
        })
    }

    /// `UpdateStage`.
    pub(crate) fn update_stage(
        &self,
        account: &AccountId,
        api_id: &str,
        name: &str,
        change: StageChange,
    ) -> Result<Stage, ServiceError> {
        self.change(account, api_id, |api| {
            let mut stage = api.stages.get(name).cloned().ok_or_else(unknown)?;
            for (name, value) in change.variables {
                match value {
                    Some(value) => stage.variables.insert(name, value),
                    None => stage.variables.remove(&name),
                };
            }
            check_variables(&stage.variables)?;
            if let Some(id) = change.deployment_id {
                if !api.deployments.contains_key(&id) {
                    return Err(deployments::unknown());
                }
                stage.deployment_id = id;
            }
            if change.description.is_some() {
                stage.description = change.description;
            }
            stage.updated = SystemTime::now();
            api.stages.insert(name.to_owned(), stage.clone());
            Ok(stage)
        })
    }
}

/// A stage that is not there.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid stage identifier specified")
}

/// Name and variables of a stage that is to be made.
pub(super) fn check(name: &str, variables: &BTreeMap<String, String>) -> Result<(), ServiceError> {
    check_name(name)?;
    check_variables(variables)
}

/// A hyphen is taken, whatever the words say. <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html>
fn check_name(name: &str) -> Result<(), ServiceError> {
    let allowed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if name.is_empty() || name.len() > LONGEST_NAME || !allowed {
        let hint = format!("\"{name}\": letters, digits, - and _, at most {LONGEST_NAME}");
        return Err(ServiceError::bad_request("Stage name only allows a-zA-Z0-9_").with_hint(hint));
    }
    Ok(())
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html#apigw-CreateStage-request-variables>
fn check_variables(variables: &BTreeMap<String, String>) -> Result<(), ServiceError> {
    if variables.len() > MOST_VARIABLES {
        let message = format!("Maximum number of stage variables reached: {MOST_VARIABLES}");
        return Err(ServiceError::bad_request(message));
    }
    for (name, value) in variables {
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty() || name.len() > LONGEST_VARIABLE || !name.bytes().all(in_name) {
            let message = format!("Invalid stage variable name: {name}.  Please use names with only word characters.");
            let hint = format!("letters, digits and _, at most {LONGEST_VARIABLE}");
            return Err(ServiceError::bad_request(message).with_hint(hint));
        }
        let in_value = |byte: u8| byte.is_ascii_alphanumeric() || b" -._~:/?#&=,".contains(&byte);
        if value.is_empty() || value.len() > LONGEST_VALUE || !value.bytes().all(in_value) {
            let message = format!(
                "Invalid stage variable value: {value}.  Please use values with alphanumeric characters and the symbols \
                 ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','."
            );
            return Err(ServiceError::bad_request(message));
        }
    }
    Ok(())
}
