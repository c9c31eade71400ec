//! One message: its method, its item, its answer.

use serde_json::{Value, json};

use super::super::Session;
use super::super::board::{Board, Posted};
use super::super::integration::OfFunction;
use super::super::methods::{BY_ID, Defined};
use super::super::response_models::JSON;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::post::held::shown_item;
use crate::harness::{Failure, Outcome};

/// What a message is answered with.
const STORED: &str = "204, and a new item in Chat-Messages";

/// The method of this part.
pub(in super::super) const POST_BY_ID: OfFunction =
    OfFunction { method: "POST", path: BY_ID, function: "chat-messages-POST" };

pub(super) fn method(session: &Session) -> Outcome {
    own_method(session, &POST_BY_ID)
}

/// That a method is out of proxy mode, asks its own function, and has a template for JSON.
pub(in super::super) fn own_method(session: &Session, of: &OfFunction) -> Outcome {
    of.out_of_proxy_mode(&session.setting)?;
    of.names_its_function(&session.setting)?;
    of.closed_to_others(&session.setting, &session.setting.stack(&[])?)?;
    let defined = Defined::of(&session.setting)?;
    let (name, path) = (of.method, of.path);
    let (_, integration) = defined.integrated(name, path)?;
    if integration.request_templates.contains_key(JSON) {
        return Ok(());
    }
    let templates: Vec<&str> = integration.request_templates.keys().map(String::as_str).collect();
    Failure::new(format!("{name} {path} has no mapping template for JSON."))
        .compared(
            format!("requestTemplates: {JSON}: …"),
            if templates.is_empty() { "none".into() } else { templates.join(", ") },
        )
        .because_of(defined.at(name, path, &[INTEGRATION, "requestTemplates"]))
        .fail()
}

pub(super) async fn stored(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("posted");
    let silent = session.data.of_user().find(|conversation| conversation.messages.is_empty());
    for (id, media) in [
        (Some(&board.lively.id), JSON),
        (silent.map(|conversation| &conversation.id), JSON),
        (Some(&board.lively.id), "application/json; charset=utf-8"),
        (Some(&board.lively.id), "application/json;charset=UTF-8"),
    ] {
        let Some(id) = id else { continue };
        let text = format!("Hello from {}", source.name());
        let posted = board.send("POST", &path(id), Some(media), Some(&Value::from(&*text).to_string())).await?;
        is_stored(session, &posted, id, &text, &format!("with Content-Type: {media}"))?;
    }
    Ok(())
}

/// That a message is answered as stored, and one item is new: the message. `how` it was sent, for a reader.
pub(in super::super) fn is_stored(session: &Session, posted: &Posted, id: &str, text: &str, how: &str) -> Outcome {
    let status = posted.asked.answer.status;
    if !(200..300).contains(&status) {
        return posted
            .failure(not_taken(posted, how))
            .compared(STORED, posted.shown())
            .because_of(template(session, posted))
            .fail();
    }
    let mut wanted = json!({ "ConversationId": { "S": id }, "Sender": { "S": USER }, "Message": { "S": text } });
    let failure = |message: String| {
        let mut shown = wanted.clone();
        shown["Timestamp"] = json!({ "N": "…" });
        posted.failure(message).compared(format!("new: {}", shown_item(&shown)), posted.change.to_string())
    };
    if !posted.change.lost.is_empty() {
        return failure("The message is stored, and something else is gone from the tables.".to_owned()).fail();
    }
    if !posted.change.added.conversations.is_empty() {
        return failure("A message changes the table of the participants too.".to_owned()).fail();
    }
    let [item] = &posted.change.added.messages[..] else {
        let message = match (&posted.error, posted.change.added.messages.len()) {
            (Some(error), 0) => format!("The answer is {status}, and the function failed: {error}"),
            (None, 0) if !posted.ran => format!("The answer is {status}, and no function was asked for it."),
            (_, 0) => format!("The answer is {status}, and the table does not have the message."),
            _ => "One message has become several items.".to_owned(),
        };
        return failure(message).fail();
    };
    for name in ["ConversationId", "Sender", "Message"] {
        if item[name] != wanted[name] {
            return failure(format!("The item of the message is another than was sent: {name}.")).fail();
        }
    }
    if item["Timestamp"]["N"].as_str().is_none_or(|digits| digits.parse::<u64>().is_err()) {
        return failure("The item of the message has no Timestamp that is a number.".to_owned()).fail();
    }
    wanted["Timestamp"] = item["Timestamp"].clone();
    Ok(())
}

/// The lines of the mapping template, where what it made did not help the function.
fn template(session: &Session, posted: &Posted) -> Option<String> {
    let of_event = posted.no_event() || posted.error.is_some();
    Defined::of(&session.setting).ok().filter(|_| of_event)?.at("POST", BY_ID, &[INTEGRATION, "requestTemplates", JSON])
}

/// What an answer that is no success says of a message that is one.
fn not_taken(posted: &Posted, how: &str) -> String {
    let gateway = posted.asked.by_gateway() && !posted.ran;
    match posted.asked.answer.status {
        500 if posted.not_permitted() => {
            format!("API Gateway may not call the function {}, and answers 500.", POST_BY_ID.function)
        }
        _ if posted.no_event() => {
            "What the mapping template makes of a message is no JSON, so the function gets no event.".to_owned()
        }
        400 if gateway => format!("API Gateway refuses a message that is one, {how}: a JSON string that is not empty."),
        403 if gateway => "API Gateway knows no such method: POST /conversations/{id} is not there.".to_owned(),
        415 => format!("API Gateway takes no message {how}."),
        404 => "A message to a conversation that is there is answered with 404.".to_owned(),
        status if posted.error.is_some() => {
            format!(
                "A message is answered with {status}: the function failed: {}",
                posted.error.as_deref().unwrap_or_default()
            )
        }
        status => format!("A message is answered with {status}, {how}."),
    }
}

pub(super) async fn no_content(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let text = session.setting.seed.source("no content").name();
    let posted = board.post(&board.lively.id, &text).await?;
    let (status, body) = (posted.asked.answer.status, &posted.asked.answer.body);
    if status == 204 && body.is_empty() {
        return Ok(());
    }
    let defined = Defined::of(&session.setting)?;
    let message = if status == 204 {
        "The answer is 204, No Content, and has a body.".to_owned()
    } else {
        format!("The message is stored, and the answer is {status}: nothing makes 204 of it.")
    };
    posted
        .failure(message)
        .compared("204, without a body", posted.asked.shown())
        .because_of(defined.at("POST", BY_ID, &[INTEGRATION, "responses", "default"]))
        .fail()
}
