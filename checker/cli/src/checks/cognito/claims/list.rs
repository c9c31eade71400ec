//! Whose list it is.

use std::collections::BTreeSet;

use super::super::bearer::{Token, ask};
use super::super::data::of;
use super::super::people::Person;
use super::super::scene::Scene;
use super::super::{Session, template};
use crate::checks::api::short;
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::checks::models::methods::LIST;
use crate::harness::Outcome;
use crate::target::http::Sent;

pub(super) async fn list(session: &Session) -> Outcome {
    let scene = session.own().await?;
    for person in [&session.people.user, &session.people.friend] {
        is_of(session, scene, person, &Sent { method: "GET", path: LIST_PATH, ..Sent::default() }, "").await?;
    }
    Ok(())
}

/// That the answer to a request for the list is that of a person, who sends it. `how` is said of the request.
pub(super) async fn is_of(session: &Session, scene: &Scene, person: &Person, sent: &Sent<'_>, how: &str) -> Outcome {
    let token = Token::id(&scene.user(&session.http, person).await?);
    let (asked, way) = ask(&scene.api(&session.http)?, sent, Some(&token)).await?;
    let body = asked.json().unwrap_or_default();
    let found: Option<BTreeSet<&str>> =
        body.as_array().map(|entries| entries.iter().filter_map(|entry| entry["id"].as_str()).collect());
    let wanted: BTreeSet<&str> = of(&session.data, person).into_keys().collect();
    if asked.answer.status == 200 && found.as_ref() == Some(&wanted) {
        return Ok(());
    }
    let found = match found.filter(|_| asked.answer.status == 200) {
        Some(found) => joined(&found),
        None => asked.shown(),
    };
    let event = way.event().map(|event| format!("the event is {}", short(event)));
    asked
        .failure(format!("{} asks for the list{how}, and gets another one than theirs.", person.name))
        .compared(joined(&wanted), found)
        .because_of(event.filter(|_| asked.why.is_empty()))
        .because_of(template(session, "GET", LIST)?)
        .fail()
}

fn joined(ids: &BTreeSet<&str>) -> String {
    if ids.is_empty() { "an empty list".to_owned() } else { ids.iter().copied().collect::<Vec<_>>().join(", ") }
}
