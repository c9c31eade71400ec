//! The answer to `GET /conversations`.

use super::super::allow_origin::may_be_read;
use super::super::{Session, way};
use super::GET_LIST;
use crate::checks::api::Api;
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::Outcome;

pub(super) async fn list(session: &Session) -> Outcome {
    answered(session, &session.api().await?, "").await
}

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let before = format!("In the region {}, with a prefix, in the stage prod: ", scene.cloud.region());
    answered(session, &scene.api(&session.http)?, &before).await
}

async fn answered(session: &Session, api: &Api<'_>, before: &str) -> Outcome {
    let (got, way) = way::get(api, LIST_PATH).await?;
    super::super::body::is_data(&got, &way, &format!("{before}GET /conversations"), "[{\"id\":\"…\", …}]")?;
    got.is_list(&session.data, &format!("{before}GET /conversations is not answered with the list."))
}

pub(super) async fn readable(session: &Session) -> Outcome {
    let api = session.api().await?;
    let asked = api.get(LIST_PATH).await?;
    let message = "curl gets the list, and a browser keeps it from the site's page.";
    may_be_read(&session.setting, (GET_LIST.method, GET_LIST.path), &asked, &api.origin, message)
}
