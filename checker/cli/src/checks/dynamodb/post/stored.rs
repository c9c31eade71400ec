//! One message: its answer, its item, its time, and where it stands.

use serde_json::{Value, json};

use super::super::answer::{LIST_PATH, path};
use super::super::{Session, USER};
use super::board::{Board, Posted, STORED};
use super::held::shown_item;
use crate::harness::{Failure, Outcome, Verdict};

pub(super) async fn stored(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("posted");
    let silent = session.data.of_user().find(|conversation| conversation.messages.is_empty());
    let ids = [Some(&board.lively.id), Some(&session.data.awkward), silent.map(|conversation| &conversation.id)];
    for id in ids.into_iter().flatten() {
        let text = format!("Hello from {}", source.name());
        let posted = board.post(id, &text).await?;
        answered(&posted, &text)?;
        item(&posted, id, &text)?;
    }
    Ok(())
}

/// Whether the answer is the message.
fn answered(posted: &Posted, text: &str) -> Outcome {
    let asked = &posted.asked;
    if posted.says_stored(text) {
        return json_said(posted);
    }
    let body = asked.json().unwrap_or_default();
    let message = match (asked.answer.status, &body) {
        (200, _) if !body.is_object() => "The message is posted, and the answer is not that message.",
        (200, _) if body["time"].is_string() => {
            "`time` in the answer is a text. It is a number in the conversation too."
        }
        (200, _) => "The message is posted, and what the answer says of it is something else.",
        (400, _) => "A message is answered as a mistake of the caller's.",
        (404, _) => "A message to a conversation that is there is answered with 404.",
        (405, _) => "POST is a method that this API answers from this lab on.",
        _ => "A message is posted, and the answer is not 200.",
    };
    if asked.answer.status != 200 {
        return asked.failure(message).compared(STORED, asked.shown()).fail();
    }
    let time = posted.time().map_or_else(|| "…".to_owned(), |time| time.to_string());
    let expected = format!("200 {{\"sender\":\"{USER}\",\"time\":{time},\"message\":{}}}", Value::from(text));
    asked.failure(message).compared(expected, asked.shown()).fail()
}

fn json_said(posted: &Posted) -> Outcome {
    let media = posted.asked.answer.header("content-type").unwrap_or("none").to_owned();
    if media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")) {
        return Ok(());
    }
    posted
        .asked
        .failure("The answer does not say that it is JSON.")
        .compared("Content-Type: application/json", format!("Content-Type: {media}"))
        .fail()
}

/// Whether one item is new, and is the message that the answer names.
fn item(posted: &Posted, id: &str, text: &str) -> Outcome {
    let wanted = json!({
        "ConversationId": { "S": id },
        "Timestamp": { "N": posted.time().unwrap_or_default().to_string() },
        "Sender": { "S": USER },
        "Message": { "S": text },
    });
    let failure = |message: &str| -> Failure {
        posted.asked.failure(message).compared(format!("new: {}", shown_item(&wanted)), posted.change.to_string())
    };
    if !posted.change.lost.messages.is_empty() || !posted.change.lost.conversations.is_empty() {
        return failure("The message is stored, and something else is gone from the tables.").fail();
    }
    if !posted.change.added.conversations.is_empty() {
        return failure("A message changes the table of the participants too.").fail();
    }
    match &posted.change.added.messages[..] {
        [] => failure("The answer says that the message is stored, and the table does not have it.").fail(),
        [item] => {
            // What else an item has is nobody's concern.
            let differs = ["ConversationId", "Timestamp", "Sender", "Message"]
                .into_iter()
                .find(|name| item[name] != wanted[name]);
            match differs {
                None => Ok(()),
                Some(name) => {
                    failure(&format!("The item of the message is another than the answer says: {name}.")).fail()
                }
            }
        }
        _ => failure("One message has become several items.").fail(),
    }
}

/// A moment long ago, in milliseconds.
const LONG_AGO: u64 = 1_700_000_000_000;
/// The same in the forms in which a header or a query may have it.
const DIGITS: &str = "1700000000000";
const HEADERS: [(&str, &str); 5] = [
    ("Date", "Tue, 14 Nov 2023 22:13:20 GMT"),
    ("X-Amz-Date", "20231114T221320Z"),
    ("X-Timestamp", DIGITS),
    ("Timestamp", DIGITS),
    ("Time", DIGITS),
];

pub(super) async fn time(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("time");
    let id = &board.lively.id;
    let plain = board.post(id, &source.name()).await?;
    at_the_request(&plain, "The message's time is not when it was posted.")?;

    let query = format!("{}?time={DIGITS}&timestamp={DIGITS}&Timestamp={DIGITS}", path(id));
    let text = Value::from(source.name()).to_string();
    let guided = board.send("POST", &query, &HEADERS, Some(&text)).await?;
    at_the_request(&guided, "The message's time is what who asks wrote into the request, and not the server's.")?;

    // What is no message is refused, says another check; here it must not set the time.
    let body = json!({ "sender": USER, "time": LONG_AGO, "message": source.name() }).to_string();
    let object = board.send("POST", &path(id), &[], Some(&body)).await?;
    if object.asked.answer.status == 200 {
        at_the_request(&object, "The message's time is the one in the body: who asks can write into the past.")?;
    }
    Ok(())
}

