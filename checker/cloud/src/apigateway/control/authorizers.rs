//! Authorizers: what makes, shows, changes, tests and deletes them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::no_api;
use super::patch::PatchOperation;
use super::resources::definition_of;
use crate::apigateway::definition::authorizer::{check_identity_source, check_user_pool_arn};
use crate::apigateway::definition::{ApiDefinition, Authorizer, AuthorizerKind, DEFAULT_TTL};
use crate::apigateway::{ApiGateway, RestApi, execution};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;

/// What `CreateAuthorizer` is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewAuthorizer {
    /// Where it comes with an id.
    #[serde(skip)]
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) auth_type: Option<String>,
    #[serde(rename = "providerARNs")]
    pub(crate) provider_arns: Vec<String>,
    pub(crate) identity_source: Option<String>,
    pub(crate) identity_validation_expression: Option<String>,
    pub(crate) authorizer_result_ttl_in_seconds: Option<i64>,
    pub(crate) authorizer_uri: Option<String>,
}

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(call.page(definition.authorizers.iter().map(view).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(unknown)?;
    Ok(ok(view(find(&definition, id).ok_or_else(unknown)?)))
}

pub(super) fn create(call: &Call<'_>, api_id: &str) -> Answer {
    let new: NewAuthorizer = call.members()?;
    let made = call.state.apigateway.create_authorizer(&call.state.account, api_id, new)?;
    Ok(created(view(&made)))
}

pub(super) fn update(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    change(call, api_id, |api| {
        let mut changed = find(&api.definition, id).cloned().ok_or_else(unknown)?;
        for operation in &operations {
            apply(operation, &mut changed)?;
        }
        check(&changed)?;
        check_name(&api.definition, Some(id), &changed.name)?;
        let definition = Arc::make_mut(&mut api.definition);
        for known in definition.authorizers.iter_mut().filter(|known| known.id == id) {
            *known = changed.clone();
        }
        Ok(ok(view(&changed)))
    })
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateAuthorizer-Patch>
fn apply(operation: &PatchOperation, authorizer: &mut Authorizer) -> Result<(), ServiceError> {
    let text = operation.text();
    match (operation.op.as_str(), operation.path.as_str()) {
        ("replace", "/name") => authorizer.name = text,
        ("replace", "/authType") => authorizer.auth_type = Some(text),
        ("replace", "/identitySource") => authorizer.identity_source = Some(text),
        ("replace", "/identityValidationExpression") => {
            authorizer.identity_validation_expression = Some(text).filter(|text| !text.is_empty());
        }
        ("replace", "/authorizerUri") => authorizer.uri = Some(text),
        ("replace", "/authorizerResultTtlInSeconds") => authorizer.ttl = Some(ttl(text.parse().unwrap_or(-1))?),
        ("add", "/providerARNs") => authorizer.provider_arns.push(text),
        ("remove", "/providerARNs") => authorizer.provider_arns.retain(|known| *known != text),
        _ => return Err(operation.invalid_path()),
    }
    Ok(())
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    change(call, api_id, |api| {
        let name = find(&api.definition, id).ok_or_else(unknown)?.name.clone();
        let methods = api.definition.resources.iter().rev().flat_map(|resource| {
            resource.methods.iter().map(move |(verb, method)| (format!("{verb}/{}", resource.path), method))
        });
        // The words are public: hashicorp/terraform-provider-aws#14812.
        let mut used = methods.filter(|(_, method)| method.authorizer.as_deref() == Some(id));
        if let Some((place, _)) = used.next() {
            let message = format!("Cannot delete authorizer '{name}', is referenced in method: {place}");
            return Err(ServiceError::conflict(message));
        }
        Arc::make_mut(&mut api.definition).authorizers.retain(|known| known.id != id);
        Ok(accepted())
    })
}

/// `TestInvokeAuthorizer`. <https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html>
pub(super) fn test(call: &Call<'_>, api_id: &str, id: &str) -> Answer {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Members {
        headers: BTreeMap<String, String>,
        stage_variables: BTreeMap<String, String>,
    }
    let members: Members = call.members()?;
    let definition = definition_of(call, api_id).ok_or_else(unknown)?;
    let authorizer = find(&definition, id).ok_or_else(unknown)?;
    if authorizer.kind != AuthorizerKind::CognitoUserPools {
        return Err(ServiceError::not_emulated("a Lambda authorizer of API Gateway"));
    }
    let begun = Instant::now();
    let headers: Vec<(String, String)> = members.headers.into_iter().collect();
    let tested = execution::test_authorizer(call.state, authorizer, &headers, &members.stage_variables);
    let mut answer = json!({
        "clientStatus": tested.status,
        "log": tested.log,
        "latency": u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    if tested.status == 0 {
        answer["claims"] = tested.claims.into_iter().map(|(name, text)| (name, Value::from(text))).collect();
    }
    Ok(ok(answer))
}

impl ApiGateway {
    /// `CreateAuthorizer`.
    pub(crate) fn create_authorizer(
        &self,
        account: &AccountId,
        api_id: &str,
        new: NewAuthorizer,
    ) -> Result<Authorizer, ServiceError> {
        let kind = AuthorizerKind::named(&new.kind).filter(|kind| kind.name() == new.kind).ok_or_else(|| {
            let message = format!(
                "1 validation error detected: Value '{}' at 'createAuthorizerInput.type' failed to satisfy constraint: \
                 Member must satisfy enum value set: [REQUEST, TOKEN, COGNITO_USER_POOLS]",
                new.kind
            );
            ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message)
        })?;
        let ttl = new.authorizer_result_ttl_in_seconds.map(ttl).transpose()?;
        self.change(account, api_id, |api| {
            check_name(&api.definition, None, &new.name)?;
            let id = new.id.unwrap_or_else(|| Names::new(api_id, 0).id(&new.name, "authorizer", 6));
            let authorizer = Authorizer {
                id,
                name: new.name,
                kind,
                auth_type: new.auth_type,
                provider_arns: new.provider_arns,
                identity_source: new.identity_source,
                identity_validation_expression: new.identity_validation_expression.filter(|text| !text.is_empty()),
                ttl: Some(ttl.unwrap_or(DEFAULT_TTL)),
                uri: new.authorizer_uri,
            };
            check(&authorizer)?;
            Arc::make_mut(&mut api.definition).authorizers.push(authorizer.clone());
            Ok(authorizer)
        })
    }
}

/// The words for pools are public: aws-amplify/amplify-category-api#345.
fn check(authorizer: &Authorizer) -> Result<(), ServiceError> {
    let refuse = |message: String, hint: String| ServiceError::bad_request(message).with_hint(hint);
    if authorizer.kind == AuthorizerKind::CognitoUserPools {
        const WRONG: &str = "ProviderARNs need to be valid Cognito Userpools. Invalid ARNs-";
        if authorizer.provider_arns.is_empty() {
            let hint = "ProviderARNs is the list of the pools whose tokens are taken".to_owned();
            return Err(refuse(format!("{WRONG} null"), hint));
        }
        for arn in &authorizer.provider_arns {
            check_user_pool_arn(arn).map_err(|hint| refuse(format!("{WRONG} {arn}"), hint))?;
        }
    }
    check_identity_source(authorizer.kind, authorizer.identity_source.as_deref())
        .map_err(|(message, hint)| refuse(message, hint))
}

fn check_name(definition: &ApiDefinition, own_id: Option<&str>, name: &str) -> Result<(), ServiceError> {
    if name.trim().is_empty() {
        return Err(ServiceError::bad_request("Authorizer name cannot be blank"));
    }
    if definition.authorizers.iter().any(|known| known.name == name && own_id != Some(known.id.as_str())) {
        return Err(ServiceError::bad_request(format!(
            "Authorizer name must be unique. Authorizer {name} already exists in this RestApi."
        )));
    }
    Ok(())
}

fn ttl(seconds: i64) -> Result<Duration, ServiceError> {
    match u64::try_from(seconds) {
        Ok(seconds @ 0..=3_600) => Ok(Duration::from_secs(seconds)),
        _ => Err(ServiceError::bad_request("Authorizer result TTL must be between 0 and 3600 seconds")),
    }
}

/// Changes an API; where there is none, there is no such authorizer either.
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

fn find<'a>(definition: &'a ApiDefinition, id: &str) -> Option<&'a Authorizer> {
    definition.authorizers.iter().find(|known| known.id == id)
}

fn unknown() -> ServiceError {
    ServiceError::not_found("Invalid Authorizer identifier specified")
}

/// An imported Cognito authorizer is listed without its TTL. Recorded: `LocalStack`'s
/// `test_import_with_cognito_auth_identity_source`.
fn view(authorizer: &Authorizer) -> Value {
    let mut view = json!({"id": authorizer.id, "name": authorizer.name, "type": authorizer.kind.name()});
    let default = (authorizer.kind == AuthorizerKind::CognitoUserPools).then_some("cognito_user_pools");
    let auth_type = authorizer.auth_type.as_deref().or(default).unwrap_or("custom");
    view["authType"] = auth_type.into();
    if !authorizer.provider_arns.is_empty() {
        view["providerARNs"] = authorizer.provider_arns.clone().into();
    }
    let texts = [
        ("identitySource", &authorizer.identity_source),
        ("identityValidationExpression", &authorizer.identity_validation_expression),
        ("authorizerUri", &authorizer.uri),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            view[name] = text.as_str().into();
        }
    }
    if let Some(ttl) = authorizer.ttl {
        view["authorizerResultTtlInSeconds"] = ttl.as_secs().into();
    }
    view
}
