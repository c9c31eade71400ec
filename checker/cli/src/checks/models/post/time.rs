//! Who sent a message and when, and that it can be read.

use serde_json::{Value, json};

use super::super::Session;
use super::super::board::{Board, Posted};
use super::super::response_models::JSON;
use super::super::sender;
use super::stored::{POST_BY_ID, is_stored};
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::checks::dynamodb::post::held::Held;
use crate::harness::Outcome;

/// The name of somebody who is always a little faster.
const RIVAL: &str = "Faster";
/// How often, one after the other.
const IN_A_ROW: [usize; 2] = [1, 3];

pub(super) async fn time(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("time");
    let id = &board.lively.id;
    for query in ["", "?time=1700000000000&timestamp=1700000000000&username=Somebody&sender=Somebody"] {
        let text = source.name();
        let body = Value::from(&*text).to_string();
        let posted = board.send("POST", &format!("{}{query}", path(id)), Some(JSON), Some(&body)).await?;
        is_stored(session, &posted, id, &text, if query.is_empty() { "as the site sends it" } else { "with a query" })?;
        at_the_request(&posted)?;
    }
    let body = Value::from(session.setting.seed.source("sender").name()).to_string();
    let names = |added: &Held| sender::values(&added.messages, "Sender");
    sender::is_told_who_asks(session, &board, &POST_BY_ID, (&path(id), &body), names).await?;
    for times in IN_A_ROW {
        both(&board, &source.name(), &source.name(), times).await?;
    }
    Ok(())
}

/// Whether the item's time lies between the request and its answer.
fn at_the_request(posted: &Posted) -> Outcome {
    let time = time_of(&posted.change.added.messages[0]).unwrap_or_default();
    if (posted.sent..=posted.answered).contains(&time) {
        return Ok(());
    }
    posted
        .failure("The message's time is not when it was posted, by the server's clock.")
        .compared("milliseconds since 1970, from when the request was sent to when it was answered", time.to_string())
        .fail()
}

/// Posts a message while somebody else writes just before, so many times: all are there.
async fn both(board: &Board<'_>, text: &str, rivals: &str, times: usize) -> Outcome {
    let (dynamodb, table) = (board.scene.cloud.dynamodb(), &board.scene.tables.messages);
    let item = json!({ "Sender": { "S": RIVAL }, "Message": { "S": rivals } });
    dynamodb.write_before(table, &item, times);
    let posted = board.post(&board.lively.id, text).await;
    dynamodb.write_before(table, &item, 0);
    let posted = posted?;
    let own = posted.change.added.messages.iter().filter(|item| item["Message"]["S"] == text).count();
    // Nobody can be faster than an operation that puts in another way.
    let overwritten = posted.puts > 0 && posted.puts <= times;
    if own == 1 && !overwritten && (200..300).contains(&posted.asked.answer.status) {
        return Ok(());
    }
    let message = match own {
        1 if overwritten => {
            "Somebody else's message was stored in the same millisecond, just before this one, and is gone: overwritten."
        }
        1 => {
            "Somebody else was faster in the same millisecond. This message is stored, and the answer says that it is not."
        }
        0 => {
            "Somebody else was faster in the same millisecond, and this message is not there. The next millisecond is free."
        }
        _ => "Somebody else was faster in the same millisecond, and this message is there more than once.",
    };
    posted.failure(message).compared("204, and both messages in the table", posted.shown()).fail()
}

/// The time of an item.
fn time_of(item: &Value) -> Option<u64> {
    item["Timestamp"]["N"].as_str()?.parse().ok()
}

pub(super) async fn read(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let id = &board.lively.id;
    let count = |whole: &Value| whole["messages"].as_array().map_or(0, Vec::len);
    // Whoever reads once and keeps it has read it by now.
    let before = count(&board.read(&path(id)).await?.1);
    board.read(LIST_PATH).await?;
    let text = session.setting.seed.source("read").name();
    let posted = board.post(id, &text).await?;
    is_stored(session, &posted, id, &text, "as the site sends it")?;
    let time = time_of(&posted.change.added.messages[0]);
    let wanted = json!({ "sender": USER, "time": time, "message": text });
    let (asked, whole) = board.read(&path(id)).await?;
    if count(&whole) != before + 1 || whole["messages"].as_array().and_then(|all| all.last()) != Some(&wanted) {
        let last = whole["messages"].as_array().and_then(|all| all.last()).unwrap_or(&Value::Null).to_string();
        return asked
            .failure("The message is stored, and does not stand at the end of its conversation.")
            .compared(
                format!("{} messages, the last {wanted}", before + 1),
                format!("{} messages, the last {last}", count(&whole)),
            )
            .fail();
    }
    let (asked, entries) = board.read(LIST_PATH).await?;
    let entry = entries.as_array().into_iter().flatten().find(|entry| entry["id"] == **id);
    let last = entry.map_or(Value::Null, |entry| entry["last"].clone());
    if last.as_u64() != time {
        return asked
            .failure(format!("The message is stored, and the list's `last` of `{id}` is another time."))
            .compared(format!("\"last\":{}", time.unwrap_or_default()), format!("\"last\":{last}"))
            .fail();
    }
    Ok(())
}
