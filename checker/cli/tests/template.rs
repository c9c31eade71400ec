//! `checker template` as a student sees it: the templates of lab 6's solution, and such as are wrong.

use std::path::{Path, PathBuf};
use std::process::Command;

fn api() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../solutions/06-models/api.yaml")
}

/// The API with a piece of its text replaced.
fn changed(folder: &Path, from: &str, to: &str) -> PathBuf {
    let text = std::fs::read_to_string(api()).expect("the solution's api.yaml");
    assert!(text.contains(from), "{from}");
    let file = folder.join("api.yaml");
    std::fs::write(&file, text.replace(from, to)).expect("written");
    file
}

/// What the command prints, with its exit code, line numbers of the file as `LINE`.
fn template(file: &Path, method: &str, path: &str, event: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let request = folder.path().join("event.json");
    std::fs::write(&request, event).expect("written");
    let ran = Command::new(env!("CARGO_BIN_EXE_checker"))
        .arg("template")
        .arg(file)
        .args([method, path, "--event"])
        .arg(&request)
        .output()
        .expect("the checker runs");
    let text = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let text = text.replace(&request.display().to_string(), "event.json");
    let numbered = |line: &str| {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let number = rest
            .split_whitespace()
            .next()
            .filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit()));
        match number {
            Some(number) => format!("{indent}LINE{}", &rest[number.len()..]),
            None => match line.split_once("api.yaml:") {
                Some((before, after)) => {
                    format!("{before}api.yaml:LINE{}", after.trim_start_matches(|char: char| char.is_ascii_digit()))
                }
                None => line.to_owned(),
            },
        }
    };
    let lines: Vec<String> = text.lines().map(numbered).collect();
    format!("{}\nexit {}", lines.join("\n"), ran.status.code().expect("it ended by itself"))
}

fn recorded(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "template", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_request_and_the_error_it_ends_with() {
    let event = r#"{ "body": "\"She said \\\"now\\\"\"", "error": "NotFound: there is no such conversation" }"#;
    recorded("request-and-error", &template(&api(), "POST", "/conversations/Tom's%20club", event));
}

#[test]
fn a_comma_too_many_is_marked_in_what_the_template_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = changed(folder.path(), "#if($foreach.hasNext),#end", ",");
    recorded("comma-too-many", &template(&file, "post", "/conversations", r#"{ "body": ["Amina", "Ben"] }"#));
}

#[test]
fn a_directive_that_is_not_closed_is_marked_in_the_template() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = changed(folder.path(), "#if($foreach.hasNext),#end", "#if($foreach.hasNext),");
    recorded("directive-not-closed", &template(&file, "post", "/conversations", r#"{ "body": ["Amina", "Ben"] }"#));
}

#[test]
fn a_body_that_no_template_is_for_is_told() {
    let event = r#"{ "body": "Hello", "headers": { "Content-Type": "text/plain" } }"#;
    recorded("no-template", &template(&api(), "POST", "/conversations/lunch-club", event));
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    recorded("no-method", &template(&api(), "PUT", "/conversations", "{}"));
    recorded("no-event", &template(&api(), "GET", "/conversations", "{ no JSON"));
}
