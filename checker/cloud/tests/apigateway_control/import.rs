//! `ImportRestApi`, `PutRestApi`, and the API that comes of it.

use serde_json::json;

use crate::client::{Scene, document};

#[tokio::test]
async fn an_import_makes_an_api_with_awss_defaults() {
    let scene = Scene::start().await;
    let answer = scene.call("POST", "/restapis?mode=import", document().to_string()).await;
    assert_eq!(answer.status, 201);
    let mut api = answer.body;
    assert_eq!(api["id"].as_str().map(str::len), Some(10));
    assert_eq!(api["rootResourceId"].as_str().map(str::len), Some(10));
    assert!(api["createdDate"].is_u64());
    for name in ["createdDate", "id", "rootResourceId"] {
        api.as_object_mut().expect("a map").remove(name);
    }
    assert_eq!(
        api,
        json!({
            "name": "Chat-API",
            "version": "1.0",
            "apiKeySource": "HEADER",
            "disableExecuteApiEndpoint": false,
            "endpointConfiguration": {"ipAddressType": "ipv4", "types": ["EDGE"]},
        })
    );
    let listed = scene.get("/restapis").await;
    assert_eq!(listed["item"].as_array().map(Vec::len), Some(1));

    let regional =
        scene.call("POST", "/restapis?mode=import&endpointConfigurationTypes=REGIONAL", document().to_string());
    assert_eq!(regional.await.body["endpointConfiguration"]["types"], json!(["REGIONAL"]));
    assert_eq!(scene.get("/restapis?limit=1").await["position"], "1");
    let rest = scene.get("/restapis?limit=1&position=1").await;
    assert_eq!((rest["item"].as_array().map(Vec::len), rest.get("position")), (Some(1), None));
}

#[tokio::test]
async fn yaml_is_taken_too() {
    let scene = Scene::start().await;
    let yaml = "openapi: 3.0.1\ninfo: {title: yaml}\npaths:\n  /a/{id}:\n    get:\n      \
                x-amazon-apigateway-integration: {type: mock}\n";
    let answer = scene.call("POST", "/restapis?mode=import", yaml).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    assert_eq!(answer.body["warnings"], json!(["No responses specified for 'GET /a/{id}'"]));
    let refused = scene.call("POST", "/restapis?mode=import&failonwarnings=true", yaml).await;
    let message = "Warnings found during import:\n\tNo responses specified for 'GET /a/{id}'";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
}

#[tokio::test]
async fn fact_a_bad_document_is_invalid_openapi_input() {
    let scene = Scene::start().await;
    for bad in ["", "[]", "{\"openapi\": \"3.0.1\"", "a: [", "{\"openapi\": \"4.0.0\", \"info\": {\"title\": \"x\"}}"] {
        let refused = scene.call("POST", "/restapis?mode=import", bad).await;
        assert_eq!(refused.refusal(), (400, "BadRequestException", "Invalid OpenAPI input."), "{bad}");
    }
    assert_eq!(scene.get("/restapis").await, json!({"item": []}));
}

#[tokio::test]
async fn fact_an_integration_needs_a_path_or_action_a_method_and_for_a_proxy_lambda() {
    let scene = Scene::start().await;
    let integration = |value: serde_json::Value| {
        let mut document = document();
        document["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"] = value;
        document.to_string()
    };
    let cases = [
        (
            json!({"type": "aws_proxy", "httpMethod": "POST",
                   "uri": "arn:aws:lambda:eu-central-1:111122223333:function:chat"}),
            "AWS ARN for integration must contain path or action",
        ),
        (
            json!({"type": "aws_proxy", "uri": "arn:aws:apigateway:eu-central-1:lambda:path/x"}),
            "Enumeration value for HttpMethod must be non-empty",
        ),
        (
            json!({"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:aws:apigateway:eu-central-1:s3:path/x"}),
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
        ),
    ];
    for (value, words) in cases {
        let refused = scene.call("POST", "/restapis?mode=import", integration(value)).await;
        let message = format!(
            "Errors found during import:\n\tUnable to put integration on 'ANY' for resource at path '/{{proxy+}}': {words}"
        );
        assert_eq!(refused.refusal(), (400, "BadRequestException", message.as_str()));
    }
}

