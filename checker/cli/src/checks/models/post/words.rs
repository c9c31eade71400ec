//! The text of a message, and the id of its conversation, through the mapping template: word for word.

use serde_json::Value;

use super::super::Session;
use super::super::board::{Board, Posted};
use super::super::data::quoted;
use super::super::methods::{BY_ID, Defined};
use super::super::response_models::JSON;
use super::stored::is_stored;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::post::words::{forms, parted, texts};
use crate::harness::{Outcome, Verdict};

pub(super) async fn words(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let defined = Defined::of(&session.setting)?;
    let id = &board.lively.id;
    let word = session.setting.seed.source("words").name();
    let own = [
        ("one letter", "k".to_owned()),
        ("apostrophes", format!("It's {word}'s, isn't it? 'Yes.'")),
        ("a backslash before an apostrophe, and one at the end", format!("{word}\\'s C:\\")),
        ("what is Velocity in a template", format!("{word} $input.json('$') #set($a = 1) ## #[[b]]# $!c ${{d}} #end")),
    ];
    for (what, text) in texts(&word).into_iter().chain(own) {
        let json = Value::from(&*text).to_string();
        for (form, body) in forms(&text, json) {
            let posted = board.send("POST", &path(id), Some(JSON), Some(&body)).await?;
            kept(&defined, &posted, &text, &format!("{what}{form}"))?;
        }
    }
    Ok(())
}

/// Whether the item has the text.
fn kept(defined: &Defined<'_>, posted: &Posted, text: &str, what: &str) -> Outcome {
    let template = || defined.at("POST", BY_ID, &[INTEGRATION, "requestTemplates", JSON]);
    let [item] = &posted.change.added.messages[..] else {
        let error = posted.error.as_ref().map(|error| format!("the function failed: {error}"));
        let message = if posted.no_event() {
            format!("What the mapping template makes of a message is no JSON: {what}.")
        } else {
            format!("A message is not stored: {what}.")
        };
        return posted
            .failure(message)
            .compared("204, and a new item in Chat-Messages", posted.shown())
            .because_of(error)
            .because_of(template())
            .fail();
    };
    let found = item["Message"]["S"].as_str().unwrap_or_default();
    if found == text {
        return Ok(());
    }
    let (expected, found) = parted(text, found);
    posted
        .failure(format!("A message is stored with another text than it was sent with: {what}."))
        .exactly(expected, found)
        .because_of(template())
        .fail()
}

pub(super) async fn ids(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("ids");
    for id in [&session.data.awkward, &quoted(session.setting.seed).id] {
        let text = source.name();
        let posted = board.post(id, &text).await?;
        if let Err(verdict) = is_stored(session, &posted, id, &text, "with this id") {
            let Verdict::Failed(mut failure) = verdict else { return Err(verdict) };
            failure.message = format!("A message to the conversation `{id}`: {}", failure.message);
            return failure.fail();
        }
    }
    Ok(())
}
