//! The stack as somebody else deploys it.

use super::super::Session;
use super::super::board::Board;
use super::created::usable;
use crate::harness::Outcome;

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let board = Board::of(session, session.elsewhere().await?)?;
    let (region, prefix) = (session.setting.other_region(), session.setting.prefix());
    let place = format!("in the region {region}, with the prefix {prefix} and under the stage prod");
    usable(session, &board, &place).await
}
