//! The execution log, in API Gateway's own lines and order.

use cloud::StepName;

use crate::client::Request;
use crate::scene::Scene;

/// What the lines begin with.
fn beginnings(log: &[String]) -> Vec<&str> {
    log.iter().map(|line| line.split(':').next().unwrap_or(line)).collect()
}

pub(crate) async fn a_proxys_lines_come_in_aws_order() {
    let scene = Scene::start().await;
    let headers = [("Authorization", "Bearer abcdefghij"), ("Accept", "application/json")];
    scene.send(Request::get("/dev/conversations?limit=1").with(&headers)).await;
    let log = scene.log();
    assert_eq!(
        beginnings(&log),
        [
            "Extended Request Id",
            "Verifying Usage Plan for request",
            "API Key  authorized because method 'GET /{proxy+}' does not require API Key. Request will not contribute to throttle or quota limits",
            &format!("Usage Plan check succeeded for API Key  and API Stage {}/dev", scene.api_id),
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
    for line in [
        "HTTP Method: GET, Resource Path: /conversations",
        "Method request path: {proxy=conversations}",
        "Method request query string: {limit=1}",
        "Method request body before transformations: ",
        "Method completed with status: 200",
    ] {
        assert!(log.iter().any(|known| known == line), "{line}: {log:#?}");
    }
    let all = log.join("\n");
    assert!(all.contains("Authorization=***********efghij"), "{all}");
    // The function of this test says all that it was told.
    let asked = log.iter().filter(|line| line.contains(" request "));
    assert!(!asked.clone().any(|line| line.contains("Bearer abc")), "{log:#?}");
    assert_eq!(asked.filter(|line| line.contains("*****efghij")).count(), 2, "{log:#?}");
    let source =
        format!("X-Amz-Source-Arn=arn:aws:execute-api:eu-central-1:111122223333:{}/dev/GET/{{proxy+}}", scene.api_id);
    assert!(all.contains(&source), "{all}");
}

pub(crate) async fn a_mocks_lines_have_no_endpoint() {
    let scene = Scene::start().await;
    scene.send(Request::new("OPTIONS", "/dev/x")).await;
    let log = scene.log();
    assert_eq!(
        beginnings(&log)[4..],
        [
            "Starting execution for request",
            "HTTP Method",
            "Method request path",
            "Method request query string",
            "Method request headers",
            "Method request body before transformations",
            "Method response body after transformations",
            "Method response headers",
            "Successfully completed execution",
            "Method completed with status",
        ]
    );
}

pub(crate) async fn a_line_is_cut_after_1024_bytes_and_has_the_requests_id() {
    let scene = Scene::start().await;
    let body = vec![b'x'; 5000];
    let answer = scene.send(Request { body: &body, ..Request::new("POST", "/dev/x") }).await;
    let id = answer.header("x-amzn-requestid").expect("an id").to_owned();
    let log = scene.cloud.execution_log(&scene.api_id, "dev");
    for line in &log {
        let line = line.strip_prefix(&format!("({id}) ")).expect("the request's id");
        assert!(line.len() <= 1024 || line.ends_with(" [TRUNCATED]") && line.len() == 1036, "{line}");
    }
    assert!(log.iter().filter(|line| line.ends_with(" [TRUNCATED]")).count() >= 3);
    assert!(scene.cloud.execution_log(&scene.api_id, "prod").is_empty());
}

pub(crate) async fn the_trace_has_the_way_and_then_nothing_secret() {
    let scene = Scene::start().await;
    let from = scene.cloud.trace_len();
    let headers = [("Authorization", "secret-token")];
    let answer = scene.send(Request::get("/dev/conversations").with(&headers)).await;
    let events = scene.cloud.trace_since(from);
    let [run, event] = &events[..] else { panic!("{events:#?}") };
    assert_eq!((run.service, run.function_run.as_ref().map(|run| run.function.as_str())), ("lambda", Some("chat")));
    assert_eq!((event.service, event.method.as_str(), event.status), ("execute-api", "GET", 200));
    assert_eq!(event.uri, "/dev/conversations");
    let api = event.api.as_ref().expect("an execution");
    assert_eq!((api.api.as_str(), api.stage.as_str()), (scene.api_id.as_str(), "dev"));
    assert_eq!(api.method.as_deref(), Some("ANY /{proxy+}"));
    let steps: Vec<_> = api.steps.iter().map(|step| (step.name, step.failed)).collect();
    let expected = [
        StepName::MethodRequest,
        StepName::IntegrationRequest,
        StepName::Integration,
        StepName::IntegrationResponse,
        StepName::MethodResponse,
    ];
    assert_eq!(steps, expected.map(|name| (name, false)));
    assert!(!format!("{:?}", (&api.steps, &event.request_headers)).contains("secret"));
    assert_eq!(answer.status, 200);
    scene.get("/prod/x").await;
    let event = scene.cloud.trace().pop().expect("an event");
    let api = event.api.expect("an execution");
    let steps: Vec<_> = api.steps.iter().map(|step| (step.name, step.failed)).collect();
    assert_eq!(steps, [(StepName::GatewayResponse, true)]);
    assert_eq!(event.error_code.as_deref(), Some("MissingAuthenticationTokenException"));
}
