//! What a browser lets the site's page read of the errors.

use super::super::allow_origin::may_be_read;
use super::super::by_id::GET_BY_ID;
use super::super::{Session, way};
use super::not_found::unknown;
use super::of_post::Wrong;
use super::other::{POST_BY_ID, Request};
use crate::harness::Outcome;

pub(super) async fn not_found(session: &Session) -> Outcome {
    let api = session.api().await?;
    for (_, path) in unknown(session, &api).into_iter().take(1) {
        let (asked, _) = way::ask(&api, "GET", &path, &[], None).await?;
        let message = "curl gets the 404, and a browser keeps it from the site's page, which learns that something failed and not what.";
        may_be_read(&session.setting, (GET_BY_ID.method, GET_BY_ID.path), &asked, &api.origin, message)?;
    }
    Ok(())
}

pub(super) async fn others(session: &Session) -> Outcome {
    let refused = session.refused().await?;
    let origin = refused.api(&session.http)?.origin;
    for request in Request::of_each_method(session)? {
        let (asked, _) = request.send(session, refused).await?;
        let message = format!("{}: its {} is kept from the site's page.", request.name(), asked.answer.status);
        may_be_read(&session.setting, (request.of.method, request.of.path), &asked, &origin, &message)?;
    }
    let api = session.writes().await?.api(&session.http)?;
    for wrong in Wrong::all(session) {
        let (asked, _) = wrong.send(&api).await?;
        let message = format!("{}: the {} is kept from the site's page.", wrong.what, asked.answer.status);
        may_be_read(&session.setting, (POST_BY_ID.method, POST_BY_ID.path), &asked, &api.origin, &message)?;
    }
    Ok(())
}
