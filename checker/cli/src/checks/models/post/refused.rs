//! What is no message: refused before the function runs, or an error of the function's.

use serde_json::{Value, json};

use super::super::Session;
use super::super::board::{Board, why_not_validated};
use super::super::methods::{BY_ID, Defined};
use super::super::response_models::JSON;
use crate::checks::dynamodb::answer::path;
use crate::harness::Outcome;

/// The largest item that DynamoDB takes, in bytes, names and values together.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items>
const LARGEST: usize = 400 * 1024;

pub(super) async fn refused(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let defined = Defined::of(&session.setting)?;
    let word = session.setting.seed.source("refused").name();
    let no_json = [
        ("no body", None),
        ("a text that is no JSON", Some(word.clone())),
        ("JSON that breaks off", Some(format!("{{\"message\": \"{word}\""))),
    ];
    let of_json = [
        ("an object", json!({ "message": word })),
        ("a list", json!([word])),
        ("a number", json!(42)),
        ("true", json!(true)),
        ("null", Value::Null),
        ("an empty string", json!("")),
    ];
    let all = no_json.into_iter().map(|(what, body)| (what, body, None));
    let all = all.chain(of_json.into_iter().map(|(what, value)| (what, Some(value.to_string()), Some(value))));
    for (what, body, value) in all {
        let posted = board.send("POST", &path(&board.lively.id), Some(JSON), body.as_deref()).await?;
        let message = match posted.asked.answer.status {
            _ if posted.ran && !posted.change.is_any() => {
                format!("The body is no message, and API Gateway asks the function all the same: {what}.")
            }
            200..300 if posted.change.is_any() => format!("The body is no message, and it is stored as one: {what}."),
            200..300 => format!("The body is no message, and it is answered as if it were stored: {what}."),
            500.. => format!("The body is no message, and the answer is a failure of the server: {what}."),
            _ => format!("The body is no message, and the answer is not 400: {what}."),
        };
        posted.is_refused_by_gateway(400, &message, &why_not_validated(&defined, "POST", BY_ID, value.as_ref()))?;
    }
    Ok(())
}

pub(super) async fn not_stored(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let word = session.setting.seed.source("not stored").name();
    let large = "x".repeat(LARGEST);
    for (what, id, text) in [
        ("There is no such conversation", &session.data.unknown, &word),
        ("The message is too large for an item of DynamoDB (400 KB)", &board.lively.id, &large),
    ] {
        let posted = board.post(id, text).await?;
        if posted.change.is_any() {
            return posted
                .failure(format!("{what}, and still the tables are changed."))
                .compared("the tables as they were", posted.change.to_string())
                .fail();
        }
        let status = posted.asked.answer.status;
        if posted.error.is_none() && status < 400 {
            return posted
                .failure(format!("{what}, and the function does not fail: to API Gateway that is a success."))
                .compared("an error of the function: errorMessage", posted.asked.shown())
                .fail();
        }
    }
    Ok(())
}
