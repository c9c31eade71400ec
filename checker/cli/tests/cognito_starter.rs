//! Lab 7's starter has its tasks and no answer, and begins where lab 6 ended.

use std::path::Path;

use checker::course::{self, Lab, Root};
use checker::starters::{self, Files};

/// The functions, and the program of each.
const FUNCTIONS: [(&str, &str); 5] = [
    ("chat-conversations-GET", "conversations-get"),
    ("chat-messages-GET", "messages-get"),
    ("chat-messages-POST", "messages-post"),
    ("chat-conversations-POST", "conversations-post"),
    ("chat-users-GET", "users-get"),
];

fn lab(number: &str) -> &'static Lab {
    course::find(number).expect("a lab")
}

fn root() -> Root {
    Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder")
}

fn starter() -> Files {
    starters::of(&root(), lab("7")).expect("a starter")
}

fn text(starter: &Files, path: &str) -> String {
    String::from_utf8(starter[path].clone()).expect("UTF-8")
}

#[test]
fn the_starter_has_its_tasks_and_no_answer() {
    let starter = starter();
    let (manifest, lock) = (text(&starter, "Cargo.toml"), text(&starter, "Cargo.lock"));
    // What an answer may want is there: who writes one cannot add a dependency.
    for name in ["aws-sdk-cognitoidentityprovider", "aws-sdk-dynamodb", "futures", "lambda_runtime", "uuid"] {
        assert!(manifest.contains(&format!("\n{name} = ")) && lock.contains(name), "{name}");
    }
    for (path, answers) in [
        (
            "template.yaml",
            ["ChatUserPool:\n", "ExplicitAuthFlows", "ListUsers\n", "Path: /users", "userPoolId:"].as_slice(),
        ),
        ("api.yaml", &["security: [{", "securitySchemes:\n", "  /users:\n", "UserList:\n"]),
        ("src/get_conversation.rs", &["username", "contains("]),
        ("src/post_message.rs", &["contains("]),
        ("src/list_users.rs", &["into_paginator", "UserStatusType", "enabled"]),
    ] {
        let text = text(&starter, path);
        assert!(text.contains("TODO") && !text.contains("ANCHOR") && !text.contains("STARTER"), "{path}:\n{text}");
        for answer in answers {
            assert!(!text.contains(answer), "{path} gives `{answer}` away");
        }
    }
    for (part, file) in lab("7").parts.iter().map(|part| (part.slug, part.file)) {
        assert!(starter.contains_key(file), "part {part} has no file {file}");
    }
}

/// Each task says which part it is for, or stands in a file that does: students meet the parts in order.
#[test]
fn each_task_names_its_part() {
    for (path, bytes) in starter() {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let heading = text.lines().next().unwrap_or_default().starts_with("//! Part ");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("TODO")) {
            assert!(heading || line.contains("TODO, part "), "{path}, line {}: {line}", number + 1);
        }
    }
}

/// Nobody is signed in yet, and the chat works as lab 6 left it: every method of it is there, open to all, for the one
/// user that there was.
#[test]
fn the_starter_is_where_lab_6_ended() {
    let starter = starter();
    let api = text(&starter, "api.yaml");
    let open = api.lines().filter(|line| line.trim() == "security: []").count();
    assert_eq!(open, 6, "four methods and two preflights");
    assert_eq!(api.matches("\"username\": \"Student\"").count(), 3, "the list, a message, a conversation");
    // What lab 6 gave, it gives too: how the data is read and written.
    let before = checker::artefacts::overlay::answer_files(&root(), lab("6")).expect("the answers");
    for path in ["src/batch.rs", "src/list.rs", "src/list_conversations.rs", "src/create_conversation.rs"] {
        let code = |text: &str| -> Vec<String> {
            let says = |line: &&str| !line.trim_start().starts_with("//") && !line.trim().is_empty();
            text.lines().filter(says).map(str::to_owned).collect()
        };
        let answer = starters::marker::answer(&String::from_utf8_lossy(&before[path]));
        assert_eq!(code(&text(&starter, path)), code(&answer), "{path}");
    }
}

#[test]
fn every_function_has_its_program_from_the_start() {
    let starter = starter();
    let (manifest, template) = (text(&starter, "Cargo.toml"), text(&starter, "template.yaml"));
    for (function, program) in FUNCTIONS {
        assert!(manifest.contains(&format!("name = \"{program}\"\npath = \"src/bin/")), "{program}");
        assert!(starter.contains_key(&format!("src/bin/{}.rs", program.replace('-', "_"))), "{program}");
        // The last one's is the student's.
        let deployed = template.contains(&format!("Binary: {program}\n"))
            && template.contains(&format!("FunctionName: !Sub ${{NamePrefix}}{function}\n"));
        assert_eq!(deployed, program != "users-get", "{function}");
    }
}
