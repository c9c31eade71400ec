//! The cloud's REST APIs, as the page lists them.

use std::time::UNIX_EPOCH;

use serde::Serialize;

use crate::apigateway::RestApi;
use crate::apigateway::definition::{Integration, IntegrationType, Method};

/// One API: its stages, and its methods as they are defined now, deployed or not.
#[derive(Serialize)]
pub(super) struct ApiEntry {
    id: String,
    name: String,
    stages: Vec<StageEntry>,
    methods: Vec<MethodEntry>,
}

#[derive(Serialize)]
struct StageEntry {
    name: String,
    /// For a browser on this machine.
    address: String,
    /// When its deployment was made, in milliseconds since 1970; `None` where there is no such deployment.
    deployed: Option<u128>,
    /// False where the definition was changed since: callers see the old one.
    current: bool,
}

#[derive(Serialize)]
struct MethodEntry {
    /// The resource's id, `x4k2m9`.
    resource: String,
    path: String,
    /// `GET`; `ANY`.
    method: String,
    /// `AWS_PROXY`; `None` without an integration.
    integration: Option<&'static str>,
    /// The Lambda function.
    function: Option<String>,
    /// `NONE`, `COGNITO_USER_POOLS`.
    authorization: String,
    /// Parameters that the method declares, and whether they are required: `method.request.querystring.page`.
    parameters: Vec<(String, bool)>,
}

impl ApiEntry {
    /// `origin` gives the address under which a stage's callers reach the API: `http://127.0.0.1:PORT`.
    pub(super) fn of(api: &RestApi, origin: &str) -> Self {
        let stages = api.stages.iter().map(|(name, stage)| {
            let deployment = api.deployments.get(&stage.deployment_id);
            StageEntry {
                name: name.clone(),
                address: format!("{origin}/{name}"),
                deployed: deployment
                    .map(|deployment| deployment.created.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()),
                current: deployment.is_some_and(|deployment| deployment.definition == api.definition),
            }
        });
        let methods = api.definition.resources.iter().flat_map(|resource| {
            resource.methods.iter().map(|(method, defined)| MethodEntry {
                resource: resource.id.clone(),
                path: resource.path.clone(),
                ..MethodEntry::of(method, defined)
            })
        });
        Self {
            id: api.id.clone(),
            name: api.definition.name.clone(),
            stages: stages.collect(),
            methods: methods.collect(),
        }
    }
}

impl MethodEntry {
    fn of(method: &str, defined: &Method) -> Self {
        let integration = defined.integration.as_ref();
        Self {
            resource: String::new(),
            path: String::new(),
            method: method.to_owned(),
            integration: integration.map(|integration| type_name(integration.kind)),
            function: integration.and_then(function_name),
            authorization: defined.authorization_type.clone(),
            parameters: defined.request_parameters.iter().map(|(name, required)| (name.clone(), *required)).collect(),
        }
    }
}

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-type>
fn type_name(kind: IntegrationType) -> &'static str {
    match kind {
        IntegrationType::Aws => "AWS",
        IntegrationType::AwsProxy => "AWS_PROXY",
        IntegrationType::Http => "HTTP",
        IntegrationType::HttpProxy => "HTTP_PROXY",
        IntegrationType::Mock => "MOCK",
    }
}

