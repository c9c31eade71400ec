//! Whose message it is.

use serde_json::{Value, json};

use super::super::bearer::{Token, write};
use super::super::data::of;
use super::super::people::Person;
use super::super::{Session, template};
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::post::held::shown_item;
use crate::checks::models::methods::BY_ID;
use crate::harness::{Outcome, Verdict};
use crate::target::http::Sent;

const JSON: (&str, &str) = ("Content-Type", "application/json");

pub(super) async fn sender(session: &Session) -> Outcome {
    for person in [&session.people.user, &session.people.friend] {
        is_of(session, person, &[], "", "").await?;
    }
    Ok(())
}

/// That a message which a person sends to a conversation of theirs is stored as theirs. `headers` and `query` are sent
/// too, `how` is said of them.
pub(super) async fn is_of(
    session: &Session,
    person: &Person,
    headers: &[(&str, &str)],
    query: &str,
    how: &str,
) -> Outcome {
    let scene = session.writes().await?;
    let token = Token::id(&scene.user(&session.http, person).await?);
    let (id, _) = of(&session.data, person).pop_first().ok_or_else(|| Verdict::Fault("no conversation".to_owned()))?;
    let text = format!("Hello from {}", session.setting.seed.source(&person.name).name());
    let (path, body) = (format!("{}{query}", path(id)), Value::from(&*text).to_string());
    let headers = [&[JSON], headers].concat();
    let sent = Sent { method: "POST", path: &path, headers: &headers, body: Some(&body) };
    let written = write(&session.http, scene, &sent, Some(&token)).await?;
    let item = |time: &Value| {
        json!({
            "ConversationId": { "S": id },
            "Timestamp": time,
            "Sender": { "S": person.name },
            "Message": { "S": text },
        })
    };
    let new = &written.change.added;
    if let [found] = new.messages.as_slice()
        && *found == item(&found["Timestamp"])
        && new.conversations.is_empty()
        && written.change.lost.is_empty()
    {
        return Ok(());
    }
    written
        .failure(format!("{} sends a message{how}, and it is not stored as theirs.", person.name))
        .compared(format!("new: {}", shown_item(&item(&json!({ "N": "…" })))), written.shown())
        .because_of(template(session, "POST", BY_ID)?)
        .fail()
}
