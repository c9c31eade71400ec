//! An id that no conversation has.

use super::super::by_id::GET_BY_ID;
use super::super::methods::Defined;
use super::super::way::{Way, bare_error};
use super::super::{Session, way};
use super::{message, pattern};
use crate::checks::api::{Api, Asked};
use crate::checks::dynamodb::answer::path;
use crate::harness::Outcome;

/// What is asked for, and what that is.
pub(super) fn unknown(session: &Session, api: &Api<'_>) -> Vec<(&'static str, String)> {
    let id = &session.data.unknown;
    let mut ids = vec![
        ("an id that no conversation has", id.clone()),
        ("an id with quotes that no conversation has", format!("{id}'s \"own\"")),
    ];
    if api.watched.is_some() {
        // What stands between here and a deployed API may take exception to it.
        ids.push(("an id of two lines that no conversation has", format!("{id}\ntwo")));
    }
    ids.into_iter().map(|(what, id)| (what, path(&id))).collect()
}

pub(super) async fn status(session: &Session) -> Outcome {
    let api = session.api().await?;
    for (what, path) in unknown(session, &api) {
        let (asked, way) = way::ask(&api, "GET", &path, &[], None).await?;
        if asked.answer.status != 404 {
            return other_status(session, &api, &asked, &way, what);
        }
    }
    Ok(())
}

pub(super) async fn message(session: &Session) -> Outcome {
    let api = session.api().await?;
    for (what, path) in unknown(session, &api) {
        let (asked, _) = way::ask(&api, "GET", &path, &[], None).await?;
        message::says(&asked, &format!("A GET of {what}"))?;
    }
    Ok(())
}

fn other_status(session: &Session, api: &Api<'_>, asked: &Asked, way: &Way, what: &str) -> Outcome {
    let status = asked.answer.status;
    let error = bare_error(asked);
    let why = if way.function_succeeded() || (status == 200 && error.is_none()) {
        "The function returns an answer, so this is a success, whatever the answer says. An error is what it returns as Err."
            .to_owned()
    } else if asked.by_gateway() {
        format!("API Gateway answers {status} by itself, as something in the definition is wrong.")
    } else if status == 200 {
        "The function fails, as it should, but no integration response with 404 takes its error.".to_owned()
    } else {
        format!("The function's error becomes {status}, like others.")
    };
    let lines = match api.watched {
        Some(_) => pattern::remarks(&Defined::of(&session.setting)?, &GET_BY_ID, 404, way),
        None => Vec::new(),
    };
    asked
        .failure(format!("A GET of {what} is not answered with 404. {why}"))
        .compared("404 {\"message\":\"…\"}", asked.shown())
        .because_of(lines)
        .fail()
}
