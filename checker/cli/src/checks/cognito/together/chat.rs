//! Two users who write to each other, as the site asks for it, and a third who is kept out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Session;
use super::super::caller::{Caller, Reply};
use super::super::membership::{is_refused, is_written};
use super::super::people::Person;
use super::super::users::{USERS_PATH, names};
use crate::checks::api::short;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::harness::{Outcome, Verdict};

pub(super) async fn two_users(session: &Session) -> Outcome {
    let scene = session.writes().await?;
    let [first, second, third] =
        ["who begins", "who is written to", "who is kept out"].map(|who| Person::of(session.setting.seed, who));
    let first = Caller::of(session, scene, &first).await?;
    // Before the second has signed up: what is kept of this answer is old by then.
    let alone = first.get(USERS_PATH).await?;
    is_named(session, &alone, &second.name, false)?;
    let second = Caller::of(session, scene, &second).await?;
    is_named(session, &first.get(USERS_PATH).await?, &second.user.name, true)?;
    is_named(session, &second.get(USERS_PATH).await?, &first.user.name, true)?;
    let id = begin(&first, &second).await?;
    for caller in [&first, &second] {
        is_listed(caller, &id, &[&first, &second], 0).await?;
    }
    let mut texts = session.setting.seed.source("both ways");
    let mut written: Vec<(&str, String)> = Vec::new();
    for caller in [&first, &second, &first] {
        let text = texts.name();
        let reply = caller.post(&path(&id), &Value::from(&*text)).await?;
        let message = format!("{} cannot write into the new conversation.", caller.user.name);
        is_written(&reply, &id, &caller.user.name, &text, &message)?;
        written.push((&caller.user.name, text));
    }
    for caller in [&first, &second] {
        let last = are_read(caller, &id, &written).await?;
        is_listed(caller, &id, &[&first, &second], last).await?;
    }
    let third = Caller::of(session, scene, &third).await?;
    is_kept_out(session, &third, &id, &texts.name()).await
}

/// Whether somebody is in the list of users, as it should be.
fn is_named(session: &Session, reply: &Reply, name: &str, wanted: bool) -> Outcome {
    let found = names(session, reply)?;
    if found.iter().any(|known| known == name) == wanted {
        return Ok(());
    }
    let (message, expected) = if wanted {
        ("has signed up meanwhile, and is not in the list of users", "among the names")
    } else {
        ("is in the list of users before they have signed up", "not among the names")
    };
    reply.failure(format!("{name} {message}.")).compared(format!("{name} {expected}"), short(&found.join("\n"))).fail()
}

/// Begins a conversation with another, and gives its id.
async fn begin(first: &Caller<'_>, second: &Caller<'_>) -> Result<String, Verdict> {
    let reply = first.post(LIST_PATH, &json!([second.user.name])).await?;
    let wanted = BTreeSet::from([first.user.name.as_str(), &second.user.name]);
    let items = &reply.change.added.conversations;
    let found: BTreeSet<&str> = items.iter().filter_map(|item| item["Username"]["S"].as_str()).collect();
    let id = reply.ok().and_then(|id| id.as_str().map(str::to_owned));
    match id {
        Some(id) if found == wanted && items.iter().all(|item| item["ConversationId"]["S"] == *id) => Ok(id),
        _ => reply
            .failure(format!("{} cannot begin a conversation with {}.", first.user.name, second.user.name))
            .compared("200 and the id, and an item for each of the two", reply.shown())
            .fail(),
    }
}

/// That somebody's list has a conversation of these people, whose newest message is of this time.
async fn is_listed(caller: &Caller<'_>, id: &str, people: &[&Caller<'_>], last: u64) -> Outcome {
    let reply = caller.get(LIST_PATH).await?;
    let body = reply.ok().unwrap_or_default();
    let entry = body.as_array().into_iter().flatten().find(|entry| entry["id"] == *id).cloned().unwrap_or_default();
    let wanted: BTreeSet<&str> = people.iter().map(|one| one.user.name.as_str()).collect();
    if taking_part(&entry) == wanted && entry["last"] == last {
        return Ok(());
    }
    reply
        .failure(format!("In the list of {} the new conversation is not as it is.", caller.user.name))
        .compared(
            json!({ "id": id, "participants": wanted, "last": last }).to_string(),
            if entry.is_null() { "not there".to_owned() } else { entry.to_string() },
        )
        .fail()
}

fn taking_part(entry: &Value) -> BTreeSet<&str> {
    entry["participants"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// That somebody reads what was written, in that order; gives the time of the newest message.
async fn are_read(caller: &Caller<'_>, id: &str, written: &[(&str, String)]) -> Result<u64, Verdict> {
    let reply = caller.get(&path(id)).await?;
    let body = reply.ok().unwrap_or_default();
    let messages: Vec<&Value> = body["messages"].as_array().into_iter().flatten().collect();
    let found: Vec<(&str, &str)> = messages
        .iter()
        .map(|message| {
            (message["sender"].as_str().unwrap_or_default(), message["message"].as_str().unwrap_or_default())
        })
        .collect();
    let wanted: Vec<(&str, &str)> = written.iter().map(|(sender, text)| (*sender, text.as_str())).collect();
    let last = messages.last().and_then(|message| message["time"].as_u64()).unwrap_or_default();
    if found == wanted {
        return Ok(last);
    }
    let shown =
        |all: &[(&str, &str)]| all.iter().map(|(who, text)| format!("{who}: {text}")).collect::<Vec<_>>().join("\n");
    reply
        .failure(format!("{} does not read what the two have written.", caller.user.name))
        .compared(shown(&wanted), if found.is_empty() { reply.asked().shown() } else { shown(&found) })
        .fail()
}

/// That the third finds nothing of a conversation, and cannot write into it.
async fn is_kept_out(session: &Session, third: &Caller<'_>, id: &str, text: &str) -> Outcome {
    let reply = third.get(LIST_PATH).await?;
    if reply.ok() != Some(json!([])) {
        return reply
            .failure(format!("{}, who takes part in nothing, gets another list than an empty one.", third.user.name))
            .compared("200 []", reply.asked().shown())
            .fail();
    }
    let nothing = third.get(&path(&session.data.unknown)).await?;
    let message = format!("{}, who takes no part, is told of the conversation of two others.", third.user.name);
    third.get(&path(id)).await?.tells_no_more_than(id, &nothing, &session.data.unknown, &message)?;
    is_refused(session, third, id, text, "who takes no part").await
}
