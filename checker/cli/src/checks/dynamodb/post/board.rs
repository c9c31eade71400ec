//! The API in which the checks write, and what each message changes in the tables behind it.

use std::time::{SystemTime, UNIX_EPOCH};

use cloud::TraceEvent;
use serde_json::{Value, json};

use super::super::answer::path;
use super::super::data::Conversation;
use super::super::requests;
use super::super::scene::Scene;
use super::super::{Session, USER};
use crate::checks::api::{Api, Asked, short};
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

/// What the tables hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub(super) conversations: Vec<Value>,
    pub(super) messages: Vec<Value>,
}

/// One request that may have written, answered.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) asked: Asked,
    /// When it was sent and when its answer had come, in milliseconds since 1970.
    pub(super) sent: u64,
    pub(super) answered: u64,
    /// What is in the tables since then.
    pub(super) added: Held,
    /// What was in them, and is not any more.
    pub(super) lost: Held,
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
        let before = Held::of(self.scene)?;
        let from = self.scene.cloud.trace_len();
        let mut all = vec![("Content-Type", "application/json")];
        all.extend_from_slice(headers);
        let sent = now();
        let mut asked = self.api.ask(method, path, &all, body).await?;
        let answered = now();
        shorten(&mut asked, body);
        let events = requests::since(&self.scene.cloud, from);
        asked.why.extend(requests::lines(&events));
        let after = Held::of(self.scene)?;
        let (added, lost) = (after.without(&before), before.without(&after));
        let puts = events.iter().filter(|event| is_put(event)).count();
        Ok(Posted { asked, sent, answered, added, lost, puts })
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

impl Held {
    /// What the tables of a scene hold now.
    pub(super) fn of(scene: &Scene) -> Result<Self, Verdict> {
        let tables = &scene.tables;
        Ok(Self { conversations: items(scene, &tables.conversations)?, messages: items(scene, &tables.messages)? })
    }

    /// The items that another does not have.
    fn without(&self, other: &Self) -> Self {
        let left = |own: &[Value], other: &[Value]| own.iter().filter(|item| !other.contains(item)).cloned().collect();
        Self {
            conversations: left(&self.conversations, &other.conversations),
            messages: left(&self.messages, &other.messages),
        }
    }

    fn is_empty(&self) -> bool {
        self.conversations.is_empty() && self.messages.is_empty()
    }
}

/// All items of a table.
fn items(scene: &Scene, table: &str) -> Result<Vec<Value>, Verdict> {
    let mut request = json!({ "TableName": table, "ConsistentRead": true });
    let mut items = Vec::new();
    loop {
        let page = scene.cloud.dynamodb().call("Scan", &request);
        let mut page = page.map_err(|error| Verdict::Fault(format!("{table} cannot be read: {error}")))?;
        items.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
        match page.get_mut("LastEvaluatedKey") {
            Some(last) => request["ExclusiveStartKey"] = last.take(),
            None => return Ok(items),
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
            let written = (!self.added.is_empty()).then(|| self.shown_added());
            return asked
                .failure(message)
                .compared(expected, asked.shown())
                .because_of(gateway)
                .because_of(written)
                .fail();
        }
        if !self.added.is_empty() || !self.lost.is_empty() {
            return asked
                .failure(format!("The answer is {}, and still the tables are changed.", asked.answer.status))
                .compared("the tables as they were", self.shown_added())
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

    /// What is new in the tables, for a reader.
    pub(super) fn shown_added(&self) -> String {
        let (new, gone) = (&self.added, &self.lost);
        let of = |kind: &str, held: &Held| -> Vec<String> {
            held.conversations.iter().chain(&held.messages).map(|item| format!("{kind} {}", shown_item(item))).collect()
        };
        let lines = [of("new:", new), of("gone:", gone)].concat();
        if lines.is_empty() { "nothing new".to_owned() } else { lines.join("\n") }
    }
}

/// An item of the messages in the form in which the CLI shows it, its attributes in an order that does not change.
pub(super) fn shown_item(item: &Value) -> String {
    const LONGEST: usize = 100;
    const ORDER: [&str; 4] = ["ConversationId", "Timestamp", "Sender", "Message"];
    let Some(attributes) = item.as_object() else { return short(&item.to_string()) };
    let mut names: Vec<&String> = attributes.keys().collect();
    names.sort_by_key(|name| {
        (ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()), name.as_str().to_owned())
    });
    let value = |name: &String| match item[name]["S"].as_str() {
        Some(text) if text.chars().count() > LONGEST => {
            json!({ "S": format!("{} …", text.chars().take(LONGEST).collect::<String>()) })
        }
        _ => item[name].clone(),
    };
    let ordered: serde_json::Map<_, _> = names.into_iter().map(|name| (name.clone(), value(name))).collect();
    short(&Value::Object(ordered).to_string())
}

/// A command with a large body names a file instead.
fn shorten(asked: &mut Asked, body: Option<&str>) {
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
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
