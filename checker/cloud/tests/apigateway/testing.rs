//! `TestInvokeMethod`: the console's *Test*.

use cloud::apigateway::TestInvoke;
use serde_json::{Value, json};

use crate::scene::Scene;

fn test(scene: &Scene, method: &str, path: &str) -> TestInvoke {
    TestInvoke {
        api_id: scene.api_id.clone(),
        resource: "/{proxy+}".to_owned(),
        method: method.to_owned(),
        path_with_query: path.to_owned(),
        ..TestInvoke::default()
    }
}

pub(crate) async fn a_test_reaches_the_function_and_returns_the_log() {
    let scene = Scene::start().await;
    let asked = TestInvoke {
        stage_variables: [("a".to_owned(), "b".to_owned())].into(),
        ..test(&scene, "GET", "/conversations?limit=1")
    };
    let tested = scene.cloud.test_invoke_method(&asked).await.expect("an answer");
    assert_eq!(tested.status, 200);
    let event: Value = serde_json::from_slice(&tested.body).expect("the event");
    assert_eq!(event["requestContext"]["stage"], "test-invoke-stage");
    assert_eq!(event["requestContext"]["path"], "/conversations");
    assert_eq!(event["requestContext"]["domainPrefix"], "testPrefix");
    assert_eq!(event["requestContext"]["identity"]["apiKey"], "test-invoke-api-key");
    assert_eq!((&event["headers"], &event["multiValueHeaders"]), (&Value::Null, &Value::Null));
    assert_eq!(event["pathParameters"], json!({"proxy": "conversations"}));
    assert_eq!(event["stageVariables"], json!({"a": "b"}));
    let lines: Vec<&str> = tested.log.lines().collect();
    assert!(lines[0].starts_with("Execution log for request "), "{}", tested.log);
    assert!(lines[1].contains(" UTC 20") && lines[1].contains(" : Starting execution for request: "), "{}", tested.log);
    assert!(tested.log.contains(" : Method request headers: {}\n"), "{}", tested.log);
    assert!(tested.log.ends_with(" : Method completed with status: 200\n"), "{}", tested.log);
    assert!(!tested.log.contains("Usage Plan"));
    assert!(tested.headers.iter().any(|(name, _)| name == "X-Amzn-Trace-Id"));
    assert!(!tested.headers.iter().any(|(name, _)| name == "x-amzn-RequestId"));
}

pub(crate) async fn a_test_of_mock_is_what_the_preflight_would_be() {
    let scene = Scene::start().await;
    let tested = scene.cloud.test_invoke_method(&test(&scene, "OPTIONS", "")).await.expect("an answer");
    assert_eq!((tested.status, tested.body.len()), (200, 0));
    assert!(tested.headers.contains(&("Access-Control-Allow-Origin".to_owned(), "*".to_owned())));
    assert!(!tested.log.contains("Endpoint request"), "{}", tested.log);
}

pub(crate) async fn what_is_not_there_is_not_found() {
    let scene = Scene::start().await;
    for (change, message) in [
        (
            TestInvoke { api_id: "nobody".to_owned(), ..test(&scene, "GET", "") },
            "Invalid API identifier specified 111122223333:nobody",
        ),
        (TestInvoke { resource: "/x".to_owned(), ..test(&scene, "GET", "") }, "Invalid Resource identifier specified"),
        (TestInvoke { resource: "/".to_owned(), ..test(&scene, "GET", "") }, "Invalid Method identifier specified"),
    ] {
        let refused = scene.cloud.test_invoke_method(&change).await.expect_err("not found");
        assert_eq!((refused.code.as_ref(), refused.message.as_str()), ("NotFoundException", message));
    }
}

pub(crate) async fn a_test_fails_as_a_request_does() {
    let scene = Scene::start().await;
    let tested = scene.cloud.test_invoke_method(&test(&scene, "GET", "/x?do=error")).await.expect("an answer");
    assert_eq!(tested.status, 502);
    assert!(tested.log.contains("due to customer function error: no such conversation"), "{}", tested.log);
}
