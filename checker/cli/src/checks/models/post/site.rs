//! What the site's page sends for a message, and whether a browser lets it.

use serde_json::Value;

use super::super::Session;
use super::super::board::Board;
use super::super::methods::{BY_ID, Defined};
use super::super::response_models::JSON;
use crate::checks::browser::may_send;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::post::site::readable;
use crate::harness::Outcome;

pub(super) async fn site(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let to = path(&board.lively.id);
    preflight(session, &board, BY_ID, &to).await?;
    let text = session.setting.seed.source("site").name();
    let posted = board.post(&board.lively.id, &text).await?;
    readable(&board.api, &posted.asked, "The message is stored, and the page is not let see that.")?;
    let empty = Value::from("").to_string();
    let refused = board.send("POST", &to, Some(JSON), Some(&empty)).await?;
    let message =
        format!("The answer {} is kept from the page: it cannot say what was wrong.", refused.asked.answer.status);
    readable(&board.api, &refused.asked, &message)
}

/// That a page may send a POST with JSON to a path.
pub(in super::super) async fn preflight(session: &Session, board: &Board<'_>, resource: &str, path: &str) -> Outcome {
    let asking = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];
    let preflight = board.api.ask("OPTIONS", path, &asking, None).await?;
    let Err(why) = may_send(&preflight.answer, &board.api.origin, "POST", &["content-type"]) else { return Ok(()) };
    let defined = Defined::of(session)?;
    let missing = defined.method("OPTIONS", resource).is_none();
    preflight
        .failure("The page may not send a POST: its preflight is not answered as a browser wants it.")
        .compared(
            "200, Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: Content-Type",
            preflight.shown_with("Access-Control-Allow-Headers"),
        )
        .because(format!("the browser's console: {why}"))
        .because_of(missing.then(|| format!("{resource} has no options of its own")))
        .because_of(defined.at("OPTIONS", resource, &["x-amazon-apigateway-integration", "responses", "default"]))
        .fail()
}
