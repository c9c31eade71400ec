//! The integration type AWS with a Lambda function: templates in, patterns and templates out.

use cloud::StepName;
use serde_json::{Value, json};

use crate::client::{Answer, Request};
use crate::scene::{Scene, with};

/// `/{proxy+}` without a proxy integration; `integration` are its properties, `responses` those of the method.
pub(crate) fn api(integration: &str, responses: &str) -> String {
    let old = "      responses: {}\n      x-amazon-apigateway-integration:\n        type: aws_proxy\n";
    let new = format!(
        "      responses:\n{responses}      x-amazon-apigateway-integration:\n        type: aws\n{integration}"
    );
    with(old, &new)
}

const DECLARED: &str = r#"        "200": {description: fine, headers: {X-Id: {schema: {type: string}}, Date: {schema: {type: string}}}}
        "204": {description: nothing}
        "404": {description: missing, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}
        "405": {description: four hundred}
        "500": {description: failed}
        "502": {description: other}
        "504": {description: never}
"#;

/// The body as the event, and one response for everything.
const PLAIN: &str = "        responses: {default: {statusCode: \"200\"}}\n";

async fn scene(integration: &str) -> Scene {
    Scene::of(&api(integration, DECLARED)).await
}

async fn post(scene: &Scene, body: &str) -> Answer {
    scene.send(Request { body: body.as_bytes(), ..Request::new("POST", "/dev/x") }).await
}

fn answer(payload: &Value) -> String {
    json!({"do": "answer", "answer": payload}).to_string()
}

fn error(message: &str) -> String {
    json!({"do": "error", "message": message}).to_string()
}

/// What the step of the last request says.
pub(crate) fn step(scene: &Scene, name: StepName) -> String {
    let event = scene.cloud.trace().into_iter().rev().find(|event| event.api.is_some()).expect("a request");
    let api = event.api.expect("an execution");
    let step = api.steps.iter().find(|step| step.name == name).unwrap_or_else(|| panic!("{name:?}: {:#?}", api.steps));
    step.lines.join("\n")
}

