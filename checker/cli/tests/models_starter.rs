//! Lab 6's starter has its tasks and no answer, it deploys as it is, and its events are whole.

use std::collections::BTreeSet;
use std::path::Path;

use checker::course::{self, Lab, Root};
use checker::starters::{self, Files};
use serde_json::Value;

/// The functions, and the program of each.
const FUNCTIONS: [(&str, &str); 4] = [
    ("chat-conversations-GET", "conversations-get"),
    ("chat-messages-GET", "messages-get"),
    ("chat-messages-POST", "messages-post"),
    ("chat-conversations-POST", "conversations-post"),
];

fn lab() -> &'static Lab {
    course::find("6").expect("lab 6")
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

fn starter() -> Files {
    starters::of(&root(), lab()).expect("a starter")
}

fn text(starter: &Files, path: &str) -> String {
    String::from_utf8(starter[path].clone()).expect("UTF-8")
}

#[test]
fn the_starter_has_its_tasks_and_no_answer() {
    let starter = starter();
    let (manifest, lock) = (text(&starter, "Cargo.toml"), text(&starter, "Cargo.lock"));
    // What an answer may want is there: who writes one cannot add a dependency.
    for name in ["aws-sdk-dynamodb", "futures", "lambda_http", "lambda_runtime", "percent-encoding", "uuid"] {
        assert!(manifest.contains(&format!("\n{name} = ")) && lock.contains(name), "{name}");
    }
    for (path, answers) in [
        (
            "api.yaml",
            [
                "type: aws\n",
                "/conversations/{id}:\n",
                "#foreach",
                "application/json: |",
                "$ref",
                "NotFound:",
                "\"204\"",
            ]
            .as_slice(),
        ),
        ("template.yaml", &["Path: /conversations/{id}", "dynamodb:BatchWriteItem"]),
        ("src/list_conversations.rs", &["event.username"]),
        ("src/get_conversation.rs", &["conversation::read(", "NotFound: there"]),
        ("src/post_message.rs", &["message::post(", "Posted::"]),
        ("src/create_conversation.rs", &["BTreeSet", "batch::write(", "insert("]),
    ] {
        let text = text(&starter, path);
        assert!(text.contains("TODO") && !text.contains("ANCHOR") && !text.contains("STARTER"), "{path}:\n{text}");
        for answer in answers {
            assert!(!text.contains(answer), "{path} gives `{answer}` away");
        }
    }
    for (part, file) in lab().parts.iter().map(|part| (part.slug, part.file)) {
        assert!(starter.contains_key(file), "part {part} has no file {file}");
    }
}

/// Each task says which part it is for, or stands in a file that does: students meet the parts in order.
#[test]
fn each_task_names_its_part() {
    for (path, bytes) in starter() {
        let text = String::from_utf8(bytes).expect("UTF-8");
        if !text.contains("TODO") {
            continue;
        }
        let heading = text.lines().next().unwrap_or_default().starts_with("//! Part ");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("TODO")) {
            // A task that has steps names the part of each below it.
            let below = text.lines().skip(number + 1).take_while(|line| line.trim_start().starts_with('#'));
            let named = line.contains("TODO, part ") || below.into_iter().any(|line| line.contains("- part "));
            assert!(heading || named, "{path}, line {}: {line}", number + 1);
        }
    }
}

/// A function for each method, and lab 5's for all that has none yet: the chat works before the first line is written.
#[test]
fn every_function_has_its_program_from_the_start() {
    let starter = starter();
    let (manifest, template) = (text(&starter, "Cargo.toml"), text(&starter, "template.yaml"));
    for (function, program) in FUNCTIONS {
        assert!(manifest.contains(&format!("name = \"{program}\"\npath = \"src/bin/")), "{program}");
        assert!(template.contains(&format!("Binary: {program}\n")), "{program}");
        assert!(template.contains(&format!("FunctionName: !Sub ${{NamePrefix}}{function}\n")), "{function}");
        assert!(starter.contains_key(&format!("src/bin/{}.rs", program.replace('-', "_"))), "{program}");
    }
    assert!(template.contains("Binary: proxy\n") && starter.contains_key("src/bin/proxy.rs"));
    // Cargo would miss a program that the manifest names: who deletes the file in part 6 must not have to change that.
    assert!(!manifest.contains("name = \"proxy\""), "{manifest}");
    assert!(text(&starter, "api.yaml").contains("/{proxy+}:\n"));
    // The solution has nothing of it left.
    let solution = checker::artefacts::overlay::answer_files(&root(), lab()).expect("the answers");
    for (path, bytes) in &solution {
        let answer = starters::marker::answer(&String::from_utf8_lossy(bytes));
        assert!(!answer.contains("{proxy+}") && !answer.contains("ChatApiProxy"), "{path}");
    }
    assert!(!solution.contains_key("src/bin/proxy.rs"));
}

/// The requests are of the form in which API Gateway hands one on; the events are what the templates make of them.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format>
#[test]
fn the_requests_and_the_functions_events_are_whole() {
    let starter = starter();
    let json = |path: &str| -> Value {
        serde_json::from_slice(&starter[path]).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let requests: Vec<_> = starter.keys().filter(|path| path.starts_with("events/requests/")).collect();
    assert!(requests.len() >= 5, "{requests:?}");
    let mut methods = BTreeSet::new();
    for path in requests {
        let event = json(path);
        let (resource, at) = (event["resource"].as_str().expect("a resource"), event["path"].as_str().expect("a path"));
        assert_eq!(event["requestContext"]["resourcePath"], resource, "{path}");
        assert_eq!(event["requestContext"]["path"], format!("/dev{at}"), "{path}");
        assert_eq!(event["requestContext"]["httpMethod"], event["httpMethod"], "{path}");
        let id = event["pathParameters"]["id"].as_str().unwrap_or_default();
        assert_eq!(resource.replace("{id}", id), at, "{path}");
        assert_eq!(event["body"].is_string(), event["httpMethod"] == "POST", "{path}");
        let body = event["body"].as_str().map(serde_json::from_str::<Value>);
        assert!(body.is_none_or(|body| body.is_ok()), "{path}");
        methods.insert(format!("{} {resource}", event["httpMethod"].as_str().expect("a method")));
    }
    assert_eq!(methods.len(), FUNCTIONS.len(), "{methods:?}");
    for (function, _) in FUNCTIONS {
        assert!(json(&format!("events/{function}.json")).is_object(), "{function}");
    }
}
