//! Functions that fail, and definitions that are wrong: what the caller reads, and what the log says.

use cloud::STUDENT_ACCOUNT;
use serde_json::json;

use crate::client::Request;
use crate::scene::{REGION, Scene, permit, with};

const INTERNAL: &str = r#"{"message": "Internal server error"}"#;

/// What a caller reads of every fault behind the method request.
fn internal(status: u16) -> (u16, String, Option<&'static str>) {
    (status, INTERNAL.to_owned(), Some("InternalServerErrorException"))
}

/// The last lines of the log.
fn end<const N: usize>(scene: &Scene) -> [String; N] {
    let log = scene.log();
    std::array::from_fn(|index| log[log.len() - N + index].clone())
}

pub(crate) async fn a_functions_error_is_502_and_told_in_the_log() {
    let scene = Scene::start().await;
    assert_eq!(scene.get("/dev/x?do=error").await.error(), internal(502));
    let [error, completed] = end(&scene);
    assert!(error.starts_with(
        "Lambda execution failed with status 200 due to customer function error: no such conversation. Lambda request id: "
    ));
    assert_eq!(completed, "Method completed with status: 502");
    assert_eq!(scene.get("/dev/x?do=exit").await.error(), internal(502));
    let [error, _] = end(&scene);
    assert!(error.contains("Error: Runtime exited with error: exit status 3. Lambda request id: "), "{error}");
    assert_eq!(scene.get("/dev/x").await.status, 200);
}

pub(crate) async fn a_function_that_runs_out_of_its_own_time_is_502() {
    let scene = Scene::with_function(crate::scene::API, |function| function.timeout = 1).await;
    assert_eq!(scene.get("/dev/x?do=sleep").await.error(), internal(502));
    let [error, _] = end(&scene);
    assert!(error.contains("Task timed out after 1.00 seconds"), "{error}");
}

