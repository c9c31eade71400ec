//! Templates on a request's way: which one takes it, what reaches the function, what its answer becomes, what a template
//! overrides, and what a template that fails looks like.

use cloud::StepName;
use cloud::apigateway::TestInvoke;
use serde_json::{Value, json};

use crate::client::{Answer, Request};
use crate::custom::{api, step};
use crate::scene::{Scene, with};

const DECLARED: &str = r#"        "200": {description: fine}
        "404": {description: missing}
"#;

const PLAIN: &str = "        responses: {default: {statusCode: \"200\"}}\n";

/// The API with request templates, as YAML below `requestTemplates`.
async fn with_templates(properties: &str, templates: &str) -> Scene {
    Scene::of(&api(&format!("{properties}        requestTemplates:\n{templates}{PLAIN}"), DECLARED)).await
}

/// The API with one template for JSON.
async fn with_template(template: &str) -> Scene {
    with_templates("", &block("          ", template)).await
}

/// A template as a literal block.
fn block(indent: &str, template: &str) -> String {
    let lines = template.lines().map(|line| format!("{indent}  {line}\n"));
    format!("{indent}application/json: |-\n{}", lines.collect::<String>())
}

async fn send(scene: &Scene, content_type: Option<&str>, body: &str) -> Answer {
    let headers: Vec<(&str, &str)> = content_type.iter().map(|value| ("Content-Type", *value)).collect();
    scene.send(Request { body: body.as_bytes(), ..Request::new("POST", "/dev/x").with(&headers) }).await
}

