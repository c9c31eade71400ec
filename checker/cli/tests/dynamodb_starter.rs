//! Lab 5's starter has its tasks and no answer, and its events are whole.

use std::path::Path;

use checker::course::{self, Lab, Root};
use checker::starters;
use serde_json::Value;

fn lab() -> &'static Lab {
    course::find("5").expect("lab 5")
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

#[test]
fn the_starter_has_its_tasks_and_no_answer() {
    let starter = starters::of(&root(), lab()).expect("a starter");
    let text = |path: &str| String::from_utf8(starter[path].clone()).expect("UTF-8");
    let lock = text("Cargo.lock");
    // Two programs, whose names are the starter's own.
    for name in ["dynamodb", "load-chat"] {
        assert!(text("Cargo.toml").contains(&format!("name = \"{name}\"\n")), "{name}");
    }
    // What an answer may want is there: who writes one cannot add a dependency.
    for name in ["aws-sdk-dynamodb", "futures", "getrandom", "lambda_http", "lambda_runtime", "axum", "time"] {
        assert!(text("Cargo.toml").contains(&format!("\n{name} = ")) && lock.contains(name), "{name}");
    }
    for (path, answers) in [
        ("template.yaml", ["AttributeName", "ReadCapacityUnits", "dynamodb:Query", "!Ref ChatMessages"].as_slice()),
        ("src/load.rs", &["PutRequest", "AttributeValue::N(", "chunks", "sleep(pause)"]),
        ("src/conversation.rs", &["key_condition_expression(", "#T\""]),
        ("src/list.rs", &["index_name(", "scan_index_forward(", "limit(1)"]),
        ("src/post.rs", &["condition_expression(", "from_slice::<"]),
        ("capacity.toml", &["put_message = 1", "message_bytes = 2"]),
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

/// Every blank of `capacity.toml` is one: a number 0, an answer "?".
#[test]
fn the_starters_numbers_are_blank() {
    let starter = starters::of(&root(), lab()).expect("a starter");
    let text = String::from_utf8(starter["capacity.toml"].clone()).expect("UTF-8");
    let file: Value = toml_edit::de::from_str(&text).expect("TOML");
    let members = |table: &str| file[table].as_object().expect("a table").clone();
    let (numbers, answers) = (members("numbers"), members("answers"));
    assert!(numbers.len() >= 9 && numbers.values().all(|number| *number == 0), "{numbers:?}");
    assert!(answers.len() >= 9 && answers.values().all(|answer| *answer == "?"), "{answers:?}");
    assert!(members("prices").values().all(|price| price.as_f64().is_some_and(|price| price > 0.0)));
}

/// A function that reads one of them must find what it finds on AWS.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format>
#[test]
fn the_recorded_events_are_whole() {
    let starter = starters::of(&root(), lab()).expect("a starter");
    let events: Vec<_> = starter.iter().filter(|(path, _)| path.starts_with("events/")).collect();
    assert!(events.len() >= 4, "{}", events.len());
    for (path, bytes) in events {
        let event: Value = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let at = event["path"].as_str().expect("a path");
        assert_eq!(event["pathParameters"]["proxy"], at.trim_start_matches('/'), "{path}");
        assert_eq!(event["httpMethod"], event["requestContext"]["httpMethod"], "{path}");
        // A body is text: of a message, a JSON string in it.
        let posts = event["httpMethod"] == "POST";
        assert_eq!(event["body"].is_string(), posts, "{path}");
        let message = event["body"].as_str().map(serde_json::from_str::<String>);
        assert!(message.is_none_or(|message| message.is_ok()), "{path}");
    }
}
