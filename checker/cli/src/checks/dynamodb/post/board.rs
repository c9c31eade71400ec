//! The API in which the checks write, and what each message changes in the tables behind it.

use std::time::{SystemTime, UNIX_EPOCH};

use cloud::TraceEvent;
use serde_json::{Value, json};

use super::super::answer::path;
use super::super::data::Conversation;
use super::super::requests;
use super::super::scene::Scene;
use super::super::{Session, USER};
use super::held::{Change, Held};
use crate::checks::api::{Api, Asked};
use crate::checks::shell::quote;
use crate::harness::{Outcome, Verdict};

/// What a message is answered with.
pub(super) const STORED: &str = "200 {\"sender\":\"Student\",\"time\":…,\"message\":\"…\"}";

/// A stack in which the checks write.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) scene: &'a Scene,
    pub(super) api: Api<'a>,
    /// The conversation that has the most messages.
    pub(super) lively: &'a Conversation,
}

/// One request that may have written, answered.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) asked: Asked,
    /// When it was sent and when its answer had come, in milliseconds since 1970.
    pub(super) sent: u64,
    pub(super) answered: u64,
    /// What is another in the tables since then.
    pub(super) change: Change,
    /// How many requests to put an item the function sent, alone or in a transaction.
    pub(super) puts: usize,
}

impl<'a> Board<'a> {
    /// The stack of the session in which the checks write.
    pub(super) async fn open(session: &'a Session) -> Result<Self, Verdict> {
        Self::of(session, session.writes().await?)
    }

    /// A stack with the session's data in it.
    pub(super) fn of(session: &'a Session, scene: &'a Scene) -> Result<Self, Verdict> {
        let lively = session.data.of_user().max_by_key(|conversation| conversation.messages.len());
        let lively = lively.ok_or_else(|| Verdict::Fault("the data have no conversation".to_owned()))?;
        Ok(Self { scene, api: scene.api(&session.http)?, lively })
    }

    /// Posts a message, as the site sends it.
    pub(super) async fn post(&self, id: &str, text: &str) -> Result<Posted, Verdict> {
        self.send("POST", &path(id), &[], Some(&Value::from(text).to_string())).await
    }

    /// Sends a request that may write, and looks at the tables before and after it.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Posted, Verdict> {
        let before = self.held()?;
        let from = self.scene.cloud.trace_len();
        let mut all = vec![("Content-Type", "application/json")];
        all.extend_from_slice(headers);
        let sent = now();
        let mut asked = self.api.ask(method, path, &all, body).await?;
        let answered = now();
        shorten(&mut asked, body);
        let events = requests::since(&self.scene.cloud, from);
        asked.why.extend(requests::lines(&events));
        let change = Change::between(&before, &self.held()?);
        let puts = events.iter().filter(|event| is_put(event)).count();
        Ok(Posted { asked, sent, answered, change, puts })
    }

    /// What the tables hold now.
    pub(super) fn held(&self) -> Result<Held, Verdict> {
        Held::of(self.scene.cloud.dynamodb(), &self.scene.tables)
    }

    /// What the API answers of a conversation.
    pub(super) async fn messages(&self, id: &str) -> Result<(Asked, Vec<Value>), Verdict> {
        let asked = self.api.get(&path(id)).await?;
        let messages = asked.json().and_then(|mut whole| whole["messages"].as_array_mut().map(std::mem::take));
        match messages.filter(|_| asked.answer.status == 200) {
            Some(messages) => Ok((asked, messages)),
            None => asked
                .failure(format!("The conversation `{id}` is not answered."))
                .compared("200 {\"id\":…,\"messages\":[…]}", asked.shown())
                .fail(),
        }
    }
}

impl Posted {
    /// The time in the answer.
    pub(super) fn time(&self) -> Option<u64> {
        self.asked.json()?["time"].as_u64()
    }

    /// Whether the answer is that a message of this text is stored.
    pub(super) fn says_stored(&self, text: &str) -> bool {
        let wanted = |time: u64| json!({ "sender": USER, "time": time, "message": text });
        self.asked.answer.status == 200 && self.time().is_some_and(|time| self.asked.json() == Some(wanted(time)))
    }

    /// That the request is answered with one of these errors and a message, and nothing is written.
    pub(super) fn is_refused(&self, statuses: &[u16], message: &str) -> Outcome {
        let asked = &self.asked;
        let names: Vec<_> = statuses.iter().map(ToString::to_string).collect();
        let expected = format!("{} {{\"message\":\"…\"}}", names.join(" or "));
        if !statuses.contains(&asked.answer.status) {
            let gateway = asked.by_gateway().then(|| {
                "API Gateway made this answer itself: it got none from the function that it can use".to_owned()
            });
            let written = (!self.change.added.is_empty()).then(|| self.change.to_string());
            return asked
                .failure(message)
                .compared(expected, asked.shown())
                .because_of(gateway)
                .because_of(written)
                .fail();
        }
        if self.change.is_any() {
            return asked
                .failure(format!("The answer is {}, and still the tables are changed.", asked.answer.status))
                .compared("the tables as they were", self.change.to_string())
                .fail();
        }
        let body = asked.json().unwrap_or_default();
        if body["message"].as_str().is_none_or(|text| text.trim().is_empty()) {
            return asked
                .failure("The status is right, but the body has no message for who asks.")
                .compared(expected, asked.shown())
                .fail();
        }
        Ok(())
    }
}

/// A command with a large body names a file instead.
pub(in crate::checks) fn shorten(asked: &mut Asked, body: Option<&str>) {
    const LONGEST: usize = 300;
    let Some(body) = body.filter(|body| body.len() > LONGEST) else { return };
    asked.command = asked.command.replace(&quote(body), "@message.json");
    let begins: String = body.chars().take(30).collect();
    asked.why.insert(0, format!("message.json has {} bytes, and begins with {begins}", body.len()));
}

/// Whether a request puts an item, so that somebody else can be faster.
fn is_put(event: &TraceEvent) -> bool {
    matches!(event.operation.as_deref(), Some("PutItem" | "TransactWriteItems"))
}

/// In milliseconds since 1970.
pub(in crate::checks) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
