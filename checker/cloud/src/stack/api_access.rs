//! Who may call the APIs of a stack: authorizers, API keys, usage plans.

use super::{Made, refused};
use crate::apigateway::control::api_keys::NewApiKey;
use crate::apigateway::control::authorizers::NewAuthorizer;
use crate::apigateway::control::usage_plans::{NewApiStage, NewUsagePlan};
use crate::state::State;
use crate::template::{Node, Resource};

/// `AWS::ApiGateway::Authorizer`.
pub(super) fn create_authorizer(state: &State, wanted: &Resource) -> Made {
    let (text, properties) = (texts(wanted), &wanted.properties);
    let arns = properties.get("ProviderARNs").and_then(Node::items).unwrap_or_default();
    let new = NewAuthorizer {
        id: Some(wanted.physical_id.clone()),
        name: text("Name").unwrap_or_default(),
        kind: text("Type").unwrap_or_default(),
        auth_type: text("AuthType"),
        provider_arns: arns.iter().filter_map(Node::scalar).collect(),
        identity_source: text("IdentitySource"),
        identity_validation_expression: text("IdentityValidationExpression"),
        authorizer_result_ttl_in_seconds: properties.get("AuthorizerResultTtlInSeconds").and_then(Node::as_i64),
        authorizer_uri: text("AuthorizerUri"),
    };
    let about = new.name.clone();
    let made = state.apigateway.create_authorizer(&state.account, &text("RestApiId").unwrap_or_default(), new);
    // Of several pools the first is shown.
    let refusal = made.err().map(|error| {
        let at = arns.first().filter(|_| error.message.starts_with("ProviderARNs")).map_or(&wanted.at, |arn| &arn.at);
        refused("apigateway:CreateAuthorizer", &about, at, error)
    });
    refusal.into_iter().collect()
}

/// `AWS::ApiGateway::ApiKey`. A key that a template makes is off unless it says `Enabled: true`.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html>
pub(super) fn create_api_key(state: &State, wanted: &Resource) -> Made {
    let text = texts(wanted);
    let new = NewApiKey {
        id: Some(wanted.physical_id.clone()),
        name: text("Name").or_else(|| Some(wanted.physical_id.clone())),
        description: text("Description"),
        enabled: wanted.properties.get("Enabled").and_then(Node::as_bool).unwrap_or_default(),
        value: text("Value"),
    };
    let about = new.name.clone().unwrap_or_default();
    let made = state.apigateway.create_api_key(new);
    let at = wanted.properties.get("Value").map_or(&wanted.at, |value| &value.at);
    made.err().map(|error| refused("apigateway:CreateApiKey", &about, at, error)).into_iter().collect()
}

/// `AWS::ApiGateway::UsagePlan`. Its limits are accepted, and hold nobody back.
pub(super) fn create_usage_plan(state: &State, wanted: &Resource) -> Made {
    let text = texts(wanted);
    let stages = wanted.properties.get("ApiStages").and_then(Node::items).unwrap_or_default();
    let of = |stage: &Node, name: &str| stage.get(name).and_then(Node::scalar).unwrap_or_default();
    let new = NewUsagePlan {
        id: Some(wanted.physical_id.clone()),
        name: text("UsagePlanName").unwrap_or_else(|| wanted.physical_id.clone()),
        description: text("Description"),
        api_stages: stages
            .iter()
            .map(|stage| NewApiStage { api_id: of(stage, "ApiId"), stage: of(stage, "Stage") })
            .collect(),
        ..NewUsagePlan::default()
    };
    let about = new.name.clone();
    let made = state.apigateway.create_usage_plan(new);
    let at = wanted.properties.get("ApiStages").map_or(&wanted.at, |stages| &stages.at);
    made.err().map(|error| refused("apigateway:CreateUsagePlan", &about, at, error)).into_iter().collect()
}

/// `AWS::ApiGateway::UsagePlanKey`.
pub(super) fn create_usage_plan_key(state: &State, wanted: &Resource) -> Made {
    let text = |name: &str| texts(wanted)(name).unwrap_or_default();
    let (key, plan) = (text("KeyId"), text("UsagePlanId"));
    let made = state.apigateway.create_usage_plan_key(&plan, &key, &text("KeyType"));
    made.err().map(|error| refused("apigateway:CreateUsagePlanKey", &key, &wanted.at, error)).into_iter().collect()
}

fn texts(wanted: &Resource) -> impl Fn(&str) -> Option<String> + '_ {
    |name| wanted.properties.get(name).and_then(Node::scalar)
}
