//! The answers that API Gateway gives itself, as a definition changes them.

use serde_json::json;

use crate::client::Request;
use crate::scene::{API, Scene};

/// The definition with gateway responses.
fn with_responses(responses: &str) -> String {
    format!("{API}x-amazon-apigateway-gateway-responses:\n{responses}")
}

const CORS: &str = "  DEFAULT_4XX:
    responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\"}
  DEFAULT_5XX:
    responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\"}
";

pub(crate) async fn errors_lack_cors_headers_unless_the_definition_adds_them() {
    let scene = Scene::start().await;
    for target in ["/dev", "/dev/x?do=exit"] {
        let answer = scene.get(target).await;
        assert!(answer.status >= 403 && answer.header("access-control-allow-origin").is_none(), "{target}");
    }
    let scene = Scene::of(&with_responses(CORS)).await;
    for (target, status) in [("/dev", 403), ("/dev/x?do=exit", 502)] {
        let answer = scene.get(target).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some("*")), "{target}");
        assert!(answer.header("x-amzn-errortype").is_some());
    }
    let elsewhere = scene.get("/prod").await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), None, "no stage, no definition");
}

pub(crate) async fn status_template_and_parameters_can_be_changed() {
    let responses = "  MISSING_AUTHENTICATION_TOKEN:
    statusCode: 404
    responseParameters:
      gatewayresponse.header.X-Type: context.error.responseType
      gatewayresponse.header.X-From: method.request.header.Origin
    responseTemplates:
      application/json: '{\"error\":$context.error.messageString,\"id\":\"$context.requestId\",\"s\":\"$stageVariables.a\"}'
";
    let scene = Scene::with_property("Variables: {a: b}", &with_responses(responses)).await;
    let headers = [("Origin", "http://site")];
    let answer = scene.send(Request::get("/dev").with(&headers)).await;
    assert_eq!(answer.status, 404);
    let id = answer.header("x-amzn-requestid").expect("an id");
    assert_eq!(answer.json(), json!({"error": "Missing Authentication Token", "id": id, "s": "b"}));
    assert_eq!(answer.header("x-type"), Some("MISSING_AUTHENTICATION_TOKEN"));
    assert_eq!(answer.header("x-from"), Some("http://site"));
}

pub(crate) async fn a_status_of_default_4xx_is_that_of_all_4xx() {
    let scene = Scene::of(&with_responses("  DEFAULT_4XX: {statusCode: 418}\n")).await;
    let answer = scene.get("/dev").await;
    assert_eq!((answer.status, answer.text().as_str()), (418, r#"{"message":"Missing Authentication Token"}"#));
    assert_eq!(scene.get("/dev/x?do=exit").await.status, 502);
}
