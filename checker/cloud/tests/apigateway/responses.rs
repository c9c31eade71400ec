//! What a function's answer becomes, rule by rule.

use serde_json::json;

use crate::client::Request;
use crate::scene::{Scene, with};

const MALFORMED: &str = r#"{"message": "Internal server error"}"#;

pub(crate) async fn status_headers_and_body_reach_the_caller() {
    let scene = Scene::start().await;
    let answer = json!({
        "statusCode": "201",
        "headers": {"Content-Type": "text/plain", "Access-Control-Allow-Origin": "*", "X-True": true},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "body": "made",
        "isBase64Encoded": false,
    });
    let answer = scene.answered(&answer.to_string()).await;
    assert_eq!((answer.status, answer.text().as_str()), (201, "made"));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("x-true"), Some("true"));
    assert_eq!(answer.all("set-cookie"), ["a=1", "b=2"]);
    assert!(answer.header("x-amzn-requestid").is_some_and(|id| id.len() == 36));
    assert!(answer.header("x-amz-apigw-id").is_some_and(|id| id.len() == 16 && id.ends_with('=')));
}

pub(crate) async fn without_a_status_it_is_200_and_without_a_body_empty() {
    let scene = Scene::start().await;
    for answer in [r#"{"headers": null}"#, r#"{"headers": {"a": "b"}, "body": null}"#, r#"{"body": ""}"#] {
        let told = scene.answered(answer).await;
        assert_eq!((told.status, told.text().as_str()), (200, ""), "{answer}");
        assert_eq!(told.header("content-type"), Some("application/json"));
    }
}

pub(crate) async fn one_header_in_both_maps_has_the_list_first() {
    let scene = Scene::start().await;
    let answer = json!({"multiValueHeaders": {"X-Test": ["a"]}, "headers": {"x-test": "b"}});
    assert_eq!(scene.answered(&answer.to_string()).await.all("x-test"), ["a", "b"]);
}

pub(crate) async fn what_is_no_answer_is_502_and_the_log_calls_it_malformed() {
    let scene = Scene::start().await;
    for answer in [
        "{}",
        r#""a text""#,
        "null",
        r#"{"statusCode": 200, "other": 1}"#,
        r#"{"statusCode": "test"}"#,
        r#"{"statusCode": 200, "body": {"a": 1}}"#,
        r#"{"statusCode": 200, "multiValueHeaders": {"a": "b"}}"#,
        r#"[{"id": "1"}]"#,
    ] {
        let told = scene.answered(answer).await;
        assert_eq!(told.error(), (502, MALFORMED.to_owned(), Some("InternalServerErrorException")), "{answer}");
        let log = scene.log();
        let end = [
            "Execution failed due to configuration error: Malformed Lambda proxy response",
            "Method completed with status: 502",
        ];
        assert_eq!(log[log.len() - 2..], end, "{answer}");
        assert!(told.header("x-amzn-trace-id").is_some_and(|id| id.starts_with("Root=")), "an integration ran");
    }
    let event = scene.cloud.trace().pop().expect("an event");
    let why: Vec<String> = event.api.expect("an execution").steps.into_iter().flat_map(|step| step.lines).collect();
    assert!(why.iter().any(|line| line.contains("an object is needed, and this is a list")), "{why:?}");
}

pub(crate) async fn headers_of_api_gateways_own_are_remapped() {
    let scene = Scene::start().await;
    let names = [
        "Authorization",
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Date",
        "Expect",
        "Host",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "Trailer",
        "Upgrade",
        "User-Agent",
        "WWW-Authenticate",
    ];
    let headers: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), json!("5"))).collect();
    let answer = scene.answered(&json!({"headers": headers, "body": "ok"}).to_string()).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
    for name in names {
        let remapped = format!("x-amzn-remapped-{}", name.to_ascii_lowercase());
        assert_eq!(answer.header(&remapped), Some("5"), "{name}");
    }
}

pub(crate) async fn base64_goes_out_as_it_is_without_binary_media_types() {
    let scene = Scene::start().await;
    let answer = r#"{"isBase64Encoded": true, "body": "aGVsbG8="}"#;
    assert_eq!(scene.answered(answer).await.text(), "aGVsbG8=");
    let all = with("openapi: 3.0.1\n", "openapi: 3.0.1\nx-amazon-apigateway-binary-media-types: [image/png]\n");
    let scene = Scene::of(&all).await;
    assert_eq!(scene.answered(answer).await.text(), "aGVsbG8=", "the caller does not ask for an image");
    let headers = [("Accept", "image/png,*/*")];
    let asked = Request::new("POST", "/dev/x?do=answer").with(&headers);
    assert_eq!(scene.send(Request { body: answer.as_bytes(), ..asked }).await.text(), "hello");
}

pub(crate) async fn cors_headers_are_the_functions_own_affair() {
    let scene = Scene::start().await;
    let headers = [("Origin", "http://site.example")];
    let answer = scene.send(Request::get("/dev/x").with(&headers)).await;
    let added: Vec<_> = answer.headers.iter().filter(|(name, _)| name.starts_with("access-control-")).collect();
    assert!(added.is_empty(), "{added:?}");
}

pub(crate) async fn a_head_has_no_body() {
    let scene = Scene::start().await;
    let answer = scene.send(Request::new("HEAD", "/dev/x")).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
}
