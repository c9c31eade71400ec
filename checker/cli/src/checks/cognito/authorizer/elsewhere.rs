//! The authorizer as somebody else deploys it.

use super::super::Session;
use super::methods::Request;
use super::opens::open;
use crate::harness::Outcome;

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let place = format!("In the region {}, with a prefix: ", scene.chat.cloud.region());
    for request in Request::of_each(session) {
        open(session, scene, &request, &place).await?;
    }
    Ok(())
}
