//! A body that does not say that it is JSON.

use serde_json::Value;

use super::super::Session;
use super::super::board::{Board, why_passed_through};
use super::super::methods::{BY_ID, Defined};
use crate::checks::dynamodb::answer::path;
use crate::harness::Outcome;

/// What a form or a simple request of a browser says, and curl where nobody tells it otherwise.
pub(in super::super) const OTHERS: [&str; 4] =
    ["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "application/octet-stream"];

pub(super) async fn media_type(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let body = Value::from(session.setting.seed.source("media type").name()).to_string();
    refuses_others(session, &board, BY_ID, &path(&board.lively.id), &body).await
}

/// That a POST with another media type is answered with 415, and nobody sees its body.
pub(in super::super) async fn refuses_others(
    session: &Session,
    board: &Board<'_>,
    resource: &str,
    path: &str,
    body: &str,
) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    for media in OTHERS {
        let posted = board.send("POST", path, Some(media), Some(body)).await?;
        let message = if posted.ran {
            format!("A body with Content-Type: {media} passes the validator and reaches the function.")
        } else {
            format!("A body with Content-Type: {media} is not answered with 415.")
        };
        posted.is_refused_by_gateway(415, &message, &why_passed_through(&defined, "POST", resource, media))?;
    }
    Ok(())
}
