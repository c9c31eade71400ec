//! Lab 3: the stack of the solution, its role, and its function, as the chapter's commands show them.

use std::path::Path;

use checker::artefacts::{self, Overlay, Source};
use checker::checks::iam_role;
use checker::checks::s3_hosting::Folder;
use checker::course::{self, Root};
use checker::harness::Seed;
use cloud::{Cloud, Config};
use serde_json::{Value, json};

use crate::scene::{Scene, error};

/// Two tests must not lay out and build the same copy of the lab at once.
static BUILD: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A cloud in which the solution's stack stands, as `checker cloud 3 --solutions` makes it.
async fn stack() -> Scene {
    let root = Root::find(Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").as_path())).expect("the course");
    let lab = course::find("3").expect("lab 3");
    let building = BUILD.lock().await;
    let overlay = Overlay::prepare(&root, lab, &Source::Solution).expect("the solution");
    let program = artefacts::build(&root, &overlay, |_| {}).await.expect("the solution compiles");
    drop(building);
    let config = Config { sandbox_program: Some(env!("CARGO_BIN_EXE_checker").into()), ..Config::default() };
    let cloud = Cloud::start(config).await.expect("a free port");
    let scene = Scene { cloud, folder: tempfile::tempdir().expect("a temporary folder") };
    let site = Folder::as_given(&root.site(), Seed(0)).expect("the site");
    let shown = iam_role::show(&scene.cloud, &program, &overlay.folder, &site.files).await.expect("the stack");
    assert_eq!(shown.refused, [""; 0]);
    scene
}

async fn invoke(scene: &Scene, event: &Value) -> (Value, Value) {
    scene.write("event.json", event.to_string().as_bytes());
    let call = ["lambda", "invoke", "--function-name", "chat-data", "--payload", "fileb://event.json", "answer.json"];
    let called = scene.json(&call).await;
    (called, serde_json::from_slice(&scene.read("answer.json")).expect("JSON"))
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_stack_shows_its_role_and_its_function_answers() {
    let scene = stack().await;
    let trust = ["iam", "get-role", "--role-name", "chat-lambda-data", "--query", "Role.AssumeRolePolicyDocument"];
    assert_eq!(
        scene.json(&trust).await["Statement"],
        json!([{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }])
    );
    let attached = scene.json(&["iam", "list-attached-role-policies", "--role-name", "chat-lambda-data"]).await;
    let names = attached["AttachedPolicies"].as_array().expect("policies").iter();
    let names: Vec<&str> = names.filter_map(|policy| policy["PolicyName"].as_str()).collect();
    assert_eq!(names, ["AWSLambdaBasicExecutionRole", "chat-s3-access"]);
    let role = ["lambda", "get-function-configuration", "--function-name", "chat-data", "--query", "Role"];
    assert_eq!(scene.json(&role).await, "arn:aws:iam::111122223333:role/chat-lambda-data");

    let (called, list) = invoke(&scene, &json!({})).await;
    assert_eq!(called, json!({ "StatusCode": 200, "ExecutedVersion": "$LATEST" }));
    assert_eq!(list[0]["id"], "room-2.14");
    let trace = scene.cloud.trace();
    let read = trace.iter().rev().find(|event| event.operation.as_deref() == Some("GetObject")).expect("a read");
    assert_eq!(read.principal.arn(), Some("arn:aws:sts::111122223333:assumed-role/chat-lambda-data/chat-data"));
    assert!(read.decision.as_ref().is_some_and(|words| words.contains("ReadTheData")), "{read:?}");
    scene.cloud.shutdown().await;
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn the_log_of_a_function_is_read_unless_its_role_may_not_write() {
    let scene = stack().await;
    let group = "/aws/lambda/chat-data";
    let query = ["--query", "events[].[message]", "--output", "text"];
    let log = [&["logs", "filter-log-events", "--log-group-name", group][..], &query].concat();
    assert_eq!(scene.done(&log).await, "", "nothing has run yet");
    let (_, missing) = invoke(&scene, &json!({ "id": "no-such-conversation" })).await;
    assert!(missing["message"].is_string(), "{missing}");
    let lines = scene.done(&log).await;
    for line in ["INIT_START Runtime Version", "START RequestId: ", "END RequestId: ", "REPORT RequestId: "] {
        assert!(lines.contains(line), "no {line} in {lines}");
    }
    let first = [&["logs", "filter-log-events", "--log-group-name", group, "--max-items", "1"][..], &query].concat();
    assert!(scene.done(&first).await.starts_with("INIT_START"));

    let policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    scene.cloud.iam().detach_role_policy("chat-lambda-data", policy).expect("detached");
    assert_eq!(scene.done(&log).await, "", "Lambda writes in the name of the role");
    let nobody = scene.refused(&["logs", "filter-log-events", "--log-group-name", "/aws/lambda/nobody"]).await;
    let message = "The specified log group does not exist.";
    assert_eq!(nobody, error("ResourceNotFoundException", "FilterLogEvents", message));
    scene.cloud.shutdown().await;
}
