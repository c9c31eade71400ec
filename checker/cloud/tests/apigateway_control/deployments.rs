//! Deployments and stages.

use serde_json::json;

use crate::client::{Scene, document};

#[tokio::test]
async fn fact_a_deployment_in_use_is_not_deleted() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let id = scene.deploy(&api).await;
    let stage = json!({"stageName": "dev", "deploymentId": id}).to_string();
    assert_eq!(scene.call("POST", &format!("{api}/stages"), stage).await.status, 201);
    let deployment = format!("{api}/deployments/{id}");
    let refused = scene.call("DELETE", &deployment, "").await;
    let message = "Active stages pointing to this deployment must be moved or deleted";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    assert_eq!(scene.call("DELETE", &format!("{api}/stages/dev"), "").await.status, 202);
    assert_eq!(scene.call("DELETE", &deployment, "").await.status, 202);
    assert_eq!(scene.get(&format!("{api}/deployments")).await, json!({"item": []}));
}

#[tokio::test]
async fn a_stage_is_shown_as_aws_shows_it() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let id = scene.deploy(&api).await;
    let new = json!({"stageName": "dev", "deploymentId": id, "description": "dev stage", "variables": {"a": "b"}});
    let made = scene.call("POST", &format!("{api}/stages"), new.to_string()).await;
    assert_eq!(made.status, 201);
    assert_eq!(scene.get(&format!("{api}/stages/dev")).await, made.body);
    let mut stage = made.body;
    assert!(stage["createdDate"].is_u64() && stage["lastUpdatedDate"].is_u64());
    for name in ["createdDate", "lastUpdatedDate"] {
        stage.as_object_mut().expect("a map").remove(name);
    }
    assert_eq!(
        stage,
        json!({
            "cacheClusterEnabled": false,
            "cacheClusterStatus": "NOT_AVAILABLE",
            "deploymentId": id,
            "description": "dev stage",
            "methodSettings": {},
            "stageName": "dev",
            "tracingEnabled": false,
            "variables": {"a": "b"},
        })
    );
    let again = scene.call("POST", &format!("{api}/stages"), new.to_string()).await;
    assert_eq!(again.refusal(), (409, "ConflictException", "Stage already exists"));
}

#[tokio::test]
async fn a_deployment_makes_or_moves_the_stage_that_it_names() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let deployments = format!("{api}/deployments");
    let first = scene.call("POST", &deployments, r#"{"stageName": "dev", "variables": {"a": "1"}}"#).await;
    assert_eq!(first.status, 201);
    let second = scene.call("POST", &deployments, r#"{"stageName": "dev", "description": "again"}"#).await;
    assert_ne!(first.text("id"), second.text("id"));
    let stages = scene.get(&format!("{api}/stages")).await;
    assert_eq!(stages["item"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&stages["item"][0]["deploymentId"], &stages["item"][0]["variables"]["a"]),
        (&second.body["id"], &json!("1"))
    );
    let of_first = scene.get(&format!("{api}/stages?deploymentId={}", first.text("id"))).await;
    assert_eq!(of_first, json!({"item": []}));
    let refused = scene.call("POST", &deployments, r#"{"stageName": "$default"}"#).await;
    assert_eq!(refused.refusal(), (400, "BadRequestException", "Stage name only allows a-zA-Z0-9_"));
    assert_eq!(scene.get(&deployments).await["item"].as_array().map(Vec::len), Some(2), "none is left over");
}

#[tokio::test]
async fn a_stage_is_changed_by_patches() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let (first, second) = (scene.deploy(&api).await, scene.deploy(&api).await);
    let new = json!({"stageName": "dev", "deploymentId": first, "variables": {"a": "1", "b": "2"}}).to_string();
    scene.call("POST", &format!("{api}/stages"), new).await;
    let stage = format!("{api}/stages/dev");
    let patch = |operations: serde_json::Value| json!({"patchOperations": operations}).to_string();
    let changed = scene.call(
        "PATCH",
        &stage,
        patch(json!([
            {"op": "replace", "path": "/deploymentId", "value": second},
            {"op": "replace", "path": "/variables/a", "value": "3"},
            {"op": "remove", "path": "/variables/b"},
        ])),
    );
    let changed = changed.await;
    assert_eq!((changed.status, changed.text("deploymentId")), (200, second));
    assert_eq!(changed.body["variables"], json!({"a": "3"}));
    let refusals = [
        (
            json!([{"op": "replace", "path": "/deploymentId", "value": "nobody"}]),
            "Invalid Deployment identifier specified",
        ),
        (
            json!([{"op": "add", "path": "/description", "value": "x"}]),
            "Invalid patch operation specified. Must be one of: [replace]",
        ),
        (
            json!([{"op": "replace", "path": "/variables/my-name", "value": "x"}]),
            "Invalid stage variable name: my-name.  Please use names with only word characters.",
        ),
        (
            json!([{"op": "replace", "path": "/variables/a", "value": "$LATEST"}]),
            "Invalid stage variable value: $LATEST.  Please use values with alphanumeric characters and the symbols ' ', -', \
             '.', '_', ':', '/', '?', '&', '=', and ','.",
        ),
    ];
    for (operations, message) in refusals {
        let refused = scene.call("PATCH", &stage, patch(operations)).await;
        assert_eq!(refused.refusal().2, message);
    }
    let refused = scene.call("PATCH", &stage, patch(json!([{"op": "replace", "path": "/bad", "value": "x"}]))).await;
    assert!(refused.refusal().2.starts_with("Invalid method setting path: /bad. Must be one of: [/deploymentId, "));
    let refused = scene.call("PATCH", &stage, patch(json!([{"op": "replace", "path": "/tracingEnabled"}]))).await;
    assert_eq!(refused.refusal().0, 501, "what is not emulated is said to be so");
    assert_eq!(scene.get(&stage).await["variables"], json!({"a": "3"}), "a refusal changes nothing");
}

#[tokio::test]
async fn a_method_without_an_integration_is_not_deployed() {
    let scene = Scene::start().await;
    let mut without = document();
    without["paths"]["/{proxy+}"]["options"].as_object_mut().expect("a map").remove("x-amazon-apigateway-integration");
    let api = scene.import(&without.to_string()).await;
    let refused = scene.call("POST", &format!("{api}/deployments"), "{}").await;
    assert_eq!(refused.refusal(), (400, "BadRequestException", "No integration defined for method"));
}
