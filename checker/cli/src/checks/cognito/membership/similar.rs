//! Names that are almost a participant's.

use std::collections::BTreeSet;

use super::super::Session;
use super::super::caller::Caller;
use super::write::is_refused;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::data::{Conversation, Message};
use crate::harness::{Outcome, Seed, Verdict};

pub(super) async fn names(session: &Session) -> Outcome {
    let scene = session.writes().await?;
    let caller = Caller::of(session, scene, &session.people.user).await?;
    let mut texts = session.setting.seed.source("similar names write");
    for (how, conversation) in with_similar_names(session.setting.seed, &caller.user.name) {
        conversation.put(scene.chat.cloud.dynamodb(), &scene.chat.tables).map_err(Verdict::from)?;
        let unknown = &session.data.unknown;
        let nothing = caller.get(&path(unknown)).await?;
        let reply = caller.get(&path(&conversation.id)).await?;
        let names: Vec<&str> = conversation.participants.iter().map(String::as_str).collect();
        let message =
            format!("{} gets into the conversation of {}: the name {how}.", caller.user.name, names.join(" and "));
        reply.tells_no_more_than(&conversation.id, &nothing, unknown, &message)?;
        let who = format!("whose name {how}");
        is_refused(session, &caller, &conversation.id, &texts.name(), &who).await?;
    }
    Ok(())
}

/// Conversations of people whose names are almost this one, each with what its name has to do with theirs.
pub(super) fn with_similar_names(seed: Seed, name: &str) -> Vec<(&'static str, Conversation)> {
    let mut source = seed.source("similar names");
    let mut shorter = name.to_owned();
    let last = shorter.pop().map(String::from).unwrap_or_default();
    let of = |how, similar: &[&str]| {
        let (id, other) = (source.name(), source.name());
        let participants: BTreeSet<String> =
            similar.iter().map(|&name| name.to_owned()).chain(similar.is_empty().then_some(other)).collect();
        let sender = participants.first().cloned().unwrap_or_default();
        let messages = vec![Message { sender, time: 1_700_000_300_000, text: source.name() }];
        (how, Conversation { id, participants, messages })
    };
    let mut of = of;
    vec![
        of("is the beginning of one of theirs", &[&format!("{name}-junior"), "Ann"]),
        of("is the end of one of theirs", &[&format!("the-{name}"), "Ann"]),
        of("is one of theirs in small letters", &[&name.to_uppercase(), "Ann"]),
        of("begins with one of theirs", &[&shorter, "Ann"]),
        of("is two of theirs, one after the other", &[&shorter, &last]),
    ]
}
