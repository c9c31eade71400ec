//! What is not to be written.

use serde_json::{Value, json};

use super::super::Session;
use super::super::answer::{LIST_PATH, path};
use super::board::Board;
use crate::harness::Outcome;

/// The largest item that DynamoDB takes, in bytes, names and values together.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items>
const LARGEST: usize = 400 * 1024;

pub(super) async fn refused(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let word = session.setting.seed.source("refused").name();
    let of = |value: Value| Some(value.to_string());
    let bodies = [
        ("no body", None),
        ("a text that is no JSON", Some(word.clone())),
        ("JSON that breaks off", Some(format!("\"{word}"))),
        ("two JSON strings", Some(format!("\"{word}\" \"{word}\""))),
        ("an object", of(json!({ "message": word }))),
        ("a list", of(json!([word]))),
        ("a number", of(json!(42))),
        ("null", of(Value::Null)),
        ("an empty string", of(json!(""))),
        ("a text of 400 KB, which is too large with the names and the other values", of("x".repeat(LARGEST).into())),
        (
            "a text of almost 400 KB, which is too large with the names and the other values",
            of("x".repeat(LARGEST - 20).into()),
        ),
        ("a text of 140,000 characters, which are 420,000 bytes", of("\u{20ac}".repeat(140_000).into())),
        ("a text of 1 MB", of("x".repeat(1 << 20).into())),
    ];
    for (what, body) in bodies {
        let posted = board.send("POST", &path(&board.lively.id), &[], body.as_deref()).await?;
        let message = match posted.asked.answer.status {
            200..300 => format!("The body is no message, and it is answered as if it were one: {what}."),
            500.. => format!(
                "The body is no message, and the answer is a failure of the server. The mistake is the caller's: {what}."
            ),
            _ => format!("The body is no message, and the answer is not 400: {what}."),
        };
        posted.is_refused(&[400], &message)?;
    }
    Ok(())
}

pub(super) async fn unknown(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let body = Value::from(session.setting.seed.source("unknown").name()).to_string();
    let unknown = &session.data.unknown;
    let posted = board.send("POST", &path(unknown), &[], Some(&body)).await?;
    let message = match posted.asked.answer.status {
        200..300 => "There is no such conversation, and a message to it is stored: no list will ever show it.",
        500.. => {
            "There is no such conversation, and the answer is a failure of the server. Nothing failed: there is no such thing."
        }
        _ => "A message to a conversation that is not there is not answered with 404.",
    };
    posted.is_refused(&[404], message)?;

    let known = path(&board.lively.id);
    let deeper = format!("{known}/messages");
    let people = format!("/people/{}", known.rsplit('/').next().unwrap_or_default());
    let requests = [
        ("POST", LIST_PATH),
        ("POST", deeper.as_str()),
        ("POST", people.as_str()),
        ("PUT", known.as_str()),
        ("DELETE", known.as_str()),
        ("PATCH", known.as_str()),
        ("DELETE", LIST_PATH),
    ];
    for (method, path) in requests {
        let body = (method != "DELETE").then_some(body.as_str());
        let posted = board.send(method, path, &[], body).await?;
        posted.is_refused(
            &[404, 405],
            &format!(
                "{method} {path} is nothing that this API answers, and must not be answered as if it did something."
            ),
        )?;
    }
    Ok(())
}
