//! Lab 4's starter has its tasks and no answer, and its events are whole.

use std::collections::BTreeSet;
use std::path::Path;

use checker::course::{self, Lab, Root};
use checker::starters;
use serde_json::Value;

fn lab() -> &'static Lab {
    course::find("4").expect("lab 4")
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

#[test]
fn the_starter_has_its_tasks_and_no_answer() {
    let starter = starters::of(&root(), lab()).expect("a starter");
    let text = |path: &str| String::from_utf8(starter[path].clone()).expect("UTF-8");
    let lock = text("Cargo.lock");
    assert!(text("Cargo.toml").contains("name = \"proxy-lambda\"\n"));
    // What an answer may want is there: who writes one cannot add a dependency.
    for name in ["lambda_http", "lambda_runtime", "axum"] {
        assert!(text("Cargo.toml").contains(&format!("\n{name} = ")) && lock.contains(name), "{name}");
    }
    for (path, answers) in [
        ("template.yaml", ["!Ref StageName", "Type: Api\n", "globalThis.ChatApp ="].as_slice()),
        ("api.yaml", &["httpMethod", "\"'*'\"", "gatewayresponse.header.A"]),
        ("src/handler.rs", &["Access-Control-Allow-Origin", "NOT_FOUND"]),
        ("src/route.rs", &["strip_prefix"]),
    ] {
        let text = text(path);
        assert!(text.contains("TODO") && !text.contains("ANCHOR") && !text.contains("STARTER"), "{path}:\n{text}");
        for answer in answers {
            assert!(!text.contains(answer), "{path} gives `{answer}` away");
        }
    }
    for (part, file) in lab().parts.iter().map(|part| (part.slug, part.file)) {
        assert!(starter.contains_key(file), "part {part} has no file {file}");
    }
}

/// A function that reads one of them must find what it finds on AWS: also what is null there.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format>
#[test]
fn the_recorded_events_are_whole() {
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let starter = starters::of(&root(), lab()).expect("a starter");
    let events: Vec<_> = starter.iter().filter(|(path, _)| path.starts_with("events/")).collect();
    assert!(events.len() >= 5, "{}", events.len());
    for (path, bytes) in events {
        let event: Value = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let expected = [
            "resource",
            "path",
            "httpMethod",
            "headers",
            "multiValueHeaders",
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "pathParameters",
            "stageVariables",
            "requestContext",
            "body",
            "isBase64Encoded",
        ];
        assert_eq!(keys(&event), expected.map(str::to_owned).into(), "{path}");
        let test = path.ends_with("console-test.json");
        assert_eq!(event["headers"].is_null(), test, "{path}");
        let (context, at) = (&event["requestContext"], event["path"].as_str().expect("a path"));
        assert_eq!(context["resourcePath"], event["resource"], "{path}");
        assert_eq!(event["pathParameters"]["proxy"], at.trim_start_matches('/'), "{path}");
        let stage = context["stage"].as_str().expect("a stage");
        let whole = if test { at.to_owned() } else { format!("/{stage}{at}") };
        assert_eq!(context["path"], whole, "{path}");
        assert_eq!(event["queryStringParameters"].is_null(), event["multiValueQueryStringParameters"].is_null());
    }
}
