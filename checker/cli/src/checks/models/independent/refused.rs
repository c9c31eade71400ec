//! What makes no conversation: lists that are none, a table that refuses, a page that may not ask.

use serde_json::{Value, json};

use super::super::Session;
use super::super::allow_origin::may_be_read;
use super::super::board::{Board, why_not_validated};
use super::super::errors::{Request, every};
use super::super::methods::{Defined, LIST};
use super::super::post::refuses_others;
use super::super::response_models::JSON;
use super::created::{CREATE, create};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::Outcome;

pub(super) async fn refused(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let defined = Defined::of(&session.setting)?;
    let word = session.setting.seed.source("refused names").name();
    let of_json = |what, value: Value| (what, value.to_string(), Some(value));
    for (what, body, value) in [
        ("a text that is no JSON", word.clone(), None),
        ("a list that breaks off", format!("[\"{word}\""), None),
        of_json("a JSON string in place of a list", json!(word)),
        of_json("an object in place of a list", json!({ "participants": [word] })),
        of_json("a number in the list", json!([word, 1])),
        of_json("a list in the list", json!([[word]])),
        of_json("null in the list", json!([word, null])),
    ] {
        let posted = board.send("POST", LIST_PATH, Some(JSON), Some(&body)).await?;
        let message = if posted.ran && !posted.change.is_any() {
            format!("The body is no list of names, and API Gateway asks the function all the same: {what}.")
        } else {
            wrong(posted.change.is_any(), posted.asked.answer.status, what)
        };
        posted.is_refused_by_gateway(400, &message, &why_not_validated(&defined, "POST", LIST, value.as_ref()))?;
    }
    for (what, value) in [("an empty name", json!([word, ""])), ("an empty list", json!([]))] {
        let posted = board.send("POST", LIST_PATH, Some(JSON), Some(&value.to_string())).await?;
        posted.is_refused(400, &wrong(posted.change.is_any(), posted.asked.answer.status, what))?;
    }
    refuses_others(session, &board, LIST, LIST_PATH, &json!([word]).to_string()).await
}

fn wrong(changed: bool, status: u16, what: &str) -> String {
    match status {
        _ if changed => format!("The body is no list of names, and a conversation is made of it: {what}."),
        200..300 => format!("The body is no list of names, and it is answered as if a conversation were made: {what}."),
        500.. => format!("The body is no list of names, and the answer is a failure of the server: {what}."),
        _ => format!("The body is no list of names, and the answer is not 400: {what}."),
    }
}

pub(super) async fn failure(session: &Session) -> Outcome {
    let board = Board::of(session, session.refused().await?)?;
    let posted = create(&board, &[session.setting.seed.source("failure").name()]).await?;
    posted.is_refused(500, "DynamoDB refuses every request, and the answer does not say that the server failed.")?;
    let body = posted.asked.shown();
    let told = ["arn:aws:", "AccessDenied", "dynamodb", "chat-lambda-data", "errorType"]
        .into_iter()
        .find(|word| body.contains(word));
    if let Some(told) = told {
        return posted
            .failure("The answer tells everybody what only the log should: names of AWS and of your account.")
            .compared("{\"message\":\"…\"} that says only that it failed", body)
            .because(format!("it holds {told}"))
            .fail();
    }
    every(session, &Request::of_creation(CREATE, "[\"Ann\"]")).await
}

pub(super) async fn site(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let of = (CREATE.method, CREATE.path);
    let made = create(&board, &[session.setting.seed.source("site").name()]).await?;
    let message = "The conversation is made, and a browser keeps its id from the site's page.";
    may_be_read(&session.setting, of, &made.asked, &board.api.origin, message)?;
    for body in ["[]", "\"tea\""] {
        let asked = board.send("POST", LIST_PATH, Some(JSON), Some(body)).await?.asked;
        let message = format!(
            "The answer {} to {body} is kept from the site's page: it cannot say what was wrong.",
            asked.answer.status
        );
        may_be_read(&session.setting, of, &asked, &board.api.origin, &message)?;
    }
    let refused = Board::of(session, session.refused().await?)?;
    let asked = create(&refused, &[session.setting.seed.source("site").name()]).await?.asked;
    let message =
        format!("The answer {} is kept from the site's page: it cannot say that it failed.", asked.answer.status);
    may_be_read(&session.setting, of, &asked, &refused.api.origin, &message)
}
