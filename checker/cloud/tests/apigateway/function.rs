//! The function behind the API: it does what the query's `do` says.

use std::process::{Command, ExitCode};

use serde_json::{Value, json};

use crate::bootstrap::call;

pub(crate) fn main() -> ExitCode {
    loop {
        let next = call("GET", "invocation/next", "", b"");
        let id = next.headers["lambda-runtime-aws-request-id"].clone();
        let event: Value = serde_json::from_str(&next.body).expect("an event");
        let response = format!("invocation/{id}/response");
        let answer = match event["queryStringParameters"]["do"].as_str() {
            // The request's body is the function's whole answer.
            Some("answer") => event["body"].as_str().unwrap_or_default().to_owned(),
            Some("exit") => return ExitCode::from(3),
            Some("sleep") => loop {
                std::thread::park();
            },
            Some("kill") => {
                let _ = Command::new("/bin/kill").args(["-9", &std::process::id().to_string()]).status();
                continue;
            }
            Some("error") => {
                let error = br#"{"errorType":"ChatError","errorMessage":"no such conversation"}"#;
                call("POST", &format!("invocation/{id}/error"), "", error);
                continue;
            }
            // The event, as the body of an answer.
            _ => json!({"statusCode": 200, "body": next.body}).to_string(),
        };
        call("POST", &response, "", answer.as_bytes());
    }
}
