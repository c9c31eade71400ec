//! The whole way once: list, unknown route, preflight.

use serde_json::json;

use crate::client::Request;
use crate::scene::Scene;

pub(crate) async fn a_deployed_proxy_answers_through_its_function() {
    let scene = Scene::start().await;
    let answer = scene.get("/dev/conversations").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let event = answer.json();
    assert_eq!((&event["path"], &event["httpMethod"]), (&json!("/conversations"), &json!("GET")));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert!(answer.header("x-amzn-trace-id").is_some_and(|id| id.starts_with("Root=1-")));
    assert_eq!(answer.header("x-amzn-errortype"), None);
}

pub(crate) async fn a_preflight_is_answered_by_mock() {
    let scene = Scene::start().await;
    let answer = scene.send(Request::new("OPTIONS", "/dev/conversations")).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET,OPTIONS"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("Content-Type"));
}