pub(crate) async fn a_function_that_is_slower_than_the_integration_is_504_and_goes_on() {
    let slow = with("        httpMethod: POST\n", "        httpMethod: POST\n        timeoutInMillis: 100\n");
    let scene = Scene::with_function(&slow, |function| function.timeout = 1).await;
    let answer = scene.get("/dev/x?do=sleep").await;
    let expected = r#"{"message": "Endpoint request timed out"}"#;
    assert_eq!(answer.error(), (504, expected.to_owned(), Some("InternalServerErrorException")));
    let log = ["Execution failed due to a timeout error", "Method completed with status: 504"];
    assert_eq!(end(&scene), log);
    // The function's own end comes later: Lambda has told of it once its log has the line.
    let ended = || {
        let log = scene.cloud.function_log("chat").expect("a log");
        log.iter().any(|event| event.message.contains("Status: timeout"))
    };
    while !ended() {
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn without_a_permission_it_is_500_and_the_log_says_so() {
    let scene = Scene::forbidden(crate::scene::API).await;
    assert_eq!(scene.get("/dev/x").await.error(), internal(500));
    let log = [
        "Execution failed due to configuration error: Invalid permissions on Lambda function",
        "Method completed with status: 500",
    ];
    assert_eq!(end(&scene), log);
    let event = scene.cloud.trace().pop().expect("an event");
    assert!(event.decision.is_some_and(|decision| !decision.is_empty()), "who decided is in the trace");
    // The wrong method, the wrong path, the wrong stage, a parameter of another name.
    for (id, source) in [("a", "*/POST/*"), ("b", "*/GET/x"), ("c", "prod/GET/*"), ("d", "*/*/{other+}")] {
        permit(&scene.cloud, id, format!("arn:aws:execute-api:{REGION}:{STUDENT_ACCOUNT}:{}/{source}", scene.api_id));
        assert_eq!(scene.get("/dev/x").await.status, 500, "{source}");
    }
    let exact = format!("arn:aws:execute-api:{REGION}:{STUDENT_ACCOUNT}:{}/dev/GET/{{proxy+}}", scene.api_id);
    permit(&scene.cloud, "exact", exact);
    assert_eq!(scene.get("/dev/x").await.status, 200, "the request's method, the resource's path");
    let event = scene.cloud.trace().pop().expect("an event");
    assert!(event.decision.is_some_and(|decision| decision.contains("exact")), "the statement is named");
    assert_eq!(scene.send(Request::new("PUT", "/dev/x")).await.status, 500, "GET alone");
}

pub(crate) async fn an_integration_method_other_than_post_is_500() {
    let scene = Scene::of(&with("        httpMethod: POST\n", "        httpMethod: GET\n")).await;
    assert_eq!(scene.get("/dev/x").await.error(), internal(500));
    let [status, headers, body, invocation, why, completed] = end(&scene);
    assert!(status.starts_with("Received response. Status: 403"), "{status}");
    assert!(headers.starts_with("Endpoint response headers: "), "{headers}");
    assert!(body.contains("Unable to determine service/operation name to be authorized"), "{body}");
    assert!(invocation.starts_with("Lambda invocation failed with status: 403. Lambda request id: "), "{invocation}");
    assert_eq!(why, "Execution failed due to configuration error:");
    assert_eq!(completed, "Method completed with status: 500");
}

pub(crate) async fn a_function_that_is_not_there_is_500() {
    let scene = Scene::of(&with(":function:chat/invocations", ":function:nobody/invocations")).await;
    assert_eq!(scene.get("/dev/x").await.error(), internal(500));
    let [why, _] = end(&scene);
    assert_eq!(why, "Execution failed due to configuration error: Invalid permissions on Lambda function");
}

pub(crate) async fn a_function_without_free_slots_is_500() {
    let scene = Scene::with_function(crate::scene::API, |function| function.reserved_concurrency = Some(0)).await;
    assert_eq!(scene.get("/dev/x").await.error(), internal(500));
    let [invocation, why, completed] = end(&scene);
    assert!(invocation.starts_with("Lambda invocation failed with status: 429. Lambda request id: "), "{invocation}");
    assert_eq!(why, "Execution failed due to configuration error: Rate Exceeded.");
    assert_eq!(completed, "Method completed with status: 500");
}

pub(crate) async fn stage_variables_name_the_function() {
    let variable = with(":function:chat/invocations", ":function:${!stageVariables.name}/invocations");
    let scene = Scene::with_property("Variables: {name: chat}", &variable).await;
    let event = scene.event(Request::get("/dev/x")).await;
    assert_eq!(event["stageVariables"], json!({"name": "chat"}));
    let unset = Scene::of(&variable).await;
    assert_eq!(unset.get("/dev/x").await.error(), internal(500));
    let [why, _] = end(&unset);
    assert_eq!(why, "Execution failed due to configuration error: Invalid endpoint address");
}

pub(crate) async fn a_function_that_is_killed_is_502_for_its_caller_and_200_for_the_next() {
    let scene = Scene::start().await;
    assert_eq!(scene.get("/dev/x").await.status, 200);
    assert_eq!(scene.get("/dev/x?do=kill").await.error(), internal(502));
    let [error, _] = end(&scene);
    assert!(error.contains("signal: killed"), "{error}");
    assert_eq!(scene.get("/dev/x").await.status, 200);
}

pub(crate) async fn other_integrations_say_that_they_are_not_emulated() {
    let http = with("        type: aws_proxy\n", "        type: http_proxy\n");
    let http = http.replacen("Fn::Sub: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations", "Fn::Sub: https://example.com/", 1);
    let scene = Scene::of(&http).await;
    let answer = scene.get("/dev/x").await;
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (501, Some("NotImplemented")));
    assert!(answer.text().contains("the integration type HTTP_PROXY"), "{}", answer.text());
    let event = scene.cloud.trace().pop().expect("an event");
    assert!(event.error_message.is_some_and(|message| message.contains("does not emulate")));
}
