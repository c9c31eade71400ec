//! Somebody who is signed in, at the API: each request carries the ID token, and what it changes in the tables is seen.

use std::fmt::Write as _;

use cloud::{Cloud, TraceEvent};
use serde_json::Value;

use super::Session;
use super::bearer::{self, Token};
use super::people::Person;
use super::scene::Scene;
use super::sign_in::SignedIn;
use crate::checks::api::{Api, Asked};
use crate::checks::dynamodb::answer::Got;
use crate::checks::dynamodb::post::held::{Change, Held};
use crate::checks::dynamodb::requests;
use crate::checks::models::response_models::JSON;
use crate::checks::models::way::Way;
use crate::harness::{Failure, Outcome, Verdict};
use crate::target::http::Sent;

/// Headers that are others with each answer, whatever is asked.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-request-response.html>
const OF_EACH_ANSWER: [&str; 5] = ["date", "content-length", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"];

/// A user, and the API of a scene.
#[derive(Debug)]
pub(super) struct Caller<'a> {
    pub(super) scene: &'a Scene,
    pub(super) api: Api<'a>,
    pub(super) user: SignedIn,
}

/// One request of a user's, answered.
#[derive(Debug)]
pub(super) struct Reply {
    /// The request and its answer, with what the function asked of `DynamoDB`.
    pub(super) got: Got,
    /// What API Gateway made of it.
    pub(super) way: Way,
    /// What is another in the tables since then.
    pub(super) change: Change,
}

impl<'a> Caller<'a> {
    /// Signs somebody in.
    pub(super) async fn of(session: &'a Session, scene: &'a Scene, person: &Person) -> Result<Self, Verdict> {
        let api = scene.api(&session.http)?;
        let user = scene.user(&session.http, person).await?;
        Ok(Self { scene, api, user })
    }

    /// A GET as the site sends it.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, Verdict> {
        self.send("GET", path, None).await
    }

    /// A POST of a JSON value as the site sends it.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Reply, Verdict> {
        self.send("POST", path, Some(&body.to_string())).await
    }

    async fn send(&self, method: &str, path: &str, body: Option<&str>) -> Result<Reply, Verdict> {
        let (cloud, tables) = (&self.scene.chat.cloud, &self.scene.chat.tables);
        let held = || Held::of(cloud.dynamodb(), tables);
        let before = if body.is_some() { held()? } else { Held::default() };
        let from = cloud.trace_len();
        let headers: Vec<_> = body.map(|_| ("Content-Type", JSON)).into_iter().collect();
        let sent = Sent { method, path, headers: &headers, body };
        let (mut asked, way) = bearer::ask(&self.api, &sent, Some(&Token::id(&self.user))).await?;
        asked.why.extend(of_user_pool(cloud, from));
        // Before the check's own look at the tables, which is in the trace too.
        let got = Got::of(asked, requests::since(cloud, from));
        let after = if body.is_some() { held()? } else { Held::default() };
        Ok(Reply { got, way, change: Change::between(&before, &after) })
    }
}

/// What a function asked of Cognito since an event of the trace, line by line.
fn of_user_pool(cloud: &Cloud, from: usize) -> Vec<String> {
    let events = cloud.trace_since(from).into_iter().filter(|event| event.service == "cognito-idp");
    events.map(|event| told(&event)).collect()
}

fn told(event: &TraceEvent) -> String {
    let mut line =
        format!("Cognito  {} \u{2192} {}", event.operation.as_deref().unwrap_or("no operation"), event.status);
    if let Some(code) = &event.error_code {
        let _ = write!(line, " {code}: {}", event.error_message.as_deref().unwrap_or_default());
        if let Some(decision) = event.decision.as_ref().filter(|_| code == "AccessDeniedException") {
            let _ = write!(line, "\ndecided: {}", decision.replace(" (line 1)", ""));
        }
    }
    line
}

impl Reply {
    /// The status of the answer.
    pub(super) fn status(&self) -> u16 {
        self.asked().answer.status
    }

    /// The request and its answer.
    pub(super) fn asked(&self) -> &Asked {
        &self.got.asked
    }

    /// The body, where the answer is a 200 with JSON.
    pub(super) fn ok(&self) -> Option<Value> {
        self.asked().json().filter(|_| self.status() == 200)
    }

    /// Status, body, and what the tables have more and less.
    pub(super) fn shown(&self) -> String {
        if !self.change.is_any() {
            return self.asked().shown();
        }
        format!("{}\n{}", self.asked().shown(), self.change)
    }

    /// A failure about the answer.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        self.got.failure(message)
    }

    /// That this answer about `id` tells nothing that the one about `other_id`, which is not there, does not tell too.
    /// `message` is said where it does.
    pub(super) fn tells_no_more_than(&self, id: &str, other: &Self, other_id: &str, message: &str) -> Outcome {
        let (own, unknown) = (self.told(id), other.told(other_id));
        let failure = |what: &str, expected: String, found: String| {
            self.failure(format!("{message} {what}"))
                .compared(format!("as for an unknown conversation: {expected}"), found)
                .fail()
        };
        if own.status != unknown.status {
            return failure("The status tells it.", other.asked().shown(), self.asked().shown());
        }
        if own.body != unknown.body {
            return failure("The body tells it.", other.asked().shown(), self.asked().shown());
        }
        let new = |of: &Told, than: &Told| -> Vec<String> {
            of.headers.iter().filter(|line| !than.headers.contains(line)).cloned().collect()
        };
        let (more, less) = (new(&own, &unknown), new(&unknown, &own));
        if more.is_empty() && less.is_empty() {
            return Ok(());
        }
        let shown = |lines: &[String]| if lines.is_empty() { "no such header".to_owned() } else { lines.join("\n") };
        failure("A header tells it.", shown(&less), shown(&more))
    }

    /// What an answer says, where the id of the conversation is left out.
    fn told(&self, id: &str) -> Told {
        let answer = &self.asked().answer;
        let mut headers: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| !OF_EACH_ANSWER.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        headers.sort();
        let body = String::from_utf8_lossy(&answer.body).replace(id, "{id}");
        Told { status: answer.status, headers, body }
    }
}

/// What an answer says.
struct Told {
    status: u16,
    headers: Vec<String>,
    body: String,
}