pub(crate) async fn the_template_is_chosen_by_the_content_type_without_its_parameters() {
    let templates =
        "          application/json: '{\"from\": \"json\"}'\n          text/plain: '{\"from\": \"text\"}'\n";
    let scene = with_templates("", templates).await;
    for (content_type, from) in [
        (Some("application/json"), "json"),
        (Some("application/json; charset=utf-8"), "json"),
        (Some("Application/JSON"), "json"),
        (Some("text/plain;charset=utf-8"), "text"),
        (None, "json"),
    ] {
        assert_eq!(send(&scene, content_type, "{}").await.json(), json!({"from": from}), "{content_type:?}");
    }
    let passed = send(&scene, Some("application/xml"), r#"{"from": "nobody"}"#).await;
    assert_eq!(passed.json(), json!({"from": "nobody"}), "WHEN_NO_MATCH is the default");
    let said = step(&scene, StepName::IntegrationRequest);
    assert!(said.contains("only for application/json, text/plain") && said.contains("WHEN_NO_MATCH"), "{said}");
}

pub(crate) async fn passthrough_behaviors_let_a_body_without_a_template_on_or_answer_415() {
    let json_only = "        requestTemplates: {application/json: '{\"from\": \"json\"}'}\n";
    for (behavior, templates, content_type, status) in [
        ("when_no_match", json_only, Some("text/plain"), 200),
        ("when_no_match", "", Some("text/plain"), 200),
        ("when_no_templates", json_only, Some("text/plain"), 415),
        ("when_no_templates", json_only, Some("application/json"), 200),
        ("when_no_templates", "", Some("text/plain"), 200),
        ("never", json_only, Some("text/plain"), 415),
        ("never", json_only, Some("application/json"), 200),
        ("never", json_only, None, 200),
        ("never", "", Some("text/plain"), 415),
        ("never", "", None, 415),
    ] {
        let scene =
            Scene::of(&api(&format!("        passthroughBehavior: {behavior}\n{templates}{PLAIN}"), DECLARED)).await;
        let from = scene.cloud.trace_len();
        let answered = send(&scene, content_type, "{}").await;
        assert_eq!(answered.status, status, "{behavior}, {templates}, {content_type:?}");
        let ran = scene.cloud.trace_since(from).iter().any(|event| event.function_run.is_some());
        assert_eq!(ran, status == 200);
        if status == 415 {
            let body = r#"{"message":"Unsupported Media Type"}"#.to_owned();
            assert_eq!(answered.error(), (415, body, Some("BadRequestException")));
        }
    }
}

pub(crate) async fn what_the_template_gives_is_the_functions_event() {
    let scene = with_template(
        r#"{"id": "$input.params('proxy')", "message": $input.json('$'), "stage": "$context.stage", "who": "$input.params('X-Who')"}"#,
    )
    .await;
    let headers = [("Content-Type", "application/json"), ("X-Who", "Ann")];
    let request = Request { body: b"\"hi\"", ..Request::new("POST", "/dev/conversations/a%20b").with(&headers) };
    let answered = scene.send(request).await;
    assert_eq!(answered.json(), json!({"id": "conversations/a b", "message": "hi", "stage": "dev", "who": "Ann"}));
    let log = scene.log();
    let sent =
        log.iter().find(|line| line.starts_with("Endpoint request body after transformations: ")).expect("a line");
    assert!(sent.contains(r#""message": "hi""#), "{sent}");
}

pub(crate) async fn an_empty_template_reaches_the_function_as_an_empty_object() {
    for template in ["$input", "#set($x = 1)", "$util.urlEncode"] {
        let scene = with_template(template).await;
        assert_eq!(send(&scene, None, "").await.json(), json!({}), "{template}");
    }
}

pub(crate) async fn a_map_where_json_is_needed_is_400_in_lambdas_words() {
    let scene = with_template(r#"{"message": $input.path('$')}"#).await;
    let answered = send(&scene, None, r#"{"a": "b"}"#).await;
    assert_eq!(answered.status, 400);
    let message = answered.json()["message"].as_str().expect("a message").to_owned();
    assert!(message.starts_with("Could not parse request body into json: "), "{message}");
    let said = step(&scene, StepName::IntegrationRequest);
    assert!(said.contains(r#"{"message": {a=b}}"#), "what was sent is told: {said}");
}

pub(crate) async fn a_body_that_begins_like_json_and_is_none_is_400_where_the_template_reads_it() {
    let scene = with_template(r#"{"message": $input.json('$')}"#).await;
    let from = scene.cloud.trace_len();
    let answered = send(&scene, None, "{a").await;
    let body = "{\"message\": \"Could not process payloadnet.minidev.json.parser.ParseException: Unexpected End Of File \
                position 1: null\"}";
    assert_eq!((answered.status, answered.text().as_str()), (400, body));
    assert!(!scene.cloud.trace_since(from).iter().any(|event| event.function_run.is_some()));
    let untouched = with_template(r#"{"message": "fixed"}"#).await;
    assert_eq!(send(&untouched, None, "{a").await.json(), json!({"message": "fixed"}), "nobody reads the body");
}

pub(crate) async fn a_template_that_fails_is_500_and_the_step_shows_the_place() {
    let scene = with_template("{\n  #if($x == 1\n  \"a\": 1\n}").await;
    let answered = send(&scene, None, "{}").await;
    let body = r#"{"message": "Internal server error"}"#.to_owned();
    assert_eq!(answered.error(), (500, body, Some("InternalServerErrorException")));
    let log = scene.log();
    assert_eq!(log[log.len() - 2], "Execution failed due to configuration error: Unable to transform request");
    let said = step(&scene, StepName::IntegrationRequest);
    assert!(
        said.contains("line ")
            && said.contains("column ")
            && said.contains("the request template application/json fails")
    );
    let scene = with_template("{\n  \"a\": $input.json('$.b[')\n}").await;
    assert_eq!(send(&scene, None, "{}").await.status, 500);
    let said = step(&scene, StepName::IntegrationRequest);
    assert!(said.contains("line 2, column 14: ") && said.contains("  \"a\": $input.json('$.b[')"), "{said}");
}

/// Errors become statuses: the template makes the body of the function's error.
pub(crate) async fn a_response_template_makes_the_body_and_its_content_type() {
    let scene = Scene::of(&api(
        r#"        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: '{"items": $input.json("$.list"), "first": "$input.path("$.list[0]")"}'
              text/html: '<p>$input.path("$.list").size()</p>'
          "NotFound:.*":
            statusCode: "404"
            responseTemplates:
              application/json: '{"message": $input.json("$.errorMessage")}'
"#,
        DECLARED,
    ))
    .await;
    let event = json!({"do": "answer", "answer": {"list": ["a", "b"]}}).to_string();
    let answered = send(&scene, None, &event).await;
    assert_eq!(answered.json(), json!({"items": ["a", "b"], "first": "a"}));
    assert_eq!(answered.header("content-type"), Some("application/json"));
    for (accept, content_type) in [
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml;q=0.9", "text/html"),
        ("application/json", "application/json"),
        ("image/png", "application/json"),
        ("*/*", "application/json"),
    ] {
        let headers = [("Accept", accept)];
        let request = Request { body: event.as_bytes(), ..Request::new("POST", "/dev/x").with(&headers) };
        assert_eq!(scene.send(request).await.header("content-type"), Some(content_type), "{accept}");
    }
    let event = json!({"do": "error", "message": "NotFound: it's not \"there\""}).to_string();
    let failed = send(&scene, None, &event).await;
    assert_eq!((failed.status, failed.json()), (404, json!({"message": "NotFound: it's not \"there\""})));
    let log = scene.log();
    assert!(
        log.iter().any(|line| line.starts_with("Method response body after transformations: {\"message\"")),
        "{log:#?}"
    );
}

pub(crate) async fn a_response_template_that_fails_is_500() {
    let scene = Scene::of(&api(
        "        responses: {default: {statusCode: \"200\", responseTemplates: {application/json: '#foreach($x in'}}}\n",
        DECLARED,
    ))
    .await;
    assert_eq!(send(&scene, None, "{}").await.status, 500);
    let log = scene.log();
    assert_eq!(log[log.len() - 2], "Execution failed due to configuration error: Unable to transform response");
    assert!(step(&scene, StepName::IntegrationResponse).contains("the response template application/json fails"));
}

pub(crate) async fn a_response_template_overrides_status_and_headers() {
    let scene = Scene::of(&api(
        r#"        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: |-
                #if($input.path('$.missing') == true)
                #set($context.responseOverride.status = 404)
                #set($context.responseOverride.header.X-Why = "it is not there")
                #end
                {}
"#,
        DECLARED,
    ))
    .await;
    let answered = send(&scene, None, r#"{"missing": true}"#).await;
    assert_eq!((answered.status, answered.header("x-why")), (404, Some("it is not there")));
    let answered = send(&scene, None, r#"{"missing": false}"#).await;
    assert_eq!((answered.status, answered.header("x-why")), (200, None));
}

pub(crate) async fn a_request_template_overrides_headers_of_the_integration_request() {
    let scene =
        with_template("#set($context.requestOverride.header.X-Amz-Invocation-Type = 'Event')$input.json('$')").await;
    assert_eq!(send(&scene, None, "{}").await.text(), "");
    assert!(scene.log().iter().any(|line| line.starts_with("Received response. Status: 202")));
}

/// The preflight with other templates.
fn mock(request: &str, response: &str) -> String {
    let api = with(
        r#"          application/json: '{"statusCode": 200}'"#,
        block("          ", request).trim_end_matches('\n'),
    );
    let statement = "            statusCode: \"200\"\n";
    let at = api.rfind(statement).expect("the default response") + statement.len();
    let templates = format!("            responseTemplates:\n{}", block("              ", response));
    format!("{}{templates}{}", &api[..at], &api[at..])
}

/// `LocalStack`'s `test_integration_mock_with_response_override_in_request_template`.
pub(crate) async fn a_status_override_in_the_request_template_of_a_mock_wins() {
    let scene = Scene::of(&mock("#set($context.responseOverride.status = 444){\"statusCode\": 200}", "{}")).await;
    assert_eq!(scene.send(Request::new("OPTIONS", "/dev/x")).await.status, 444);
}

/// `LocalStack`'s `test_integration_mock_with_request_overrides_in_response_template`.
pub(crate) async fn a_request_override_is_seen_by_the_response_template_of_a_mock() {
    let request = "#set($context.requestOverride.path.stage = $input.params('proxy')){\"statusCode\": 200}";
    let response = "#if($context.requestOverride.path.stage == 'path1')path was path one\n#elseif($context.requestOverride.path.stage == 'path2')path was path two\n#{else}this is the else clause\n#end";
    let scene = Scene::of(&mock(request, response)).await;
    for (path, expected) in
        [("path1", "path was path one"), ("path2", "path was path two"), ("other", "this is the else clause")]
    {
        let answered = scene.send(Request::new("OPTIONS", &format!("/dev/{path}"))).await;
        assert_eq!(answered.text().trim_end(), expected, "{path}");
    }
}

pub(crate) async fn the_execution_log_of_a_test_has_aws_lines_in_aws_order() {
    let scene = with_template(r#"{"message": $input.json('$')}"#).await;
    let test = TestInvoke {
        api_id: scene.api_id.clone(),
        resource: "/{proxy+}".to_owned(),
        method: "POST".to_owned(),
        path_with_query: "/x".to_owned(),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: "\"hi\"".into(),
        ..TestInvoke::default()
    };
    let tested = scene.cloud.test_invoke_method(&test).await.expect("an answer");
    let body: Value = serde_json::from_slice(&tested.body).expect("JSON");
    assert_eq!(body, json!({"message": "hi"}));
    let lines: Vec<&str> = tested.log.lines().skip(1).map(|line| line.split(" : ").nth(1).expect("a line")).collect();
    let beginnings: Vec<&str> = lines.iter().map(|line| line.split(':').next().unwrap_or(line)).collect();
    assert_eq!(
        beginnings,
        [
            "Starting execution for request",
            "HTTP Method",
            "Method request path",
            "Method request query string",
            "Method request headers",
            "Method request body before transformations",
            "Endpoint request URI",
            "Endpoint request headers",
            "Endpoint request body after transformations",
            "Sending request to https",
            "Received response. Status",
            "Endpoint response headers",
            "Endpoint response body before transformations",
            "Method response body after transformations",
            "Method response headers",
            "Successfully completed execution",
            "Method completed with status",
        ]
    );
}
