//! The function behind the API: it does what the query's `do` says, or what the event itself says where no proxy
//! integration made it.

use std::process::{Command, ExitCode};

use serde_json::{Value, json};

use crate::bootstrap::call;

pub(crate) fn main() -> ExitCode {
    loop {
        let next = call("GET", "invocation/next", "", b"");
        let id = next.headers["lambda-runtime-aws-request-id"].clone();
        let event: Value = serde_json::from_str(&next.body).expect("an event");
        let response = format!("invocation/{id}/response");
        let proxied = event.get("requestContext").is_some();
        let what = if proxied { &event["queryStringParameters"]["do"] } else { &event["do"] };
        let answer = match what.as_str() {
            // The request's body is the function's whole answer.
            Some("answer") if proxied => event["body"].as_str().unwrap_or_default().to_owned(),
            Some("answer") => event["answer"].to_string(),
            Some("exit") => return ExitCode::from(3),
            Some("sleep") => loop {
                std::thread::park();
            },
            Some("kill") => {
                let _ = Command::new("/bin/kill").args(["-9", &std::process::id().to_string()]).status();
                continue;
            }
            Some("error") => {
                let message = event["message"].as_str().unwrap_or("no such conversation");
                let error = json!({"errorType": "ChatError", "errorMessage": message}).to_string();
                call("POST", &format!("invocation/{id}/error"), "", error.as_bytes());
                continue;
            }
            // The event: as the body of an answer, or as the answer.
            _ if proxied => json!({"statusCode": 200, "body": next.body}).to_string(),
            _ => next.body,
        };
        call("POST", &response, "", answer.as_bytes());
    }
}
