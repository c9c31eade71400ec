//! Writing into a conversation: by who takes part in it, and by others.

use serde_json::{Value, json};

use super::super::caller::{Caller, Reply};
use super::super::{Session, data};
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::post::held::shown_item;
use crate::harness::Outcome;

pub(super) async fn participants(session: &Session) -> Outcome {
    let people = &session.people;
    let mut texts = session.setting.seed.source("participants write");
    for person in [&people.user, &people.friend, &people.quoted] {
        let caller = Caller::of(session, session.writes().await?, person).await?;
        for id in data::of(&session.data, person).into_keys() {
            let text = texts.name();
            let reply = caller.post(&path(id), &Value::from(&*text)).await?;
            let message = format!("{}, who takes part in `{id}`, cannot write.", caller.user.name);
            is_written(&reply, id, &caller.user.name, &text, &message)?;
        }
    }
    Ok(())
}

/// That a message is stored, with its sender, and nothing else is changed. `message` is said where it is not.
pub(in super::super) fn is_written(reply: &Reply, id: &str, sender: &str, text: &str, message: &str) -> Outcome {
    let wanted = json!({
        "ConversationId": { "S": id },
        "Timestamp": { "N": "…" },
        "Sender": { "S": sender },
        "Message": { "S": text },
    });
    let failure = |message: &str| {
        reply.failure(message).compared(format!("204, and\nnew: {}", shown_item(&wanted)), reply.shown()).fail()
    };
    if reply.status() != 204 {
        return failure(message);
    }
    let [item] = reply.change.added.messages.as_slice() else {
        return failure("The answer is 204, and not one message is stored.");
    };
    if !reply.change.lost.is_empty() || !reply.change.added.conversations.is_empty() {
        return failure("A message is stored, and something else is changed.");
    }
    if ["ConversationId", "Sender", "Message"].into_iter().any(|name| item[name] != wanted[name]) {
        return failure("Another message is stored than the one that was sent.");
    }
    Ok(())
}

pub(super) async fn stranger(session: &Session) -> Outcome {
    let people = &session.people;
    let mut texts = session.setting.seed.source("strangers write");
    let strangers = [
        ("who takes part in no conversation", &people.stranger),
        ("who takes part in other conversations", &people.friend),
    ];
    for (who, person) in strangers {
        let caller = Caller::of(session, session.writes().await?, person).await?;
        let own = data::of(&session.data, person);
        for id in session.data.conversations.keys().filter(|id| !own.contains_key(id.as_str())) {
            is_refused(session, &caller, id, &texts.name(), who).await?;
        }
    }
    Ok(())
}

/// That somebody's message to a conversation is answered as one to a conversation that is not there, and not stored. `who`
/// says who that is.
pub(in super::super) async fn is_refused(
    session: &Session,
    caller: &Caller<'_>,
    id: &str,
    text: &str,
    who: &str,
) -> Outcome {
    let (name, unknown) = (&caller.user.name, &session.data.unknown);
    let body = Value::from(text);
    let nothing = caller.post(&path(unknown), &body).await?;
    if nothing.status() != 404 || nothing.change.is_any() {
        return nothing
            .failure("A message to a conversation that is not there is not answered with 404.")
            .compared("404 {\"message\":\"…\"}, and nothing is stored", nothing.shown())
            .fail();
    }
    let reply = caller.post(&path(id), &body).await?;
    if reply.change.is_any() {
        let message = match reply.status() {
            200..300 => format!("{name}, {who}, writes into the conversation of others: `{id}`."),
            status => format!("{name}, {who}, is answered {status}, and the message is stored all the same: `{id}`."),
        };
        return reply.failure(message).compared("404, and nothing is stored", reply.shown()).fail();
    }
    let message = format!("{name}, {who}, is told that the conversation is there: `{id}`.");
    reply.tells_no_more_than(id, &nothing, unknown, &message)
}
