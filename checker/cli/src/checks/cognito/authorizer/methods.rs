//! The methods that this part closes, each with a request that it would take from a user.

use serde_json::{Value, json};

use super::super::Session;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::checks::models::methods::{BY_ID, Defined, LIST};
use crate::harness::Verdict;
use crate::target::Target;
use crate::target::http::Sent;

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];

/// A request that a method takes.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: &'static str,
    /// As `api.yaml` has the path.
    pub(super) resource: &'static str,
    path: String,
    body: Option<String>,
}

impl Request {
    /// One for each method. What is sent to a deployed API is nothing that could be written there.
    pub(super) fn of_each(session: &Session) -> [Self; 4] {
        let deployed = matches!(session.setting.target, Target::Deployed(_));
        let mut source = session.setting.seed.source("who is not signed in");
        let id = if deployed { &session.data.unknown } else { &session.data.awkward };
        let names = if deployed { json!({}) } else { json!([source.name()]) };
        let text = Value::from(format!("Hello from {}", source.name()));
        let of = |method, resource, path: &str, body: Option<Value>| Self {
            method,
            resource,
            path: path.to_owned(),
            body: body.map(|body| body.to_string()),
        };
        [
            of("GET", LIST, LIST_PATH, None),
            of("POST", LIST, LIST_PATH, Some(names)),
            of("GET", BY_ID, &path(id), None),
            of("POST", BY_ID, &path(id), Some(text)),
        ]
    }

    /// `GET /conversations/{id}`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.resource)
    }

    pub(super) fn sent(&self) -> Sent<'_> {
        let headers = if self.body.is_some() { JSON } else { &[] };
        Sent { method: self.method, path: &self.path, headers, body: self.body.as_deref() }
    }

    /// What `api.yaml` says of who may call it, where it is at hand.
    pub(super) fn security(&self, session: &Session) -> Result<Option<String>, Verdict> {
        if let Target::Deployed(_) = session.setting.target {
            return Ok(None);
        }
        Ok(Defined::of(&session.setting)?.at(self.method, self.resource, &["security"]))
    }
}
