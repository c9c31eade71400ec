//! Several who write at once.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::{Value, json};

use super::super::Session;
use super::super::answer::path;
use super::board::{Board, Posted, STORED};
use crate::checks::api::Asked;
use crate::harness::{Failure, Outcome, Verdict};

/// The name of somebody who is always a little faster.
const RIVAL: &str = "Faster";
/// How often, one after the other.
const IN_A_ROW: [usize; 2] = [1, 3];
/// How much later a message may be for each time that somebody was faster, in milliseconds: some add a little chance.
const MOST_LATER: u64 = 100;
/// More often than anybody tries.
const ALWAYS: usize = 400;

pub(super) async fn same_time(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("same time");
    for times in IN_A_ROW {
        let (text, rivals) = (source.name(), source.name());
        let posted = against(&board, &text, &rivals, times).await?;
        both(&posted, &text, times)?;
    }
    let (text, rivals) = (source.name(), source.name());
    let posted = against(&board, &text, &rivals, ALWAYS).await?;
    honest(&posted, &text)
}

/// Posts a message while somebody else writes just before, so many times.
async fn against(board: &Board<'_>, text: &str, rivals: &str, times: usize) -> Result<Posted, Verdict> {
    let table = &board.scene.tables.messages;
    let item = json!({ "Sender": { "S": RIVAL }, "Message": { "S": rivals } });
    let dynamodb = board.scene.cloud.dynamodb();
    dynamodb.write_before(table, &item, times);
    let posted = board.post(&board.lively.id, text).await;
    dynamodb.write_before(table, &item, 0);
    posted
}

/// Whether the message and all of the others' are there.
fn both(posted: &Posted, text: &str, times: usize) -> Outcome {
    let asked = &posted.asked;
    let own = posted.change.added.messages.iter().filter(|item| item["Message"]["S"] == text).count();
    let (before, expected) = if times == 1 {
        (
            "Somebody else's message was stored in the same millisecond, just before this one".to_owned(),
            "both messages".to_owned(),
        )
    } else {
        (format!("In each of {times} milliseconds somebody else was faster"), format!("all {} messages", times + 1))
    };
    let failure = |message: &str| {
        asked
            .failure(format!("{before}{message}"))
            .compared(format!("200, and {expected} in the table"), format!("{}\n{}", asked.shown(), posted.change))
    };
    // Nobody could be faster than an operation that puts in another way.
    if posted.puts == 0 && own == 1 {
        return Ok(());
    }
    // The others wrote before each of so many requests: one of those that went through took the place of theirs.
    if own == 1 && posted.puts <= times {
        return failure(", and is gone: overwritten.").fail();
    }
    if asked.answer.status != 200 {
        let message = match asked.answer.status {
            500.. => ", and this one is answered as a failure. The next millisecond is free.",
            _ => ", and this one is refused. The next millisecond is free.",
        };
        return failure(message).fail();
    }
    let rivals = posted.change.added.messages.iter().filter(|item| item["Sender"]["S"] == RIVAL).filter_map(timestamp);
    let own_time = time_of(posted, text);
    if own == 1 && own_time < rivals.max() {
        return failure(", and this one is stored with an earlier time: it stands before what was there first.").fail();
    }
    if own == 1 && own_time > Some(posted.answered + MOST_LATER * times as u64) {
        return failure(", and this one gets a time in the future: what is posted next stands before it.").fail();
    }
    match own {
        0 => failure(", and this one is lost, but answered as stored.").fail(),
        1 if posted.says_stored(text) && time_of(posted, text) == posted.time() => Ok(()),
        1 => failure(", and the answer does not name the time at which this one is stored.").fail(),
        _ => failure(", and this one is there more than once.").fail(),
    }
}

/// The time of the item with a text.
fn time_of(posted: &Posted, text: &str) -> Option<u64> {
    timestamp(posted.change.added.messages.iter().find(|item| item["Message"]["S"] == text)?)
}

