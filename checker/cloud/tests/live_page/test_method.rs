//! *Test* of a method: who may, and what is refused.

use cloud::Cloud;
use http::Method;
use serde_json::{Value, json};

use crate::client::{Reply, get, send, send_body, start, token};

const TEST: &str = "/_checker/test";

/// A test of an API that does not exist: whoever may test is told so.
fn of_no_api() -> Value {
    json!({
        "api": "none", "resource": "none", "method": "GET", "path_with_query": "/", "headers": [], "body": "",
    })
}

/// The headers that the page sends, some of them otherwise; an empty value leaves one out.
async fn post(cloud: &Cloud, otherwise: &[(&str, &str)], body: &str) -> Reply {
    let (origin, token) = (cloud.endpoint(), token(cloud));
    let own = [("origin", origin.as_str()), ("x-checker-token", token.as_str()), ("content-type", "application/json")];
    let is_otherwise = |name: &str| otherwise.iter().any(|(other, _)| *other == name);
    let headers = own.into_iter().filter(|(name, _)| !is_otherwise(name)).chain(otherwise.iter().copied());
    let headers: Vec<_> = headers.filter(|(_, value)| !value.is_empty()).collect();
    send_body(cloud, Method::POST, TEST, &headers, body).await
}

fn sentence(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), "application/json", "{reply:?}");
    let body: Value = serde_json::from_str(&reply.body).expect("JSON");
    body["message"].as_str().expect("a sentence").to_owned()
}

#[tokio::test]
async fn without_the_token_nothing_is_tested() {
    let cloud = start().await;
    let right = token(&cloud);
    let other = token(&start().await);
    assert_ne!(right, other, "each run has its own");
    let longer = format!("{right}0");
    for wrong in ["", &other, &right[1..], &longer] {
        let refused = post(&cloud, &[("x-checker-token", wrong)], &of_no_api().to_string()).await;
        assert_eq!(refused.status, 403, "{wrong}");
        assert!(sentence(&refused).starts_with("The token is missing or wrong: open the live page"), "{refused:?}");
        assert!(!refused.body.contains(&right), "{refused:?}");
    }
    let let_in = post(&cloud, &[], &of_no_api().to_string()).await;
    assert_eq!(let_in.status, 404, "{let_in:?}");
    // Nor does anything that is read here tell it.
    for uri in ["/_checker/", "/_checker/cloud.json", "/_checker/page.mjs", "/_checker/test"] {
        assert!(!get(&cloud, uri).await.body.contains(&right), "{uri}");
    }
}

#[tokio::test]
async fn another_origin_is_refused_even_with_the_token() {
    let cloud = start().await;
    let port = cloud.port();
    let foreign = ["", "null", "http://example.com", "https://127.0.0.1", &format!("http://localhost:{port}")];
    for origin in foreign.into_iter().chain([format!("http://127.0.0.1:{}", port ^ 1).as_str()]) {
        let refused = post(&cloud, &[("origin", origin)], &of_no_api().to_string()).await;
        assert_eq!(refused.status, 403, "{origin}");
        assert!(sentence(&refused).starts_with("Only the live page itself may test"), "{refused:?}");
        assert!(!refused.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{refused:?}");
    }
    // The page may be opened under another name of this machine; then that is its origin.
    let named = format!("localhost:{port}");
    let own = [("host", named.as_str()), ("origin", &format!("http://{named}"))];
    assert_eq!(post(&cloud, &own, &of_no_api().to_string()).await.status, 404);
    let rebound = [("host", "rebound.example"), ("origin", "http://rebound.example")];
    assert_eq!(post(&cloud, &rebound, &of_no_api().to_string()).await.status, 403);
}

#[tokio::test]
async fn what_is_sent_must_be_json_of_a_test_and_small() {
    let cloud = start().await;
    for content_type in ["", "text/plain", "application/x-www-form-urlencoded"] {
        let refused = post(&cloud, &[("content-type", content_type)], &of_no_api().to_string()).await;
        assert_eq!(
            (refused.status.as_u16(), sentence(&refused)),
            (415, "A test is sent as application/json.".to_owned())
        );
    }
    for body in ["", "{", "[]", "{\"api\":\"x\"}", "\u{0}"] {
        let refused = post(&cloud, &[], body).await;
        assert_eq!(refused.status, 400, "{body}");
        assert!(sentence(&refused).starts_with("The test could not be read: "), "{refused:?}");
    }
    let mut large = of_no_api();
    large["body"] = "x".repeat(1 << 20).into();
    let refused = post(&cloud, &[], &large.to_string()).await;
    assert_eq!((refused.status.as_u16(), sentence(&refused)), (413, "The test is larger than 1024 KB.".to_owned()));
}

#[tokio::test]
async fn only_post_is_answered_and_nothing_is_traced() {
    let cloud = start().await;
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
        let refused = send(&cloud, method.clone(), TEST, &[]).await;
        assert_eq!((refused.status.as_u16(), refused.header("allow")), (405, "POST"), "{method}");
    }
    post(&cloud, &[], &of_no_api().to_string()).await;
    assert_eq!(cloud.trace_len(), 0);
}