#[tokio::test]
async fn put_merges_or_overwrites() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let root = scene.get(&api).await["rootResourceId"].clone();
    let proxy = scene.resource(&api, "/{proxy+}").await;
    let more = json!({
        "openapi": "3.0.1",
        "info": {"title": "renamed"},
        "paths": {"/health": {"get": {"responses": {"200": {}}, "x-amazon-apigateway-integration": {"type": "mock"}}}},
    });
    let merged = scene.call("PUT", &format!("{api}?mode=merge"), more.to_string()).await;
    assert_eq!((merged.status, &merged.body["name"]), (200, &json!("renamed")));
    let health = scene.resource(&api, "/health").await;
    assert_eq!(scene.resource(&api, "/{proxy+}").await, proxy, "what is there stays");
    let other = json!({"openapi": "3.0.1", "info": {"title": "x"}, "paths": {"/{id}": {}}});
    let refused = scene.call("PUT", &api, other.to_string()).await;
    let message = "Errors found during import:\n\tUnable to create resource at path '/{id}': A sibling ({proxy+}) of this \
                   resource already has a variable path part -- only one is allowed";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));

    let overwritten = scene.call("PUT", &format!("{api}?mode=overwrite"), more.to_string()).await;
    assert_eq!((overwritten.status, &overwritten.body["rootResourceId"]), (200, &root));
    let resources = scene.get(&format!("{api}/resources")).await;
    let paths: Vec<_> = resources["item"].as_array().expect("a list").iter().map(|it| it["path"].clone()).collect();
    assert_eq!(paths, ["/", "/health"]);
    assert_eq!(scene.resource(&api, "/health").await, health, "a path keeps its id");

    let wrong = scene.call("PUT", &format!("{api}?mode=replace"), more.to_string()).await;
    let message = "Enumeration value of OpenAPI import mode must be \"overwrite\" or \"merge\"";
    assert_eq!(wrong.refusal(), (400, "BadRequestException", message));
    let nobody = scene.call("PUT", "/restapis/nobody", more.to_string()).await;
    assert_eq!(nobody.refusal(), (404, "NotFoundException", "Invalid API identifier specified 111122223333:nobody"));
}

#[tokio::test]
async fn an_api_is_made_empty_and_deleted() {
    let scene = Scene::start().await;
    let made = scene.call("POST", "/restapis", r#"{"name": "empty", "description": "of mine"}"#).await;
    assert_eq!((made.status, &made.body["description"]), (201, &json!("of mine")));
    let api = format!("/restapis/{}", made.text("id"));
    let refused = scene.call("POST", &format!("{api}/deployments"), "{}").await;
    assert_eq!(refused.refusal(), (400, "BadRequestException", "The REST API doesn't contain any methods"));
    assert_eq!(scene.call("DELETE", &api, "").await.status, 202);
    assert_eq!(scene.call("GET", &api, "").await.status, 404);
    let refused = scene.call("POST", "/restapis", r#"{"name": "x", "description": ""}"#).await;
    assert_eq!(refused.refusal(), (400, "BadRequestException", "Description cannot be an empty string"));
    assert_eq!(scene.call("POST", "/restapis", "{").await.refusal().1, "SerializationException");
}

/// Documentation and recording disagree; this is the recording, of July 2025.
#[tokio::test]
async fn fact_security_at_the_top_is_that_of_operations_without_their_own() {
    let scene = Scene::start().await;
    let mut chat = document();
    chat["components"] = json!({"securitySchemes": {"iam":
        {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}}});
    chat["security"] = json!([{"iam": []}]);
    chat["paths"]["/{proxy+}"]["options"]["security"] = json!([]);
    let api = scene.import(&chat.to_string()).await;
    let methods = format!("{api}/resources/{}/methods", scene.resource(&api, "/{proxy+}").await);
    assert_eq!(scene.get(&format!("{methods}/ANY")).await["authorizationType"], "AWS_IAM");
    assert_eq!(scene.get(&format!("{methods}/OPTIONS")).await["authorizationType"], "NONE");
}
