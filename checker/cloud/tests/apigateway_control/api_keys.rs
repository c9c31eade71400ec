//! API keys, usage plans, and the keys of plans.

use serde_json::json;

use crate::client::{Scene, document};

#[tokio::test]
async fn a_key_is_made_and_its_value_shown_to_who_asks() {
    let scene = Scene::start().await;
    let made = scene.call("POST", "/apikeys", r#"{"name": "partner", "enabled": true}"#).await;
    assert_eq!((made.status, made.text("value").len(), made.text("id").len()), (201, 40, 10));
    let own = format!("/apikeys/{}", made.text("id"));
    assert_eq!(scene.get(&own).await.get("value"), None);
    assert_eq!(scene.get(&format!("{own}?includeValue=true")).await["value"], made.text("value"));
    assert_eq!(scene.get("/apikeys?includeValues=true").await["item"][0]["value"], made.text("value"));
    let off = json!({"patchOperations": [{"op": "replace", "path": "/enabled", "value": "false"}]});
    assert_eq!(scene.call("PATCH", &own, off.to_string()).await.body["enabled"], false);
    let short = scene.call("POST", "/apikeys", r#"{"name": "x", "value": "short"}"#).await;
    assert_eq!(short.refusal(), (400, "BadRequestException", "API Key value should be at least 20 characters"));
    let taken = json!({"name": "x", "value": made.text("value")}).to_string();
    assert_eq!(
        scene.call("POST", "/apikeys", taken).await.refusal(),
        (409, "ConflictException", "API Key already exists")
    );
    assert_eq!(scene.call("DELETE", &own, "").await.status, 202);
    let gone = scene.call("GET", &own, "").await;
    assert_eq!(gone.refusal(), (404, "NotFoundException", "Invalid API Key identifier specified"));
}

#[tokio::test]
async fn a_plan_opens_stages_that_are_there_to_its_keys() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let api_id = api.trim_start_matches("/restapis/");
    let plan = json!({
        "name": "partners", "apiStages": [{"apiId": api_id, "stage": "dev"}], "throttle": {"rateLimit": 1.0, "burstLimit": 2},
    });
    let early = scene.call("POST", "/usageplans", plan.to_string()).await;
    assert_eq!(early.refusal(), (404, "NotFoundException", format!("API Stage not found: {api_id}:dev").as_str()));
    let deployment = scene.deploy(&api).await;
    let stage = json!({"stageName": "dev", "deploymentId": deployment});
    assert_eq!(scene.call("POST", &format!("{api}/stages"), stage.to_string()).await.status, 201);
    let made = scene.call("POST", "/usageplans", plan.to_string()).await;
    assert_eq!((made.status, &made.body["throttle"]), (201, &plan["throttle"]), "{:?}", made.body);
    let keys = format!("/usageplans/{}/keys", made.text("id"));
    let key = scene.call("POST", "/apikeys", r#"{"name": "partner", "enabled": true}"#).await.text("id");
    let joined = json!({"keyId": key, "keyType": "API_KEY"});
    assert_eq!(scene.call("POST", &keys, joined.to_string()).await.status, 201);
    assert_eq!(scene.get(&keys).await["item"][0]["id"], json!(key));
    let nobody = json!({"keyId": "nobody", "keyType": "API_KEY"});
    assert_eq!(scene.call("POST", &keys, nobody.to_string()).await.status, 404);
    assert_eq!(scene.call("DELETE", &format!("{keys}/{key}"), "").await.status, 202);
    assert_eq!(scene.get(&keys).await["item"], json!([]));
    assert_eq!(scene.call("DELETE", &format!("/usageplans/{}", made.text("id")), "").await.status, 202);
    assert_eq!(scene.get("/usageplans").await["item"], json!([]));
}