/// The name in `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`.
fn function_name(integration: &Integration) -> Option<String> {
    let arn = integration.uri.as_deref()?.split_once("/functions/")?.1;
    let (_, name) = arn.strip_suffix("/invocations").unwrap_or(arn).split_once(":function:")?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use serde_json::{Value, json};

    use super::*;
    use crate::apigateway::definition::{ApiDefinition, LONGEST_TIMEOUT, PassthroughBehavior, Resource};
    use crate::apigateway::{Deployment, Stage};

    fn integration(kind: IntegrationType, uri: Option<&str>) -> Integration {
        Integration {
            kind,
            http_method: None,
            uri: uri.map(str::to_owned),
            credentials: None,
            passthrough_behavior: PassthroughBehavior::default(),
            request_parameters: BTreeMap::new(),
            request_templates: BTreeMap::new(),
            content_handling: None,
            timeout: LONGEST_TIMEOUT,
            responses: Vec::new(),
        }
    }

    fn api() -> RestApi {
        let uri = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/\
                   arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy/invocations";
        let method = |integration, parameters: &[(&str, bool)]| Method {
            authorization_type: "NONE".to_owned(),
            request_parameters: parameters.iter().map(|(name, required)| ((*name).to_owned(), *required)).collect(),
            integration,
            ..Method::default()
        };
        let proxy =
            method(Some(integration(IntegrationType::AwsProxy, Some(uri))), &[("method.request.path.proxy", true)]);
        let mock = method(Some(integration(IntegrationType::Mock, None)), &[]);
        let resource = |path: &str, methods: Vec<(&str, Method)>| Resource {
            id: format!("id{}", path.len()),
            parent_id: None,
            path: path.to_owned(),
            methods: methods.into_iter().map(|(name, method)| (name.to_owned(), method)).collect(),
        };
        let definition = Arc::new(ApiDefinition {
            name: "Chat-API".to_owned(),
            resources: vec![
                resource("/", vec![]),
                resource("/{proxy+}", vec![("OPTIONS", mock), ("ANY", proxy)]),
                resource("/draft", vec![("GET", method(None, &[]))]),
            ],
            ..ApiDefinition::default()
        });
        let created = SystemTime::UNIX_EPOCH + Duration::from_secs(7);
        let stage = |deployment: &str| Stage {
            deployment_id: deployment.to_owned(),
            variables: BTreeMap::new(),
            description: None,
            created,
        };
        RestApi {
            id: "a1b2c3d4e5".to_owned(),
            endpoint_type: "EDGE".to_owned(),
            created,
            warnings: Vec::new(),
            deployments: BTreeMap::from([(
                "d1".to_owned(),
                Deployment { definition: definition.clone(), description: None, created },
            )]),
            stages: BTreeMap::from([("dev".to_owned(), stage("d1")), ("lost".to_owned(), stage("d9"))]),
            definition,
        }
    }

    fn listed(api: &RestApi) -> Value {
        serde_json::to_value(ApiEntry::of(api, "http://127.0.0.1:1")).unwrap()
    }

    #[test]
    fn each_method_is_listed_with_its_backend() {
        let listed = listed(&api());
        assert_eq!((&listed["id"], &listed["name"]), (&json!("a1b2c3d4e5"), &json!("Chat-API")));
        assert_eq!(
            listed["methods"],
            json!([
                {
                    "resource": "id9", "path": "/{proxy+}", "method": "ANY", "integration": "AWS_PROXY",
                    "function": "Chat-API-proxy", "authorization": "NONE",
                    "parameters": [["method.request.path.proxy", true]],
                },
                {
                    "resource": "id9", "path": "/{proxy+}", "method": "OPTIONS", "integration": "MOCK",
                    "function": null, "authorization": "NONE", "parameters": [],
                },
                {
                    "resource": "id6", "path": "/draft", "method": "GET", "integration": null,
                    "function": null, "authorization": "NONE", "parameters": [],
                },
            ])
        );
    }

    #[test]
    fn a_stage_is_current_until_the_definition_changes() {
        let mut api = api();
        let dev = json!({ "name": "dev", "address": "http://127.0.0.1:1/dev", "deployed": 7000, "current": true });
        assert_eq!(listed(&api)["stages"][0], dev);
        // The same definition imported again is no change.
        api.definition = Arc::new(ApiDefinition::clone(&api.definition));
        assert_eq!(listed(&api)["stages"][0]["current"], true);
        Arc::make_mut(&mut api.definition).resources[1].methods.remove("OPTIONS");
        assert_eq!(listed(&api)["stages"][0]["current"], false);
        assert_eq!(listed(&api)["stages"][1]["deployed"], json!(null), "a stage without its deployment");
        assert_eq!(listed(&api)["stages"][1]["current"], false);
    }
}