/// The time of an item.
fn timestamp(item: &Value) -> Option<u64> {
    item["Timestamp"]["N"].as_str()?.parse().ok()
}

/// Whether the answer is true, whatever became of the message.
fn honest(posted: &Posted, text: &str) -> Outcome {
    let asked = &posted.asked;
    let stored = time_of(posted, text).is_some();
    let (true_answer, expected) = if stored {
        (posted.says_stored(text), STORED)
    } else {
        let says = asked.json().is_some_and(|body| body["message"].is_string());
        ((500..600).contains(&asked.answer.status) && says && !asked.by_gateway(), "500 {\"message\":\"…\"}")
    };
    if true_answer {
        return Ok(());
    }
    let found = if stored { "the message is in the table" } else { "the message is not in the table" };
    asked
        .failure(
            "However often it was tried, somebody else was faster, and the answer is not what became of the message.",
        )
        .compared(expected, format!("{}\n{found}", asked.shown()))
        .fail()
}

const CLIENTS: usize = 8;
const MESSAGES: usize = 50;

pub(super) async fn many(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let id = &board.lively.id;
    let mut source = session.setting.seed.source("many");
    let texts: Vec<String> = (0..MESSAGES).map(|number| format!("{number} {}", source.name())).collect();
    let (_, before) = board.messages(id).await?;
    let held = board.held()?;
    let client = async |first: usize| -> Result<Vec<(usize, Asked)>, Verdict> {
        let mut answers = Vec::new();
        for number in (first..MESSAGES).step_by(CLIENTS) {
            let body = Value::from(&*texts[number]).to_string();
            let headers = [("Content-Type", "application/json")];
            answers.push((number, board.api.ask("POST", &path(id), &headers, Some(&body)).await?));
        }
        Ok(answers)
    };
    let mut answers = BTreeMap::new();
    for ended in join_all((0..CLIENTS).map(client)).await {
        answers.extend(ended?);
    }
    let told = format!("{MESSAGES} messages are posted by {CLIENTS} clients at once");
    let not_taken: Vec<&Asked> = answers.values().filter(|asked| asked.answer.status != 200).collect();
    if let Some(first) = not_taken.first() {
        // What is written meanwhile is of several requests at once.
        let mut why: Vec<String> = first.why.iter().filter(|line| !line.starts_with("DynamoDB")).cloned().collect();
        why.sort();
        why.dedup();
        return Failure::new(format!("{told}, and not all are taken."))
            .tried(&answers[&0].command)
            .compared(format!("{MESSAGES} times 200"), format!("at least once {}", first.shown()))
            .because_of(why)
            .fail();
    }
    let now = board.held()?;
    if now.messages.len() != held.messages.len() + MESSAGES {
        let lost = held.messages.len() + MESSAGES - now.messages.len().min(held.messages.len() + MESSAGES);
        return answers[&0]
            .failure(format!("{told}, all are answered as stored, and the table does not have {MESSAGES} more."))
            .compared(format!("{MESSAGES} new items"), format!("{lost} are missing"))
            .fail();
    }
    let (asked, after) = board.messages(id).await?;
    for (number, text) in texts.iter().enumerate() {
        let time = answers[&number].json().unwrap_or_default()["time"].clone();
        let found: Vec<&Value> = after.iter().filter(|message| message["message"] == **text).collect();
        if found.len() != 1 || found[0]["time"] != time {
            let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
            return asked
                .failure(format!("{told}, and one of them does not come back as it was answered."))
                .compared(
                    format!("once, with \"time\":{time}: {text}"),
                    if shown.is_empty() { "not there".to_owned() } else { shown.join("\n") },
                )
                .fail();
        }
    }
    if after.len() != before.len() + MESSAGES || !after.is_sorted_by_key(|message| message["time"].as_u64()) {
        return asked
            .failure(format!("{told}, and the conversation has others beside them, or another order."))
            .compared(format!("{} messages by time", before.len() + MESSAGES), format!("{} messages", after.len()))
            .fail();
    }
    Ok(())
}
