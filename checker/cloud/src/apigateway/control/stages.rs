//! Stages: the names under which deployments are called.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html>

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::deployments;
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

impl ApiGateway {
    /// `CreateStage`.
    pub(crate) fn create_stage(&self, account: &AccountId, api_id: &str, new: NewStage) -> Result<Stage, ServiceError> {
        self.change(account, api_id, |api| {
            check_name(&new.name)?;
            check_variables(&new.variables)?;
            if !api.deployments.contains_key(&new.deployment_id) {
                return Err(deployments::unknown());
            }
            if api.stages.contains_key(&new.name) {
                return Err(ServiceError::conflict("Stage already exists"));
            }
            let stage = Stage {
                deployment_id: new.deployment_id,
                variables: new.variables,
                description: new.description,
                created: SystemTime::now(),
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
            api.stages.insert(name.to_owned(), stage.clone());
            Ok(stage)
        })
    }
}

/// A stage that is not there.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid stage identifier specified")
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
