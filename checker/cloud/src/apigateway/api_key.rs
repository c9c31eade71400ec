//! API keys and usage plans: who may call which stages, for methods that ask for a key.
//!
//! A key tells callers apart; it proves nothing, for it goes with each request as it is. The limits of a plan are kept and
//! shown, and hold nobody back here.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html>

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use serde_json::Value;

/// The keys and plans of one region of one account, by id.
#[derive(Debug, Default)]
pub(crate) struct ApiKeys {
    pub(crate) keys: BTreeMap<String, ApiKey>,
    pub(crate) plans: BTreeMap<String, UsagePlan>,
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html>
#[derive(Clone, Debug)]
pub(crate) struct ApiKey {
    /// Ten letters and digits.
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    /// What the caller sends.
    pub(crate) value: String,
    pub(crate) enabled: bool,
    pub(crate) created: SystemTime,
    pub(crate) updated: SystemTime,
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html>
#[derive(Clone, Debug, Default)]
pub(crate) struct UsagePlan {
    /// Six letters and digits.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) stages: Vec<ApiStage>,
    /// As given, not emulated.
    pub(crate) throttle: Option<Value>,
    /// As given, not emulated.
    pub(crate) quota: Option<Value>,
    /// The ids of the keys that belong to it.
    pub(crate) keys: BTreeSet<String>,
}

/// A stage that a plan opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiStage {
    pub(crate) api_id: String,
    pub(crate) stage: String,
}

/// Why a key opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyFault {
    /// Nobody has it.
    Unknown,
    /// It is switched off.
    Disabled,
    /// None of its plans has the stage.
    NoPlan,
}

impl ApiKeys {
    /// The key of a value, if it opens a stage of an API.
    pub(crate) fn check(&self, api_id: &str, stage: &str, value: &str) -> Result<&ApiKey, KeyFault> {
        let key = self.keys.values().find(|key| key.value == value).ok_or(KeyFault::Unknown)?;
        if !key.enabled {
            return Err(KeyFault::Disabled);
        }
        let opens = |plan: &UsagePlan| {
            plan.keys.contains(&key.id)
                && plan.stages.iter().any(|known| known.api_id == api_id && known.stage == stage)
        };
        if self.plans.values().any(opens) { Ok(key) } else { Err(KeyFault::NoPlan) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_the_stages_of_its_plans_while_it_is_enabled() {
        let mut known = ApiKeys::default();
        let key = |id: &str, enabled| ApiKey {
            id: id.to_owned(),
            name: None,
            description: None,
            value: format!("value-of-{id}"),
            enabled,
            created: SystemTime::UNIX_EPOCH,
            updated: SystemTime::UNIX_EPOCH,
        };
        for (id, enabled) in [("on", true), ("off", false), ("alone", true)] {
            known.keys.insert(id.to_owned(), key(id, enabled));
        }
        let stages = vec![ApiStage { api_id: "api".to_owned(), stage: "dev".to_owned() }];
        let keys = ["on", "off"].map(str::to_owned).into();
        known.plans.insert("plan".to_owned(), UsagePlan { stages, keys, ..UsagePlan::default() });
        let check = |stage, value| known.check("api", stage, value).map(|key| key.id.as_str());
        assert_eq!(check("dev", "value-of-on"), Ok("on"));
        assert_eq!(check("prod", "value-of-on"), Err(KeyFault::NoPlan));
        assert_eq!(check("dev", "value-of-off"), Err(KeyFault::Disabled));
        assert_eq!(check("dev", "value-of-alone"), Err(KeyFault::NoPlan));
        assert_eq!(check("dev", "on"), Err(KeyFault::Unknown), "the id is no value");
        assert_eq!(known.check("other", "dev", "value-of-on").map(|key| key.id.as_str()), Err(KeyFault::NoPlan));
    }
}
