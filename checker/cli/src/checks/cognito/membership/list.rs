//! The list of somebody's conversations.

use std::collections::BTreeSet;

use super::super::caller::Caller;
use super::super::{Session, data};
use super::similar::with_similar_names;
use crate::checks::api::short;
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::{Outcome, Verdict};

pub(super) async fn own(session: &Session) -> Outcome {
    let people = &session.people;
    let scene = session.own().await?;
    for person in [&people.user, &people.friend, &people.stranger, &people.quoted] {
        let own = data::of(&session.data, person).into_keys().map(str::to_owned).collect();
        is_list_of(&Caller::of(session, scene, person).await?, &own).await?;
    }
    // Others whose names are almost the user's, in a stack of which all else is known: so what is shown is the same each time.
    for (_, conversation) in with_similar_names(session.setting.seed, &people.user.name) {
        conversation.put(scene.chat.cloud.dynamodb(), &scene.chat.tables).map_err(Verdict::from)?;
    }
    let own = data::of(&session.data, &people.user).into_keys().map(str::to_owned).collect();
    is_list_of(&Caller::of(session, scene, &people.user).await?, &own).await
}

/// That the list of whoever asks has these conversations, and no other.
async fn is_list_of(caller: &Caller<'_>, own: &BTreeSet<String>) -> Outcome {
    let name = &caller.user.name;
    let reply = caller.get(LIST_PATH).await?;
    let shown = |ids: &BTreeSet<String>| {
        if ids.is_empty() { "[]".to_owned() } else { ids.iter().cloned().collect::<Vec<_>>().join("\n") }
    };
    let failure = |message: String, found: String| reply.failure(message).compared(shown(own), found).fail();
    let Some(list) = reply.ok().and_then(|body| body.as_array().cloned()) else {
        let which = if own.is_empty() { ", who has no conversation," } else { "" };
        return failure(format!("{name}{which} gets no list."), short(&reply.asked().shown()));
    };
    let found: BTreeSet<String> =
        list.iter().map(|entry| entry["id"].as_str().unwrap_or("an entry without id").to_owned()).collect();
    let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>().join("\n");
    let others: Vec<&String> = found.difference(own).collect();
    if let Some(other) = others.first() {
        return reply
            .failure(format!("{name} does not take part in `{other}`, and finds it in the list."))
            .compared("no conversation of others", ids(others))
            .fail();
    }
    let missing: Vec<&String> = own.difference(&found).collect();
    if let Some(first) = missing.first() {
        return reply
            .failure(format!("{name} takes part in `{first}`, and does not find it in the list."))
            .compared(ids(missing), "not in the list")
            .fail();
    }
    Ok(())
}
