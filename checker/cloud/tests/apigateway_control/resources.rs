//! Resources, methods, integrations and their responses.

use serde_json::json;

use crate::client::{Scene, document};

#[tokio::test]
async fn methods_are_named_and_with_embed_shown() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let root = scene.resource(&api, "/").await;
    let id = scene.resource(&api, "/{proxy+}").await;
    let resources = scene.get(&format!("{api}/resources")).await;
    assert_eq!(
        resources,
        json!({"item": [
            {"id": root, "path": "/"},
            {"id": id, "parentId": root, "path": "/{proxy+}", "pathPart": "{proxy+}",
             "resourceMethods": {"ANY": {}, "OPTIONS": {}}},
        ]})
    );
    let resource = scene.get(&format!("{api}/resources/{id}?embed=methods")).await;
    assert_eq!(
        resource["resourceMethods"]["ANY"],
        json!({
            "httpMethod": "ANY",
            "authorizationType": "NONE",
            "apiKeyRequired": false,
            "requestParameters": {"method.request.path.proxy": true},
            "methodResponses": {"200": {"statusCode": "200"}},
            "methodIntegration": {
                "type": "AWS_PROXY",
                "httpMethod": "POST",
                "uri": document()["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"]
                    ["x-amazon-apigateway-integration"]["uri"],
                "passthroughBehavior": "WHEN_NO_MATCH",
                "timeoutInMillis": 29000,
                "cacheNamespace": id,
                "cacheKeyParameters": [],
            },
        })
    );
}

#[tokio::test]
async fn each_part_of_a_method_is_shown_alone() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let method = format!("{api}/resources/{}/methods/OPTIONS", scene.resource(&api, "/{proxy+}").await);
    let origin = "method.response.header.Access-Control-Allow-Origin";
    let response = json!({"statusCode": "200", "responseParameters": {origin: false}});
    let integration_response = json!({"statusCode": "200", "responseParameters": {origin: "'*'"}});
    let whole = scene.get(&method).await;
    assert_eq!(whole["methodResponses"], json!({"200": response}));
    assert_eq!(scene.get(&format!("{method}/responses/200")).await, response);
    let integration = scene.get(&format!("{method}/integration")).await;
    assert_eq!(whole["methodIntegration"], integration);
    assert_eq!(integration["type"], "MOCK");
    assert_eq!(integration["requestTemplates"], json!({"application/json": "{\"statusCode\": 200}"}));
    assert_eq!(integration["integrationResponses"], json!({"200": integration_response}));
    assert_eq!(scene.get(&format!("{method}/integration/responses/200")).await, integration_response);
}

#[tokio::test]
async fn fact_what_is_not_there_is_not_found_in_awss_words() {
    let scene = Scene::start().await;
    let mut without = document();
    without["paths"]["/{proxy+}"]["options"].as_object_mut().expect("a map").remove("x-amazon-apigateway-integration");
    let api = scene.import(&without.to_string()).await;
    let id = scene.resource(&api, "/{proxy+}").await;
    let methods = format!("{api}/resources/{id}/methods");
    let cases = [
        ("/restapis/nobody".to_owned(), "Invalid API identifier specified 111122223333:nobody"),
        ("/restapis/nobody/resources".to_owned(), "Invalid API identifier specified 111122223333:nobody"),
        ("/restapis/nobody/stages".to_owned(), "Invalid API identifier specified 111122223333:nobody"),
        (format!("{api}/resources/nobody"), "Invalid Resource identifier specified"),
        (format!("/restapis/nobody/resources/{id}/methods/ANY"), "Invalid Resource identifier specified"),
        (format!("{api}/resources/nobody/methods/ANY"), "Invalid Resource identifier specified"),
        (format!("{methods}/GET"), "Invalid Method identifier specified"),
        (format!("{methods}/GET/integration"), "Invalid Method identifier specified"),
        (format!("{methods}/OPTIONS/integration"), "Invalid Integration identifier specified"),
        (format!("{methods}/ANY/responses/404"), "Invalid Response status code specified"),
        (format!("{methods}/ANY/integration/responses/404"), "Invalid Response status code specified"),
        (format!("{api}/deployments/nobody"), "Invalid Deployment identifier specified"),
        (format!("{api}/stages/nobody"), "Invalid stage identifier specified"),
    ];
    for (path, message) in cases {
        let refused = scene.call("GET", &path, "").await;
        assert_eq!(refused.refusal(), (404, "NotFoundException", message), "{path}");
    }
    let refused = scene.call("GET", &format!("{methods}/ANY/responses/wrong"), "").await;
    assert_eq!(refused.refusal().1, "ValidationException");
}

#[tokio::test]
async fn a_resource_is_made_where_it_may_be() {
    let scene = Scene::start().await;
    let made = scene.call("POST", "/restapis", r#"{"name": "empty"}"#).await;
    let (api, root) = (format!("/restapis/{}", made.text("id")), made.text("rootResourceId"));
    let below = |parent: &str| format!("{api}/resources/{parent}");
    let first = scene.call("POST", &below(&root), r#"{"pathPart": "{proxy+}"}"#).await;
    assert_eq!((first.status, first.text("path")), (201, "/{proxy+}".to_owned()));
    let refused = scene.call("POST", &below(&root), r#"{"pathPart": "{proxy+}"}"#).await;
    let message = "Another resource with the same parent already has this name: {proxy+}";
    assert_eq!(refused.refusal(), (409, "ConflictException", message));
    let refused = scene.call("POST", &below(&first.text("id")), r#"{"pathPart": "more"}"#).await;
    let message = "Cannot create a child of a resource with a greedy path variable: {proxy+}";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    let refused = scene.call("POST", &below("nobody"), r#"{"pathPart": "more"}"#).await;
    assert_eq!(refused.refusal(), (404, "NotFoundException", "Invalid Resource identifier specified"));
}

#[tokio::test]
async fn a_method_is_tested_without_a_deployment() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let id = scene.resource(&api, "/{proxy+}").await;
    let test = r#"{"pathWithQueryString": "/conversations?x=1", "headers": {"Origin": "http://localhost"}}"#;
    let answer = scene.call("POST", &format!("{api}/resources/{id}/methods/OPTIONS"), test).await;
    assert_eq!((answer.status, &answer.body["status"]), (200, &json!(200)), "{:?}", answer.body);
    assert_eq!(answer.body["headers"]["Access-Control-Allow-Origin"], "*");
    assert_eq!(answer.body["multiValueHeaders"]["Access-Control-Allow-Origin"], json!(["*"]));
    let log = answer.text("log");
    assert!(log.contains("HTTP Method: OPTIONS, Resource Path: /conversations"), "{log}");
    assert!(log.contains("Method completed with status: 200"), "{log}");
    let missing = scene.call("POST", &format!("{api}/resources/nobody/methods/OPTIONS"), "{}").await;
    assert_eq!(missing.refusal(), (404, "NotFoundException", "Invalid Resource identifier specified"));
}
