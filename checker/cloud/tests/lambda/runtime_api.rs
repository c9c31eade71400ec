//! The Runtime API as a bootstrap sees it.

use serde_json::{Value, json};

use crate::scene::{ask, assert_works, invoke, start};

async fn request(cloud: &cloud::Cloud, method: &str, path: &str) -> (u64, Value) {
    let answer = ask(cloud, json!({"do": "request", "method": method, "path": path})).await;
    let body = answer["body"].as_str().unwrap_or_default();
    (answer["status"].as_u64().expect("a status"), serde_json::from_str(body).unwrap_or_else(|_| json!(body)))
}

pub(crate) async fn the_next_event_comes_with_all_headers() {
    let cloud = start().await;
    let before = std::time::SystemTime::now();
    let invoked = invoke(&cloud, json!({"do": "headers"})).await;
    let headers: Value = serde_json::from_slice(&invoked.payload).expect("JSON");
    assert_eq!(headers["lambda-runtime-aws-request-id"], invoked.request_id);
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:chat-hello";
    assert_eq!(headers["lambda-runtime-invoked-function-arn"], arn);
    let trace = headers["lambda-runtime-trace-id"].as_str().expect("a trace id");
    assert!(trace.starts_with("Root=1-") && trace.contains(";Parent="), "{trace}");
    assert_eq!(headers["content-type"], "application/json");
    let deadline: u128 = headers["lambda-runtime-deadline-ms"].as_str().expect("a deadline").parse().expect("a number");
    let now = before.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
    assert!(deadline > now + 5_000 && deadline < now + 60_000, "{deadline} at {now}");
}

pub(crate) async fn an_answer_for_another_request_is_refused() {
    let cloud = start().await;
    let other = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
    for path in ["response", "error"] {
        let refused = request(&cloud, "POST", &format!("invocation/{other}/{path}")).await;
        assert_eq!(refused, (400, json!({"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"})));
    }
    assert_works(&cloud).await;
}

pub(crate) async fn a_second_answer_is_refused() {
    let cloud = start().await;
    assert_eq!(ask(&cloud, json!({"do": "twice"})).await, json!("first"));
    let second = ask(&cloud, json!({"do": "last"})).await;
    assert_eq!(second["status"], 403);
    let body: Value = serde_json::from_str(second["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(body["errorType"], "InvalidStateTransition");
    assert_works(&cloud).await;
}

pub(crate) async fn what_is_not_there_is_not_found() {
    let cloud = start().await;
    assert_eq!(request(&cloud, "GET", "invocation/previous").await.0, 404);
    assert_eq!(request(&cloud, "GET", "invocation/ID/response").await.0, 405);
    // Its init phase is over.
    let (status, body) = request(&cloud, "POST", "init/error").await;
    assert_eq!((status, &body["errorType"]), (403, &json!("InvalidStateTransition")));
    assert_works(&cloud).await;
}

pub(crate) async fn asking_again_gives_the_same_event() {
    let cloud = start().await;
    assert_eq!(ask(&cloud, json!({"do": "again"})).await, json!({"same": true}));
}
