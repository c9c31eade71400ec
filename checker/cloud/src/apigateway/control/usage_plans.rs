//! Usage plans and the keys that belong to them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html>

use serde::Deserialize;
use serde_json::{Value, json};

use super::api_keys;
use super::http::{Answer, Answered, Call, accepted, created, ok};
use crate::apigateway::ApiGateway;
use crate::apigateway::api_key::{ApiKey, ApiStage, UsagePlan};
use crate::service_error::ServiceError;
use crate::template::names::Names;

/// What `CreateUsagePlan` is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewUsagePlan {
    /// Where it comes with an id.
    #[serde(skip)]
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) api_stages: Vec<NewApiStage>,
    pub(crate) throttle: Option<Value>,
    pub(crate) quota: Option<Value>,
}

/// A stage that a plan opens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewApiStage {
    pub(crate) api_id: String,
    pub(crate) stage: String,
}

pub(super) fn list(call: &Call<'_>) -> Answered {
    let keys = call.state.apigateway.keys();
    let of_key = call.query("keyId");
    let plans = keys.plans.values().filter(|plan| of_key.as_ref().is_none_or(|key| plan.keys.contains(key)));
    call.page(plans.map(view).collect())
}

pub(super) fn get(call: &Call<'_>, id: &str) -> Answer {
    let keys = call.state.apigateway.keys();
    Ok(ok(view(keys.plans.get(id).ok_or_else(unknown)?)))
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    Ok(created(view(&call.state.apigateway.create_usage_plan(call.members()?)?)))
}

pub(super) fn delete(call: &Call<'_>, id: &str) -> Answer {
    let mut keys = call.state.apigateway.keys_mut();
    keys.plans.remove(id).ok_or_else(unknown)?;
    Ok(accepted())
}

pub(super) fn list_keys(call: &Call<'_>, plan: &str) -> Answer {
    let keys = call.state.apigateway.keys();
    let plan = keys.plans.get(plan).ok_or_else(unknown)?;
    let known = plan.keys.iter().filter_map(|id| keys.keys.get(id));
    Ok(call.page(known.map(key_view).collect()))
}

pub(super) fn create_key(call: &Call<'_>, plan: &str) -> Answer {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Members {
        key_id: String,
        key_type: String,
    }
    let members: Members = call.members()?;
    let key = call.state.apigateway.create_usage_plan_key(plan, &members.key_id, &members.key_type)?;
    Ok(created(key_view(&key)))
}

pub(super) fn delete_key(call: &Call<'_>, plan: &str, key: &str) -> Answer {
    let mut keys = call.state.apigateway.keys_mut();
    let plan = keys.plans.get_mut(plan).ok_or_else(unknown)?;
    if plan.keys.remove(key) { Ok(accepted()) } else { Err(api_keys::unknown()) }
}

impl ApiGateway {
    /// `CreateUsagePlan`. Its limits are kept, and hold nobody back.
    pub(crate) fn create_usage_plan(&self, new: NewUsagePlan) -> Result<UsagePlan, ServiceError> {
        if new.name.trim().is_empty() {
            return Err(ServiceError::bad_request("Usage Plan name cannot be blank"));
        }
        let apis = self.read();
        for NewApiStage { api_id, stage } in &new.api_stages {
            if !apis.get(api_id).is_some_and(|api| api.stages.contains_key(stage)) {
                // In public logs of stacks.
                return Err(ServiceError::not_found(format!("API Stage not found: {api_id}:{stage}")).with_hint(
                    "the stage must be there first: DependsOn names it (of an AWS::Serverless::Api: <its name>Stage)",
                ));
            }
        }
        drop(apis);
        let mut keys = self.keys_mut();
        let names = Names::new("usageplans", 0);
        let mut ids = (keys.plans.len()..).map(|number| names.id(&number.to_string(), "plan", 6));
        let free = ids.find(|id| !keys.plans.contains_key(id)).unwrap_or_default();
        let stages = new.api_stages.into_iter().map(|NewApiStage { api_id, stage }| ApiStage { api_id, stage });
        let plan = UsagePlan {
            id: new.id.unwrap_or(free),
            name: new.name,
            description: new.description,
            stages: stages.collect(),
            throttle: new.throttle,
            quota: new.quota,
            ..UsagePlan::default()
        };
        keys.plans.insert(plan.id.clone(), plan.clone());
        Ok(plan)
    }

    /// `CreateUsagePlanKey`.
    pub(crate) fn create_usage_plan_key(&self, plan: &str, key: &str, kind: &str) -> Result<ApiKey, ServiceError> {
        if kind != "API_KEY" {
            return Err(ServiceError::bad_request("Usage Plan Key type must be API_KEY"));
        }
        let mut keys = self.keys_mut();
        let known = keys.keys.get(key).cloned().ok_or_else(api_keys::unknown)?;
        let plan = keys.plans.get_mut(plan).ok_or_else(unknown)?;
        plan.keys.insert(known.id.clone());
        Ok(known)
    }
}

fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Usage Plan ID specified")
}

fn view(plan: &UsagePlan) -> Value {
    let stages = plan.stages.iter().map(|stage| json!({"apiId": stage.api_id, "stage": stage.stage}));
    let mut view = json!({"id": plan.id, "name": plan.name, "apiStages": stages.collect::<Vec<_>>()});
    if let Some(description) = &plan.description {
        view["description"] = description.as_str().into();
    }
    for (name, limits) in [("throttle", &plan.throttle), ("quota", &plan.quota)] {
        if let Some(limits) = limits {
            view[name] = limits.clone();
        }
    }
    view
}

fn key_view(key: &ApiKey) -> Value {
    json!({"id": key.id, "type": "API_KEY", "name": key.name, "value": key.value})
}
