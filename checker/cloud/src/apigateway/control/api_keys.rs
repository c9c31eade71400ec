//! API keys: what makes, shows, changes and deletes them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html>

use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Answered, Call, accepted, created, ok};
use super::patch::PatchOperation;
use super::rest_apis::seconds;
use crate::apigateway::ApiGateway;
use crate::apigateway::api_key::{ApiKey, ApiKeys};
use crate::service_error::ServiceError;
use crate::template::names::Names;

/// The shortest value of a key. The words for a shorter one are public.
const SHORTEST: usize = 20;
/// How long a value is that API Gateway makes up.
const LENGTH: usize = 40;

/// What `CreateApiKey` is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewApiKey {
    /// Where it comes with an id.
    #[serde(skip)]
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) value: Option<String>,
}

pub(super) fn list(call: &Call<'_>) -> Answered {
    let keys = call.state.apigateway.keys();
    let with_values = call.query("includeValues").as_deref() == Some("true");
    call.page(keys.keys.values().map(|key| view(key, with_values)).collect())
}

pub(super) fn get(call: &Call<'_>, id: &str) -> Answer {
    let keys = call.state.apigateway.keys();
    let with_value = call.query("includeValue").as_deref() == Some("true");
    Ok(ok(view(keys.keys.get(id).ok_or_else(unknown)?, with_value)))
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    Ok(created(view(&call.state.apigateway.create_api_key(call.members()?)?, true)))
}

pub(super) fn update(call: &Call<'_>, id: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    let mut keys = call.state.apigateway.keys_mut();
    let key = keys.keys.get_mut(id).ok_or_else(unknown)?;
    let mut changed = key.clone();
    for operation in operations {
        operation.check_replaces(&["/name", "/description", "/enabled"])?;
        match operation.path.as_str() {
            "/name" => changed.name = operation.value,
            "/description" => changed.description = operation.value,
            _ => changed.enabled = operation.is_true(),
        }
    }
    changed.updated = SystemTime::now();
    *key = changed;
    Ok(ok(view(key, false)))
}

pub(super) fn delete(call: &Call<'_>, id: &str) -> Answer {
    let mut keys = call.state.apigateway.keys_mut();
    keys.keys.remove(id).ok_or_else(unknown)?;
    for plan in keys.plans.values_mut() {
        plan.keys.remove(id);
    }
    Ok(accepted())
}

impl ApiGateway {
    pub(super) fn keys(&self) -> RwLockReadGuard<'_, ApiKeys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keys_mut(&self) -> RwLockWriteGuard<'_, ApiKeys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// `CreateApiKey`.
    pub(crate) fn create_api_key(&self, new: NewApiKey) -> Result<ApiKey, ServiceError> {
        if new.value.as_ref().is_some_and(|value| value.len() < SHORTEST) {
            let message = format!("API Key value should be at least {SHORTEST} characters");
            return Err(ServiceError::bad_request(message));
        }
        let mut keys = self.keys_mut();
        let names = Names::new("apikeys", 0);
        let numbers = keys.keys.len()..;
        let free = numbers.map(|number| number.to_string()).find(|number| {
            let id = names.id(number, "key", 10);
            !keys.keys.contains_key(&id)
        });
        let number = free.unwrap_or_default();
        let id = new.id.unwrap_or_else(|| names.id(&number, "key", 10));
        let value = new.value.unwrap_or_else(|| Names::new(&id, 0).mixed_id(&number, "value", LENGTH));
        if keys.keys.values().any(|known| known.value == value) {
            return Err(ServiceError::conflict("API Key already exists"));
        }
        let now = SystemTime::now();
        let (name, description, enabled) = (new.name, new.description, new.enabled);
        let key = ApiKey { id: id.clone(), name, description, value, enabled, created: now, updated: now };
        keys.keys.insert(id, key.clone());
        Ok(key)
    }
}

pub(super) fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid API Key identifier specified")
}

/// The value is shown to who asks for it.
fn view(key: &ApiKey, with_value: bool) -> Value {
    let mut view = json!({
        "id": key.id,
        "enabled": key.enabled,
        "createdDate": seconds(key.created),
        "lastUpdatedDate": seconds(key.updated),
        "stageKeys": [],
    });
    for (name, text) in [("name", &key.name), ("description", &key.description)] {
        if let Some(text) = text {
            view[name] = text.as_str().into();
        }
    }
    if with_value {
        view["value"] = key.value.as_str().into();
    }
    view
}
