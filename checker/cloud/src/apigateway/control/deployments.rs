//! Deployments: frozen copies of a definition.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::no_api;
use super::rest_apis::seconds;
use super::stages::{self, NewStage, StageChange};
use crate::apigateway::definition::ApiDefinition;
use crate::apigateway::{ApiGateway, Deployment};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(call.page(api.deployments.iter().map(|(id, deployment)| view(id, deployment)).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let apis = call.state.apigateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(ok(view(id, api.deployments.get(id).ok_or_else(unknown)?)))
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    call.state.apigateway.delete_deployment(&call.state.account, api_id, id)?;
    Ok(accepted())
}

/// What `CreateDeployment` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NewDeployment {
    description: Option<String>,
    stage_name: Option<String>,
    stage_description: Option<String>,
    variables: BTreeMap<String, String>,
}

/// With a stage's name, the stage serves the deployment; where there is none of the name, it is made.
pub(super) fn create(call: &Call<'_>, api_id: &str) -> Answer {
    let new: NewDeployment = call.members()?;
    let (gateway, account) = (&call.state.apigateway, &call.state.account);
    if let Some(name) = &new.stage_name {
        stages::check(name, &new.variables)?;
    }
    let id = gateway.deploy(account, api_id, None, new.description)?;
    if let Some(name) = new.stage_name {
        let is_there = gateway.read().get(api_id).is_some_and(|api| api.stages.contains_key(&name));
        let (deployment_id, description) = (id.clone(), new.stage_description);
        if is_there {
            let variables = new.variables.into_iter().map(|(name, value)| (name, Some(value))).collect();
            let change = StageChange { deployment_id: Some(deployment_id), variables, description };
            gateway.update_stage(account, api_id, &name, change)?;
        } else {
            let stage = NewStage { name, deployment_id, variables: new.variables, description };
            gateway.create_stage(account, api_id, stage)?;
        }
    }
    let apis = gateway.read();
    let api = apis.get(api_id).ok_or_else(|| no_api(account, api_id))?;
    Ok(created(view(&id, api.deployments.get(&id).ok_or_else(unknown)?)))
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html>
fn view(id: &str, deployment: &Deployment) -> Value {
    let mut view = json!({"id": id, "createdDate": seconds(deployment.created)});
    if let Some(description) = &deployment.description {
        view["description"] = description.as_str().into();
    }
    view
}

impl ApiGateway {
    /// `CreateDeployment`: returns the deployment's id, which is made up where none is given.
    pub(crate) fn deploy(
        &self,
        account: &AccountId,
        api_id: &str,
        id: Option<&str>,
        description: Option<String>,
    ) -> Result<String, ServiceError> {
        self.change(account, api_id, |api| {
            check(&api.definition)?;
            let made_up = || {
                let names = Names::new(api_id, 0);
                let number = api.deployments.len();
                let ids = (number..).map(|number| names.id(&number.to_string(), "deployment", 6));
                ids.into_iter().find(|id| !api.deployments.contains_key(id)).unwrap_or_default()
            };
            let id = id.map_or_else(made_up, ToOwned::to_owned);
            let deployment = Deployment {
                definition: api.definition.clone(),
                validators: Arc::default(),
                description,
                created: SystemTime::now(),
            };
            api.deployments.insert(id.clone(), deployment);
            Ok(id)
        })
    }

    /// `DeleteDeployment`.
    pub(crate) fn delete_deployment(&self, account: &AccountId, api_id: &str, id: &str) -> Result<(), ServiceError> {
        self.change(account, api_id, |api| {
            if !api.deployments.contains_key(id) {
                return Err(unknown());
            }
            if api.stages.values().any(|stage| stage.deployment_id == id) {
                let message = "Active stages pointing to this deployment must be moved or deleted";
                return Err(ServiceError::bad_request(message));
            }
            api.deployments.remove(id);
            Ok(())
        })
    }
}

/// A deployment that is not there.
pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Deployment identifier specified")
}

/// What can be deployed: an API with methods, each with an integration.
fn check(definition: &ApiDefinition) -> Result<(), ServiceError> {
    let methods = || {
        let resources = definition.resources.iter();
        resources.flat_map(|resource| resource.methods.iter().map(move |(name, method)| (resource, name, method)))
    };
    if methods().next().is_none() {
        return Err(ServiceError::bad_request("The REST API doesn't contain any methods"));
    }
    if let Some((resource, name, _)) = methods().find(|(_, _, method)| method.integration.is_none()) {
        let hint = format!("{name} {} has no x-amazon-apigateway-integration", resource.path);
        return Err(ServiceError::bad_request("No integration defined for method").with_hint(hint));
    }
    Ok(())
}
