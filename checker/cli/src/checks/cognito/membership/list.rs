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
    // Others whose names are almost the user's: in another deployment, since this one's list is asked for elsewhere too.
    let scene = session.writes().await?;
    let caller = Caller::of(session, scene, &people.user).await?;
    let mut own: BTreeSet<String> = data::of(&session.data, &people.user).into_keys().map(str::to_owned).collect();
    for (_, conversation) in with_similar_names(session.setting.seed, &people.user.name) {
        conversation.put(scene.chat.cloud.dynamodb(), &scene.chat.tables).map_err(Verdict::from)?;
    }
    own.extend(made_since(session, &caller)?);
    is_list_of(&caller, &own).await
}

/// The conversations that other checks have made with the user.
fn made_since(session: &Session, caller: &Caller<'_>) -> Result<Vec<String>, Verdict> {
    let tables = &caller.scene.chat.tables;
    let held = crate::checks::dynamodb::post::held::Held::of(caller.scene.chat.cloud.dynamodb(), tables)?;
    let of_user = held.conversations.iter().filter(|item| item["Username"]["S"] == *caller.user.name);
    let ids = of_user.filter_map(|item| item["ConversationId"]["S"].as_str());
    Ok(ids.filter(|id| !session.data.conversations.contains_key(*id)).map(str::to_owned).collect())
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
    if let Some(other) = found.difference(own).next() {
        return failure(format!("{name} does not take part in `{other}`, and finds it in the list."), shown(&found));
    }
    if let Some(missing) = own.difference(&found).next() {
        return failure(format!("{name} takes part in `{missing}`, and does not find it in the list."), shown(&found));
    }
    Ok(())
}
