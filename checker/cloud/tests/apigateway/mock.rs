//! MOCK: API Gateway answers itself.

use crate::client::Request;
use crate::scene::{Scene, with};

const TEMPLATE: &str = r#"          application/json: '{"statusCode": 200}'"#;

const ALL_BINARY: &str = "x-amazon-apigateway-binary-media-types: ['*/*']\n";

/// The preflight with another request template.
fn templated(template: &str) -> String {
    with(TEMPLATE, &format!("          application/json: '{template}'"))
}

pub(crate) async fn a_preflight_is_answered_without_a_function() {
    let scene = Scene::forbidden(crate::scene::API).await;
    let headers = [("Origin", "http://site.example"), ("Access-Control-Request-Method", "GET")];
    let answer = scene.send(Request::new("OPTIONS", "/dev/conversations/1").with(&headers)).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET,OPTIONS"),
        ("access-control-allow-headers", "Content-Type"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert_eq!(answer.header("x-amzn-trace-id"), None, "no integration ran");
    assert!(answer.header("x-amzn-requestid").is_some());
}

pub(crate) async fn a_status_without_quotation_marks_is_accepted() {
    let scene = Scene::of(&templated("{statusCode: 200}")).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 200);
}

pub(crate) async fn a_template_without_a_status_is_500() {
    let scene = Scene::of(&templated("{}")).await;
    let answer = scene.send(Request::new("OPTIONS", "/dev/x")).await;
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (500, Some("InternalServerErrorException")));
    assert!(answer.text().contains("Internal server error"));
}

pub(crate) async fn where_every_media_type_is_binary_the_template_is_not_read_unless_it_is_told_to_be_text() {
    let binary = |mock: &str| {
        with("        type: mock\n", mock).replacen("openapi: 3.0.1\n", &format!("openapi: 3.0.1\n{ALL_BINARY}"), 1)
    };
    let scene = Scene::of(&binary("        type: mock\n")).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 500);
    let log = scene.log();
    assert!(log[log.len() - 2].contains("configuration error: Unable to transform request"), "{log:?}");
    let scene = Scene::of(&binary("        type: mock\n        contentHandling: CONVERT_TO_TEXT\n")).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 200);
}

pub(crate) async fn the_template_knows_parameters_and_context() {
    let pattern = r#"            statusCode: "200"
            responseTemplates: {application/json: '{"id":"$input.params(''proxy'')","stage":"$context.stage"}'}
"#;
    let api = with("            statusCode: \"200\"\n", pattern);
    let api = api.replacen(TEMPLATE, r#"          application/json: '{"statusCode": $input.params("status")}'"#, 1);
    let scene = Scene::of(&api).await;
    let answer = scene.send(Request::new("OPTIONS", "/dev/conversations?status=200")).await;
    assert_eq!(answer.text(), r#"{"id":"conversations","stage":"dev"}"#);
    let none = scene.send(Request::new("OPTIONS", "/dev/conversations")).await;
    assert_eq!(none.status, 500, "no status");
}

pub(crate) async fn the_request_template_is_velocity() {
    let template =
        r#"#set($status = 200)#if($input.params("fail") != "")#set($status = 500)#end{"statusCode": $status}"#;
    let scene = Scene::of(&templated(template)).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 200);
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x?fail=1")).await.status, 200, "the default response");
    let log = scene.cloud.trace().pop().and_then(|event| event.api).expect("an execution").steps;
    assert!(log.iter().any(|step| step.lines.iter().any(|line| line.contains("the status is \"500\""))), "{log:#?}");
}

pub(crate) async fn without_a_response_for_the_status_it_is_500() {
    let only_404 = with("          default:\n", "          \"404\":\n");
    let scene = Scene::of(&only_404).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 500);
    let log = scene.log();
    assert!(log[log.len() - 2].contains("No match for output mapping and no default output mapping configured"));
}

pub(crate) async fn a_body_of_another_media_type_is_passed_through_unless_forbidden() {
    let headers = [("Content-Type", "text/plain")];
    let preflight = Request { body: b"{\"statusCode\": 200}", ..Request::new("OPTIONS", "/dev/x").with(&headers) };
    let scene = Scene::start().await;
    assert_eq!(scene.send(preflight).await.status, 200, "the body names the status");
    let never = with("        type: mock\n", "        type: mock\n        passthroughBehavior: never\n");
    let scene = Scene::of(&never).await;
    let answer = scene.send(preflight).await;
    let body = r#"{"message":"Unsupported Media Type"}"#.to_owned();
    assert_eq!(answer.error(), (415, body, Some("BadRequestException")));
}
