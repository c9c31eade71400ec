//! Whether a browser lets the site's page see that its message is stored.

use super::super::Session;
use super::super::allow_origin::may_be_read;
use super::super::board::Board;
use super::stored::POST_BY_ID;
use crate::harness::Outcome;

pub(super) async fn site(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let text = session.setting.seed.source("site").name();
    let posted = board.post(&board.lively.id, &text).await?;
    let message =
        "The message is stored, and a browser keeps the answer from the site's page, which says that it failed.";
    may_be_read(&session.setting, (POST_BY_ID.method, POST_BY_ID.path), &posted.asked, &board.api.origin, message)
}