pub(crate) async fn without_templates_the_body_is_the_event_and_the_answer_goes_out_as_it_is() {
    let scene = scene(PLAIN).await;
    let answered = post(&scene, r#"{"message": "hello world"}"#).await;
    assert_eq!((answered.status, answered.text().as_str()), (200, r#"{"message": "hello world"}"#));
    assert_eq!(answered.header("content-type"), Some("application/json"));
    assert!(answered.header("x-amzn-trace-id").is_some(), "an integration ran");
    // A statusCode in the answer is nothing but JSON: this is no proxy.
    let wrapped = json!({"statusCode": 404, "body": "x"});
    let answered = post(&scene, &answer(&wrapped)).await;
    assert_eq!((answered.status, answered.json()), (200, wrapped));
    let answered = post(&scene, &answer(&Value::Null)).await;
    assert_eq!((answered.status, answered.text().as_str()), (200, "null"));
    let nothing = post(&scene, "").await;
    assert_eq!(nothing.text(), "{}", "an empty body is an empty event");
}

pub(crate) async fn a_function_that_failed_is_200_with_its_error_unless_a_pattern_takes_it() {
    let scene = scene(PLAIN).await;
    let answered = post(&scene, &error("NotFound: no such conversation")).await;
    assert_eq!(answered.status, 200);
    let expected = json!({"errorType": "ChatError", "errorMessage": "NotFound: no such conversation"});
    assert_eq!(answered.json(), expected);
    let step = step(&scene, StepName::IntegrationResponse);
    assert!(step.contains("NotFound: no such conversation") && step.contains("default response, status 200"), "{step}");
}

/// Recorded from AWS: `LocalStack`'s `test_lambda_selection_patterns`.
pub(crate) async fn patterns_select_by_the_whole_error_message_of_a_function_that_failed() {
    let scene = scene(
        r#"        responses:
          default: {statusCode: "200"}
          ".*four hundred.*": {statusCode: "405"}
          ".+": {statusCode: "502"}
          "200": {statusCode: "504"}
"#,
    )
    .await;
    assert_eq!(post(&scene, &answer(&json!("Pass"))).await.status, 200, "neither .+ nor 200 takes a success");
    assert_eq!(post(&scene, &error("Error: four hundred, it is")).await.status, 405);
    assert_eq!(post(&scene, &error("something else")).await.status, 502);
    assert_eq!(post(&scene, &error("two\nlines")).await.status, 200, "a dot is no line break");
    // What looks like an error and is returned is a success.
    assert_eq!(post(&scene, &answer(&json!("four hundred"))).await.status, 200);
    let returned = json!({"errorMessage": "four hundred"});
    assert_eq!(post(&scene, &answer(&returned)).await.status, 200);
}

pub(crate) async fn a_pattern_must_match_all_of_the_message() {
    let integration = |pattern: &str| {
        format!(
            "        responses:\n          default: {{statusCode: \"200\"}}\n          '{pattern}': {{statusCode: \"404\"}}\n"
        )
    };
    for (pattern, status) in [("Invalid*", 200), ("Invalid.*", 404), ("id", 200), ("ChatError", 200), ("(\\n|.)+", 404)]
    {
        let scene = scene(&integration(pattern)).await;
        assert_eq!(
            post(&scene, &error("Invalid id\n")).await.status,
            if pattern == "Invalid.*" { 200 } else { status }
        );
        assert_eq!(post(&scene, &error("Invalid id")).await.status, status, "{pattern}");
        assert_eq!(post(&scene, &answer(&json!(1))).await.status, 200, "{pattern}");
    }
    // What matches nothing at all takes successes too.
    for pattern in ["(\\n|.)*", ".*"] {
        let scene = scene(&integration(pattern)).await;
        assert_eq!(post(&scene, &answer(&json!(1))).await.status, 404, "{pattern}");
    }
}

pub(crate) async fn without_a_matching_and_a_default_response_it_is_500() {
    let scene = scene("        responses: {'NotFound:.*': {statusCode: \"404\"}}\n").await;
    let answered = post(&scene, &answer(&json!(1))).await;
    let body = r#"{"message": "Internal server error"}"#.to_owned();
    assert_eq!(answered.error(), (500, body, Some("InternalServerErrorException")));
    let log = scene.log();
    assert_eq!(
        log[log.len() - 2],
        "Execution failed due to configuration error: No match for output mapping and no default output mapping \
         configured. Endpoint Response Status Code: 200"
    );
    assert_eq!(post(&scene, &error("NotFound: x")).await.status, 404);
}

pub(crate) async fn a_response_that_the_method_does_not_declare_is_500() {
    let scene = scene("        responses: {default: {statusCode: \"201\"}}\n").await;
    assert_eq!(post(&scene, &answer(&json!(1))).await.status, 500);
    let log = scene.log();
    assert_eq!(
        log[log.len() - 2],
        "Execution failed due to configuration error: Output mapping refers to an invalid method response: 201"
    );
}

pub(crate) async fn a_pattern_that_cannot_be_matched_here_says_so() {
    let scene = scene(
        "        responses:\n          default: {statusCode: \"200\"}\n          '\\p{javaLetter}': {statusCode: \"500\"}\n",
    )
    .await;
    let answered = post(&scene, &error("x")).await;
    assert_eq!((answered.status, answered.header("x-amzn-errortype")), (501, Some("NotImplemented")));
    assert!(answered.text().contains("javaLetter") && answered.text().contains("pattern"), "{}", answered.text());
}

pub(crate) async fn response_parameters_come_from_literals_headers_the_body_and_the_context() {
    let scene = scene(
        r#"        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.X-Id: integration.response.body.id
              method.response.header.Date: "'yesterday'"
          "NotFound:.*":
            statusCode: "404"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
"#,
    )
    .await;
    let answered = post(&scene, &answer(&json!({"id": "c1"}))).await;
    assert_eq!(answered.header("x-id"), Some("c1"));
    assert_eq!(answered.header("x-amzn-remapped-date"), Some("yesterday"), "a name of API Gateway's own");
    assert_eq!(post(&scene, &answer(&json!({}))).await.header("x-id"), None, "no value, no header");
    let failed = post(&scene, &error("NotFound: x")).await;
    assert_eq!((failed.status, failed.header("access-control-allow-origin")), (404, Some("*")));
    assert_eq!(failed.header("x-id"), None);
}

pub(crate) async fn a_status_204_has_no_body_though_the_function_answers_null() {
    let scene = scene("        responses: {default: {statusCode: \"204\"}}\n").await;
    let answered = post(&scene, &answer(&Value::Null)).await;
    assert_eq!((answered.status, answered.text().as_str()), (204, ""));
    let log = scene.log();
    assert!(log.iter().any(|line| line == "Endpoint response body before transformations: null"), "{log:#?}");
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>
pub(crate) async fn base64_is_decoded_where_the_response_is_converted_to_binary() {
    let scene =
        scene("        responses: {default: {statusCode: \"200\", contentHandling: CONVERT_TO_BINARY}}\n").await;
    let answered = post(&scene, &answer(&json!("aGk="))).await;
    assert_eq!((answered.status, answered.text().as_str()), (200, "hi"));
    assert_eq!(post(&scene, &answer(&json!("aGk=ab"))).await.status, 500);
    let text = self::scene(PLAIN).await;
    assert_eq!(post(&text, &answer(&json!("aGk="))).await.text(), "\"aGk=\"");
}

pub(crate) async fn what_is_no_json_never_reaches_the_function() {
    let scene = scene(PLAIN).await;
    let from = scene.cloud.trace_len();
    let answered = post(&scene, "{\"a\": ,}").await;
    assert_eq!(answered.status, 400);
    let message = answered.json()["message"].as_str().expect("a message").to_owned();
    assert!(message.starts_with("Could not parse request body into json: "), "{message}");
    assert!(!scene.cloud.trace_since(from).iter().any(|event| event.function_run.is_some()), "nothing ran");
}

pub(crate) async fn an_event_is_queued_where_the_invocation_type_is_mapped() {
    let scene = scene(&format!(
        "        requestParameters: {{integration.request.header.X-Amz-Invocation-Type: \"'Event'\"}}\n{PLAIN}"
    ))
    .await;
    // Nobody waits for a function that never answers.
    let answered = post(&scene, r#"{"do": "error"}"#).await;
    assert_eq!((answered.status, answered.text().as_str()), (200, ""));
    let log = scene.log();
    assert!(log.iter().any(|line| line.starts_with("Received response. Status: 202")), "{log:#?}");
    assert!(log.iter().any(|line| line.contains("X-Amz-Invocation-Type=Event")), "{log:#?}");
}

/// Recorded from AWS: `LocalStack`'s `test_apigateway_header_remapping_aws[AWS]`.
pub(crate) async fn headers_of_api_gateways_own_cannot_be_mapped_onto_the_integration_request() {
    for name in
        ["Content-Length", "Transfer-Encoding", "Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"]
    {
        let parameters = format!("        requestParameters: {{integration.request.header.{name}: \"'1'\"}}\n{PLAIN}");
        let scene = scene(&parameters).await;
        let answered = post(&scene, "{}").await;
        let body = r#"{"message": "Internal server error"}"#.to_owned();
        assert_eq!(answered.error(), (500, body, Some("InternalServerErrorException")), "{name}");
    }
}

pub(crate) async fn a_function_that_is_slower_than_the_integration_is_504() {
    let integration = format!("        timeoutInMillis: 100\n{PLAIN}");
    let scene = Scene::with_function(&api(&integration, DECLARED), |function| function.timeout = 1).await;
    let answered = post(&scene, r#"{"do": "sleep"}"#).await;
    let body = r#"{"message": "Endpoint request timed out"}"#.to_owned();
    assert_eq!(answered.error(), (504, body, Some("InternalServerErrorException")));
}

pub(crate) async fn without_a_permission_it_is_500() {
    let scene = Scene::forbidden(&api(PLAIN, DECLARED)).await;
    assert_eq!(post(&scene, "{}").await.status, 500);
    let log = scene.log();
    assert_eq!(
        log[log.len() - 2],
        "Execution failed due to configuration error: Invalid permissions on Lambda function"
    );
}

pub(crate) async fn credentials_and_other_services_say_that_they_are_not_emulated() {
    let scene = scene(&format!("        credentials: arn:aws:iam::111122223333:role/x\n{PLAIN}")).await;
    let answered = post(&scene, "{}").await;
    assert_eq!((answered.status, answered.header("x-amzn-errortype")), (501, Some("NotImplemented")));
    let table = api(PLAIN, DECLARED).replacen(
        "lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations",
        "dynamodb:action/Query",
        1,
    );
    let scene = Scene::of(&table).await;
    let answered = post(&scene, "{}").await;
    assert_eq!((answered.status, answered.header("x-amzn-errortype")), (501, Some("NotImplemented")));
    assert!(answered.text().contains("type AWS with dynamodb"), "{}", answered.text());
}
