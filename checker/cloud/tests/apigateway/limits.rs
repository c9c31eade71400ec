//! Requests that are larger than API Gateway or Lambda takes.

use crate::client::Request;
use crate::scene::Scene;

const MEGABYTE: usize = 1024 * 1024;

pub(crate) async fn a_body_over_10_mb_is_413_in_plain_text() {
    let scene = Scene::start().await;
    let body = vec![b'x'; 11 * MEGABYTE];
    let answer = scene.send(Request { body: &body, ..Request::new("POST", "/dev/x") }).await;
    assert_eq!((answer.status, answer.text().as_str()), (413, "HTTP content length exceeded 10485760 bytes."));
    assert!(answer.header("content-type").is_some_and(|media_type| media_type.starts_with("text/")));
    assert_eq!(scene.get("/dev/x").await.status, 200);
}

pub(crate) async fn an_event_over_6_mb_is_413_request_too_long() {
    let scene = Scene::start().await;
    let body = vec![b'x'; 7 * MEGABYTE];
    let answer = scene.send(Request { body: &body, ..Request::new("POST", "/dev/x") }).await;
    assert_eq!((answer.status, answer.text().as_str()), (413, r#"{"message":"Request Too Long"}"#));
}

pub(crate) async fn an_answer_over_6_mb_is_502() {
    let scene = Scene::start().await;
    // A quotation mark costs two bytes in JSON, so the event fits and the answer does not.
    let body = vec![b'"'; 2 * MEGABYTE];
    let answer = scene.send(Request { body: &body, ..Request::new("POST", "/dev/x") }).await;
    assert_eq!(answer.status, 502, "{} bytes", answer.body.len());
    assert!(scene.log().iter().any(|line| line.contains("Response payload size exceeded")));
}

pub(crate) async fn headers_over_10240_bytes_are_431() {
    let scene = Scene::start().await;
    let long = "x".repeat(10_241);
    let headers = [("X-Long", long.as_str())];
    let answer = scene.send(Request::get("/dev/x").with(&headers)).await;
    assert_eq!((answer.status, answer.text().as_str()), (431, "HTTP header is larger than 10240 bytes."));
    let shorter = [("X-Long", &long[..10_000])];
    assert_eq!(scene.send(Request::get("/dev/x").with(&shorter)).await.status, 200);
}
