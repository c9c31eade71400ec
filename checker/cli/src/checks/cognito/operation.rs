//! An operation of Cognito, asked as a browser asks it: over HTTP, without credentials.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

use cloud::Cloud;
use reqwest::Url;
use serde_json::Value;

use crate::checks::api::short;
use crate::checks::shell::quote;
use crate::harness::{Failure, Verdict};
use crate::target::http::{Http, Sent};

/// What Cognito answered.
#[derive(Debug)]
pub(super) struct Said {
    /// The command that repeats it.
    pub(super) command: String,
    /// The status code.
    pub(super) status: u16,
    /// The answer, or the error.
    pub(super) body: Value,
}

/// Asks the Cognito of a cloud of this process.
pub(super) async fn call(http: &Http, cloud: &Cloud, operation: &str, request: &Value) -> Result<Said, Verdict> {
    let endpoint = cloud.endpoint();
    let base = Url::parse(&endpoint).map_err(|error| Verdict::Fault(format!("{endpoint}: {error}")))?;
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let headers = [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target.as_str())];
    let body = request.to_string();
    let answer =
        http.send_below(&base, &Sent { method: "POST", path: "/", headers: &headers, body: Some(&body) }).await?;
    let body = serde_json::from_slice(&answer.body).unwrap_or_default();
    Ok(Said { command: command(operation, request), status: answer.status, body })
}

/// The command of the AWS CLI that asks the same.
fn command(operation: &str, request: &Value) -> String {
    let mut name = String::new();
    for letter in operation.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    format!("aws cognito-idp {name} --cli-input-json {}", quote(&request.to_string()))
}

impl Said {
    /// Whether Cognito did it.
    pub(super) fn done(&self) -> bool {
        self.status == 200
    }

    /// The error's type, `NotAuthorizedException`, where it is one.
    pub(super) fn error(&self) -> Option<&str> {
        self.body["__type"].as_str().filter(|_| !self.done())
    }

    /// The error's message.
    pub(super) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default().trim_end()
    }

    /// The status, and of an error its type and its message. What an answer holds may be a token.
    pub(super) fn shown(&self) -> String {
        match self.error() {
            Some(error) => format!("{} {error}: {}", self.status, short(self.message())),
            None => self.status.to_string(),
        }
    }

    /// A failure about this answer.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        Failure::new(message).tried(&self.command)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_command_is_the_operations() {
        let command = command("ConfirmSignUp", &json!({ "Username": "o'n" }));
        assert_eq!(command, r#"aws cognito-idp confirm-sign-up --cli-input-json '{"Username":"o'\''n"}'"#);
    }

    #[test]
    fn an_error_is_shown_and_an_answer_is_not() {
        let said = |status, body| Said { command: String::new(), status, body };
        let error = said(400, json!({ "__type": "NotAuthorizedException", "message": "Incorrect.\n" }));
        assert_eq!(error.shown(), "400 NotAuthorizedException: Incorrect.");
        assert_eq!(said(200, json!({ "Session": "secret" })).shown(), "200");
    }
}
