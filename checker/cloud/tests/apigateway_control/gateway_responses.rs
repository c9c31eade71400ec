//! Gateway responses.

use serde_json::json;

use crate::client::{Scene, document};

const TEMPLATE: &str = "{\"message\":$context.error.messageString}";

#[tokio::test]
async fn fact_there_are_21_types_each_with_a_default() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let all = scene.get(&format!("{api}/gatewayresponses")).await;
    let all = all["item"].as_array().expect("a list");
    assert_eq!(all.len(), 21);
    let of = |kind: &str| all.iter().find(|it| it["responseType"] == kind).expect(kind);
    assert_eq!(
        *of("UNAUTHORIZED"),
        json!({
            "responseType": "UNAUTHORIZED",
            "statusCode": "401",
            "defaultResponse": true,
            "responseParameters": {},
            "responseTemplates": {"application/json": TEMPLATE},
        })
    );
    assert_eq!(of("INTEGRATION_TIMEOUT")["statusCode"], "504");
    assert_eq!((of("DEFAULT_4XX").get("statusCode"), of("DEFAULT_5XX").get("statusCode")), (None, None));
}

#[tokio::test]
async fn fact_a_status_alone_keeps_the_default_template() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let denied = format!("{api}/gatewayresponses/ACCESS_DENIED");
    let put = scene.call("PUT", &denied, r#"{"statusCode": "404"}"#).await;
    assert_eq!(put.status, 201);
    assert_eq!((&put.body["statusCode"], &put.body["defaultResponse"]), (&json!("404"), &json!(false)));
    assert_eq!(put.body["responseTemplates"], json!({"application/json": TEMPLATE}));
    assert_eq!(scene.get(&denied).await, put.body);
}

#[tokio::test]
async fn fact_a_type_that_is_not_set_cannot_be_deleted() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let default = format!("{api}/gatewayresponses/DEFAULT_4XX");
    let refused = scene.call("DELETE", &default, "").await;
    assert_eq!(refused.refusal(), (404, "NotFoundException", "Gateway response type not defined on api"));
    let origin = "gatewayresponse.header.Access-Control-Allow-Origin";
    let put = scene.call("PUT", &default, json!({"responseParameters": {origin: "'*'"}}).to_string()).await;
    assert_eq!(put.body["responseParameters"], json!({origin: "'*'"}));
    assert_eq!(scene.call("DELETE", &default, "").await.status, 202);
    assert_eq!(scene.get(&default).await["defaultResponse"], true);
}

#[tokio::test]
async fn what_is_no_gateway_response_is_refused() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let wrong = scene.call("PUT", &format!("{api}/gatewayresponses/DEFAULT_4xx"), "{}").await;
    let (status, code, message) = wrong.refusal();
    assert_eq!((status, code), (400, "ValidationException"));
    assert!(message.contains("Value 'DEFAULT_4xx' at 'responseType'"), "{message}");
    let origin = json!({"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "*"}});
    let wrong = scene.call("PUT", &format!("{api}/gatewayresponses/DEFAULT_4XX"), origin.to_string()).await;
    let message = "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping \
                   expression specified: *]";
    assert_eq!(wrong.refusal(), (400, "BadRequestException", message));
}

/// In the recorded words of `LocalStack`'s `test_update_gateway_response`.
#[tokio::test]
async fn a_type_is_changed_by_patches() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let path = format!("{api}/gatewayresponses/DEFAULT_4XX");
    let change = |op: &str, path: &str, value: serde_json::Value| {
        json!({"patchOperations": [{"op": op, "path": path, "value": value}]}).to_string()
    };
    let set = scene.call("PATCH", &path, change("replace", "/statusCode", json!("444"))).await;
    assert_eq!(
        (set.status, &set.body["statusCode"], &set.body["defaultResponse"]),
        (200, &json!("444"), &json!(false))
    );
    let origin = "gatewayresponse.header.Access-Control-Allow-Origin";
    let added = scene.call("PATCH", &path, change("add", &format!("/responseParameters/{origin}"), json!("'*'"))).await;
    assert_eq!(added.body["responseParameters"], json!({origin: "'*'"}));
    let xml = "/responseTemplates/application~1xml";
    let added = scene.call("PATCH", &path, change("add", xml, json!("<a/>"))).await;
    assert_eq!(added.body["responseTemplates"], json!({"application/xml": "<a/>"}));
    for (op, name, value, refusal) in [
        ("add", "/statusCode", json!("1"), (400, "BadRequestException", "Invalid patch path /statusCode")),
        ("replace", "/wrongPath", json!("1"), (400, "BadRequestException", "Invalid patch path /wrongPath")),
        ("replace", "", json!("1"), (400, "BadRequestException", "Invalid patch path null")),
        (
            "replace",
            "/responseTemplates/text~1plain",
            json!("1"),
            (404, "NotFoundException", "Invalid parameter name specified"),
        ),
        (
            "replace",
            xml,
            serde_json::Value::Null,
            (400, "BadRequestException", "Invalid null or empty value in responseTemplates"),
        ),
    ] {
        assert_eq!(scene.call("PATCH", &path, change(op, name, value)).await.refusal(), refusal, "{name}");
    }
}
