//! Who makes a conversation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::bearer::{Token, write};
use super::super::people::Person;
use super::super::{Session, template};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::checks::dynamodb::post::held::shown_item;
use crate::checks::models::methods::LIST;
use crate::harness::Outcome;
use crate::target::http::Sent;

const JSON: (&str, &str) = ("Content-Type", "application/json");

pub(super) async fn creator(session: &Session) -> Outcome {
    let people = &session.people;
    let mut source = session.setting.seed.source("creator");
    for (person, others, how) in [
        (&people.user, vec![people.friend.name.clone()], ""),
        (&people.friend, vec![source.name(), source.name()], " with two others"),
        (
            &people.user,
            vec![people.user.name.clone(), people.friend.name.clone()],
            ", and stands in the list of names too",
        ),
    ] {
        is_of(session, person, &others, ("", &[]), how).await?;
    }
    Ok(())
}

/// That a conversation that a person makes with others has an item for each of them. Query and headers are sent too, `how`
/// is said of the request.
pub(super) async fn is_of(
    session: &Session,
    person: &Person,
    others: &[String],
    (query, headers): (&str, &[(&str, &str)]),
    how: &str,
) -> Outcome {
    let scene = session.writes().await?;
    let token = Token::id(&scene.user(&session.http, person).await?);
    let (path, body) = (format!("{LIST_PATH}{query}"), json!(others).to_string());
    let headers = [&[JSON], headers].concat();
    let sent = Sent { method: "POST", path: &path, headers: &headers, body: Some(&body) };
    let written = write(&session.http, scene, &sent, Some(&token)).await?;
    let name = |item: &Value| item["Username"]["S"].as_str().unwrap_or_default().to_owned();
    let wanted: BTreeSet<String> = others.iter().cloned().chain([person.name.clone()]).collect();
    let found: BTreeSet<String> = written.change.added.conversations.iter().map(name).collect();
    if found == wanted
        && found.len() == written.change.added.conversations.len()
        && written.change.added.messages.is_empty()
    {
        return Ok(());
    }
    let item = |name: &String| {
        let item = json!({ "ConversationId": { "S": "…" }, "Username": { "S": name } });
        format!("new: {}", shown_item(&item))
    };
    let expected: Vec<String> = wanted.iter().map(item).collect();
    let message = if written.change.added.conversations.is_empty() {
        format!("{} makes a conversation{how}, and there is none.", person.name)
    } else if found.contains(&person.name) {
        format!("{} makes a conversation{how}, and others than these take part.", person.name)
    } else {
        format!("{} makes a conversation{how}, and does not take part in it.", person.name)
    };
    written
        .failure(message)
        .compared(expected.join("\n"), written.shown())
        .because_of(template(session, "POST", LIST)?)
        .fail()
}