/// Whether the time in the answer lies between the request and its answer.
fn at_the_request(posted: &Posted, message: &str) -> Outcome {
    let Some(time) = posted.time() else {
        return posted.asked.failure("The answer has no time.").compared(STORED, posted.asked.shown()).fail();
    };
    if (posted.sent..=posted.answered).contains(&time) {
        return Ok(());
    }
    // Times that are taken already may have moved it a little.
    let about = |millis: u64| posted.sent.abs_diff(millis) < 60_000;
    let found = match time {
        _ if about(time.saturating_mul(1_000)) => "seconds since 1970: 10 digits".to_owned(),
        _ if about(time / 1_000) => "microseconds since 1970: 16 digits".to_owned(),
        _ if about(time / 1_000_000) => "nanoseconds since 1970: 19 digits".to_owned(),
        _ if about(time) => format!("{} ms beside it", time.abs_diff(posted.sent).min(time.abs_diff(posted.answered))),
        _ => format!("{time}"),
    };
    Failure::new(message)
        .tried(&posted.asked.command)
        .compared("milliseconds since 1970, from when the request was sent to when it was answered: 13 digits", found)
        .fail()
}

pub(super) async fn read(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let id = &board.lively.id;
    // Whoever reads once and keeps it has read it by now.
    let (_, before) = board.messages(id).await?;
    list_entry(&board, id).await?;
    let text = session.setting.seed.source("read").name();
    let posted = board.post(id, &text).await?;
    let time = posted.time().filter(|_| posted.says_stored(&text));
    let Some(time) = time else {
        return posted
            .asked
            .failure("The message is not answered as stored.")
            .compared(STORED, posted.asked.shown())
            .fail();
    };
    let wanted = json!({ "sender": USER, "time": time, "message": text });
    let (asked, after) = board.messages(id).await?;
    if after.len() != before.len() + 1 || after.last() != Some(&wanted) {
        let message = if after.contains(&wanted) {
            "The message is in its conversation, but not at the end of it."
        } else {
            "The message is stored, and its conversation does not have it."
        };
        let last = after.last().map_or_else(|| "no message".to_owned(), Value::to_string);
        return asked
            .failure(message)
            .compared(
                format!("{} messages, the last {wanted}", before.len() + 1),
                format!("{} messages, the last {last}", after.len()),
            )
            .fail();
    }
    let whole = asked.json().unwrap_or_default();
    if whole["last"] != wanted["time"] {
        return asked
            .failure("The conversation has the message, and `last` is another time.")
            .compared(format!("\"last\":{time}"), format!("\"last\":{}", whole["last"]))
            .fail();
    }
    let (listed, entry) = list_entry(&board, id).await?;
    if entry["last"] != wanted["time"] {
        return listed
            .failure(format!("The message is stored, and the list's `last` of `{id}` is another time."))
            .compared(format!("\"last\":{time}"), format!("\"last\":{}", entry["last"]))
            .fail();
    }
    joined(&board, id, &session.setting.seed.source("joined").name()).await
}

/// Whether somebody who joins a conversation that has been read is in the next answer.
async fn joined(board: &Board<'_>, id: &str, name: &str) -> Outcome {
    let (dynamodb, table) = (board.scene.cloud.dynamodb(), &board.scene.tables.conversations);
    let item = json!({ "ConversationId": { "S": id }, "Username": { "S": name } });
    let fault = |error: cloud::ServiceError| Verdict::Fault(format!("{name} cannot join: {error}"));
    dynamodb.call("PutItem", &json!({ "TableName": table, "Item": item })).map_err(fault)?;
    let answers = async { Ok::<_, Verdict>([board.api.get(&path(id)).await?, list_entry(board, id).await?.0]) };
    let answers = answers.await;
    dynamodb.call("DeleteItem", &json!({ "TableName": table, "Key": item })).map_err(fault)?;
    for asked in answers? {
        let answer = asked.json().unwrap_or_default();
        let entries = answer.as_array().map_or(std::slice::from_ref(&answer), Vec::as_slice);
        let found = entries.iter().find(|entry| entry["id"] == id).map(|entry| &entry["participants"]);
        if found.and_then(Value::as_array).is_none_or(|names| !names.iter().any(|found| found == name)) {
            return asked
                .failure(format!("{name} has just joined the conversation, and the answer does not have them."))
                .compared(format!("{name} among the participants"), found.unwrap_or(&Value::Null).to_string())
                .fail();
        }
    }
    Ok(())
}

/// What the list says of a conversation.
async fn list_entry(board: &Board<'_>, id: &str) -> Result<(crate::checks::api::Asked, Value), Verdict> {
    let asked = board.api.get(LIST_PATH).await?;
    let list = asked.json().unwrap_or_default();
    match list.as_array().into_iter().flatten().find(|entry| entry["id"] == id) {
        Some(entry) => {
            let entry = entry.clone();
            Ok((asked, entry))
        }
        None => asked
            .failure(format!("The list does not have the conversation `{id}`."))
            .compared(format!("an entry with \"id\":\"{id}\""), asked.shown())
            .fail(),
    }
}
