//! What the API is asked at the stops, and what must come back: the rows of the app's contract.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::app::App;
use super::super::fault;
use super::super::steps::Told;
use crate::checks::api::{Api, Asked};
use crate::checks::proxy_lambda::readable;
use crate::harness::{Failure, Outcome, Verdict};
use crate::target::http::encode_segment;

/// The user until lab 7.
const USER: &str = "Student";

/// The conversations of a list, by id, each with its participants and the time of its newest message.
pub(super) type List = BTreeMap<String, (BTreeSet<String>, u64)>;

/// The list of the site's data.
pub(super) fn given(app: &App<'_>) -> Result<List, Verdict> {
    const KEY: &str = "data/conversations.json";
    let bytes = app.site.get(KEY).map(Vec::as_slice).unwrap_or_default();
    let list = serde_json::from_slice(bytes).map_err(|error| fault(format!("site/{KEY}: {error}")))?;
    read(&list).ok_or_else(|| fault(format!("site/{KEY} is no list of conversations")))
}

/// The part of a list that is the user's.
pub(super) fn of_user(list: List) -> List {
    list.into_iter().filter(|(_, (participants, _))| participants.contains(USER)).collect()
}

fn read(list: &Value) -> Option<List> {
    let conversation = |one: &Value| {
        let names = one["participants"].as_array()?.iter().map(|name| name.as_str().map(str::to_owned));
        Some((one["id"].as_str()?.to_owned(), (names.collect::<Option<_>>()?, one["last"].as_u64()?)))
    };
    list.as_array()?.iter().map(conversation).collect()
}

/// `GET /conversations` answers with this list.
pub(super) async fn list_is(api: &Api<'_>, expected: &List) -> Result<Told, Verdict> {
    let asked = api.get("/conversations").await?;
    let words = format!("200, {} conversations", expected.len());
    let found = asked.json().as_ref().and_then(read).filter(|_| asked.answer.status == 200);
    let Some(found) = found else {
        return asked.failure("The list is not answered with a list.").compared(words, asked.shown()).fail();
    };
    if found != *expected {
        let differs = |id: &&String| found.get(*id) != expected.get(*id);
        let ids: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
        let ids: Vec<_> = ids.into_iter().filter(differs).map(String::as_str).collect();
        let message = format!("The list is another one. Not as they should be: {}.", ids.join(", "));
        return asked.failure(message).compared(words, asked.shown()).fail();
    }
    may_be_read(api, &asked)?;
    Ok(Told::new(&asked.command, &words, words.clone()))
}

/// The texts of a conversation, in order.
pub(super) async fn texts(api: &Api<'_>, id: &str) -> Result<(Asked, Vec<String>), Verdict> {
    let asked = api.get(&path(id)).await?;
    let whole = asked.json().filter(|_| asked.answer.status == 200);
    let messages = whole.as_ref().and_then(|whole| whole["messages"].as_array());
    let texts = messages.map(|all| all.iter().filter_map(|one| one["message"].as_str().map(str::to_owned)).collect());
    match texts {
        Some(texts) => Ok((asked, texts)),
        None => asked
            .failure("A conversation is not answered with its messages.")
            .compared("200, a conversation", asked.shown())
            .fail(),
    }
}

/// A new message is taken with a status, and the conversation then ends with it.
pub(super) async fn posts(api: &Api<'_>, id: &str, text: &str, status: u16) -> Result<Told, Verdict> {
    let asked = post(api, id, &Value::from(text)).await?;
    if asked.answer.status != status {
        let failure = asked.failure("A new message is not taken.");
        return failure.compared(status.to_string(), asked.shown()).fail();
    }
    may_be_read(api, &asked)?;
    ends_with(api, id, text).await?;
    let expected = format!("{status}, and the conversation ends with it");
    Ok(Told::new(&asked.command, &expected, expected.clone()))
}

/// A conversation ends with a message.
pub(super) async fn ends_with(api: &Api<'_>, id: &str, text: &str) -> Result<Told, Verdict> {
    let (asked, texts) = texts(api, id).await?;
    if texts.last().is_none_or(|last| last != text) {
        let last = texts.last().map_or_else(|| "no message".to_owned(), |last| format!("as its last message {last:?}"));
        return asked
            .failure("The conversation does not end with the newest message.")
            .compared(format!("as its last message {text:?}"), last)
            .fail();
    }
    let expected = format!("200, as its last message {text:?}");
    Ok(Told::new(&asked.command, &expected, expected.clone()))
}

/// Sends a body to a conversation, as the site sends it.
pub(super) async fn post(api: &Api<'_>, id: &str, body: &Value) -> Result<Asked, Verdict> {
    api.ask("POST", &path(id), &[("Content-Type", "application/json")], Some(&body.to_string())).await
}

/// A request is answered with a status and a message, and the site may read it.
pub(super) fn is_refused(api: &Api<'_>, asked: &Asked, status: u16, message: &str) -> Result<Told, Verdict> {
    let said = asked.json().is_some_and(|body| body["message"].is_string());
    if asked.answer.status != status || !said {
        let expected = format!("{status} {{\"message\":…}}");
        return asked.failure(message).compared(expected, asked.shown()).fail();
    }
    may_be_read(api, asked)?;
    Ok(Told::new(&asked.command, format!("{status}, a message"), asked.shown()))
}

/// The browser hands the answer over to the site.
fn may_be_read(api: &Api<'_>, asked: &Asked) -> Outcome {
    readable(asked, &api.origin, "The browser would keep this answer from the site.")
}

/// The path of a conversation.
pub(in super::super) fn path(id: &str) -> String {
    format!("/conversations/{}", encode_segment(id))
}

/// The conversation that the stops write to: the first of a list.
pub(super) fn first(list: &List) -> Result<&str, Verdict> {
    let first = list.keys().next().map(String::as_str);
    first.ok_or_else(|| Failure::new("The list is empty.").compared("a conversation", "none").into())
}
