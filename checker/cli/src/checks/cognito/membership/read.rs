//! Reading a conversation: by who takes part in it, and by others.

use super::super::bearer::{Token, ask};
use super::super::caller::{Caller, Reply};
use super::super::claims::beside_the_token;
use super::super::people::Person;
use super::super::{Session, data, template};
use crate::checks::api::short;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::data::Conversation;
use crate::checks::models::methods::{BY_ID, Defined};
use crate::harness::{Outcome, Verdict};
use crate::target::http::Sent;

pub(super) async fn participants(session: &Session) -> Outcome {
    let people = &session.people;
    for (who, person) in [("who takes part in three conversations", &people.user), ("who joined one", &people.friend)] {
        let caller = Caller::of(session, session.own().await?, person).await?;
        for conversation in data::of(&session.data, person).into_values() {
            is_read(session, &caller, conversation, who).await?;
        }
    }
    Ok(())
}

pub(super) async fn quoted(session: &Session) -> Outcome {
    let person = &session.people.quoted;
    let caller = Caller::of(session, session.own().await?, person).await?;
    for conversation in data::of(&session.data, person).into_values() {
        is_read(session, &caller, conversation, "in whose name are quotes").await?;
    }
    Ok(())
}

/// That somebody reads a conversation. `who` says who that is.
async fn is_read(session: &Session, caller: &Caller<'_>, conversation: &Conversation, who: &str) -> Outcome {
    let reply = caller.get(&path(&conversation.id)).await?;
    let message = format!("{}, {who}, does not read the conversation `{}`.", caller.user.name, conversation.id);
    let lines = where_the_event_lacks(session, &reply, &caller.user.name);
    match reply.got.is_conversation(conversation, &message) {
        Err(Verdict::Failed(failure)) => failure.because_of(lines).fail(),
        outcome => outcome,
    }
}

/// Where the request template stands, if what it made of the request does not say who asks.
fn where_the_event_lacks(session: &Session, reply: &Reply, name: &str) -> Vec<String> {
    let sent = reply.way.event().unwrap_or_default();
    let event = serde_json::from_str::<serde_json::Value>(sent);
    let lacks = match event {
        Ok(event) if event.to_string().contains(&serde_json::Value::from(name).to_string()) => return Vec::new(),
        Ok(_) => format!("the function is not told who asks: {}", short(sent)),
        Err(fault) if !sent.is_empty() => format!("what the template makes of the request is no JSON ({fault})"),
        Err(_) => return Vec::new(),
    };
    let defined = Defined::of(&session.setting).ok();
    let place = defined.and_then(|defined| defined.at("GET", BY_ID, &[INTEGRATION, "requestTemplates"]));
    std::iter::once(lacks).chain(place).collect()
}

pub(super) async fn stranger(session: &Session) -> Outcome {
    let all: Vec<&Conversation> = session.data.conversations.values().collect();
    are_not_there(session, &session.people.stranger, &all, "who takes part in no conversation").await?;
    under_another_name(session).await
}

/// That the name of somebody who takes part opens nothing where it stands beside the token.
async fn under_another_name(session: &Session) -> Outcome {
    let (scene, stranger) = (session.own().await?, &session.people.stranger);
    let (id, other) = (&session.data.awkward, &session.people.user.name);
    let token = Token::id(&scene.user(&session.http, stranger).await?);
    let (query, headers) = beside_the_token(session, other)?;
    let headers: Vec<(&str, &str)> = headers.iter().map(|name| (name.as_str(), other.as_str())).collect();
    for (query, headers, place) in [(query.as_str(), &[][..], "in the query"), ("", &headers, "in a header")] {
        let path = format!("{}{query}", path(id));
        let sent = Sent { method: "GET", path: &path, headers, body: None };
        let (asked, way) = ask(&scene.api(&session.http)?, &sent, Some(&token)).await?;
        if asked.answer.status != 404 {
            return asked
                .failure(format!("{} writes {other} {place}, and is let into the conversation `{id}`.", stranger.name))
                .compared("404, as without it", asked.shown())
                .because_of(way.event().map(|event| format!("the event is {}", short(event))))
                .because_of(template(session, "GET", BY_ID)?)
                .fail();
        }
    }
    Ok(())
}

pub(super) async fn other(session: &Session) -> Outcome {
    let person = &session.people.friend;
    let own = data::of(&session.data, person);
    let others: Vec<&Conversation> =
        session.data.conversations.values().filter(|other| !own.contains_key(other.id.as_str())).collect();
    are_not_there(session, person, &others, "who takes part in other conversations").await
}

/// That somebody gets no more of these conversations than of one that is not there.
async fn are_not_there(session: &Session, person: &Person, conversations: &[&Conversation], who: &str) -> Outcome {
    let caller = Caller::of(session, session.own().await?, person).await?;
    let unknown = &session.data.unknown;
    let nothing = caller.get(&path(unknown)).await?;
    if nothing.status() != 404 {
        return nothing
            .failure("A conversation that is not there is not answered with 404.")
            .compared("404 {\"message\":\"…\"}", nothing.asked().shown())
            .fail();
    }
    for conversation in conversations {
        let reply = caller.get(&path(&conversation.id)).await?;
        let what = if reply.status() == 200 {
            "reads the conversation of others"
        } else {
            "is told that the conversation is there"
        };
        let message = format!("{}, {who}, {what}: `{}`.", caller.user.name, conversation.id);
        reply.tells_no_more_than(&conversation.id, &nothing, unknown, &message)?;
    }
    Ok(())
}
