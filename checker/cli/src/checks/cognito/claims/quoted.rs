//! A name that JSON has to escape.

use super::super::Session;
use super::{create, list, post};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::Outcome;
use crate::target::http::Sent;

pub(super) async fn quoted(session: &Session) -> Outcome {
    let person = &session.people.quoted;
    let sent = Sent { method: "GET", path: LIST_PATH, ..Sent::default() };
    list::is_of(session, session.own().await?, person, &sent, "").await?;
    post::is_of(session, person, &[], "", "").await?;
    let others = [session.setting.seed.source("with a quoted name").name()];
    create::is_of(session, person, &others, ("", &[]), "").await
}
