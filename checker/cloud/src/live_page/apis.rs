//! The cloud's REST APIs, as the page lists them.

use std::time::UNIX_EPOCH;

use serde::Serialize;

use crate::apigateway::RestApi;
use crate::apigateway::definition::{Integration, Method};

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
    /// When its deployment was made, in milliseconds since 1970.
    deployed: u128,
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
        // A deployment stays while a stage serves it.
        let stages = api.stages.iter().filter_map(|(name, stage)| {
            let deployment = api.deployments.get(&stage.deployment_id)?;
            Some(StageEntry {
                name: name.clone(),
                address: format!("{origin}/{name}"),
                deployed: deployment.created.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis(),
                current: deployment.definition == api.definition,
            })
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
            integration: integration.map(|integration| integration.kind.name()),
            function: integration.and_then(function_name),
            authorization: defined.authorization_type.clone(),
            parameters: defined.request_parameters.iter().map(|(name, required)| (name.clone(), *required)).collect(),
        }
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

    use serde_json::{Value, json};

    use super::*;
    use crate::apigateway::definition::{
        ApiDefinition, IntegrationType, LONGEST_TIMEOUT, PassthroughBehavior, Resource,
    };
    use crate::apigateway::{ApiGateway, NewStage};
    use crate::identity::AccountId;

    const API: &str = "a1b2c3d4e5";
    const URI: &str = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/\
                       arn:aws:lambda:eu-central-1:111122223333:function:Chat-API-proxy/invocations";

    fn method(kind: IntegrationType, uri: Option<&str>, parameters: &[(&str, bool)]) -> Method {
        let integration = Integration {
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
        };
        Method {
            authorization_type: "NONE".to_owned(),
            request_parameters: parameters.iter().map(|(name, required)| ((*name).to_owned(), *required)).collect(),
            integration: Some(integration),
            ..Method::default()
        }
    }

    /// An API with a stage that serves what is defined.
    fn deployed() -> ApiGateway {
        let proxy = method(IntegrationType::AwsProxy, Some(URI), &[("method.request.path.proxy", true)]);
        let mock = method(IntegrationType::Mock, None, &[]);
        let resource = Resource {
            id: "x4k2m9".to_owned(),
            parent_id: None,
            path: "/{proxy+}".to_owned(),
            methods: BTreeMap::from([("OPTIONS".to_owned(), mock), ("ANY".to_owned(), proxy)]),
        };
        let name = "Chat-API".to_owned();
        let definition = ApiDefinition { name, resources: vec![resource], ..ApiDefinition::default() };
        let (apis, account) = (ApiGateway::default(), AccountId::new("111122223333"));
        apis.write().insert(API.to_owned(), RestApi::new(API, definition));
        let deployment_id = apis.deploy(&account, API, None, None).unwrap();
        let stage = NewStage { name: "dev".to_owned(), deployment_id, ..NewStage::default() };
        apis.create_stage(&account, API, stage).unwrap();
        apis
    }

    fn listed(apis: &ApiGateway) -> Value {
        serde_json::to_value(ApiEntry::of(&apis.read()[API], "http://127.0.0.1:1")).unwrap()
    }

    fn change(apis: &ApiGateway, change: impl FnOnce(&mut ApiDefinition)) {
        change(Arc::make_mut(&mut apis.write().get_mut(API).unwrap().definition));
    }

    #[test]
    fn each_method_is_listed_with_its_backend() {
        let apis = deployed();
        change(&apis, |definition| {
            let draft = Method { authorization_type: "CUSTOM".to_owned(), ..Method::default() };
            let mut resource = definition.resources[0].clone();
            resource.path = "/draft".to_owned();
            resource.methods = BTreeMap::from([("GET".to_owned(), draft)]);
            definition.resources.push(resource);
        });
        let listed = listed(&apis);
        assert_eq!((&listed["id"], &listed["name"]), (&json!(API), &json!("Chat-API")));
        assert_eq!(
            listed["methods"],
            json!([
                {
                    "resource": "x4k2m9", "path": "/{proxy+}", "method": "ANY", "integration": "AWS_PROXY",
                    "function": "Chat-API-proxy", "authorization": "NONE",
                    "parameters": [["method.request.path.proxy", true]],
                },
                {
                    "resource": "x4k2m9", "path": "/{proxy+}", "method": "OPTIONS", "integration": "MOCK",
                    "function": null, "authorization": "NONE", "parameters": [],
                },
                {
                    "resource": "x4k2m9", "path": "/draft", "method": "GET", "integration": null,
                    "function": null, "authorization": "CUSTOM", "parameters": [],
                },
            ])
        );
    }

    #[test]
    fn a_stage_is_current_until_the_definition_changes() {
        let apis = deployed();
        let stage = listed(&apis)["stages"][0].clone();
        assert_eq!(
            (&stage["name"], &stage["address"], &stage["current"]),
            (&json!("dev"), &json!("http://127.0.0.1:1/dev"), &json!(true))
        );
        let deployed = u64::try_from(stage_deployed(&apis)).unwrap();
        assert_eq!(stage["deployed"], deployed);
        // The same definition imported again is no change.
        change(&apis, |definition| *definition = definition.clone());
        assert_eq!(listed(&apis)["stages"][0]["current"], true);
        change(&apis, |definition| drop(definition.resources[0].methods.remove("OPTIONS")));
        assert_eq!(listed(&apis)["stages"][0]["current"], false);
    }

    fn stage_deployed(apis: &ApiGateway) -> u128 {
        let apis = apis.read();
        let api = &apis[API];
        api.deployments[&api.stages["dev"].deployment_id].created.duration_since(UNIX_EPOCH).unwrap().as_millis()
    }
}
