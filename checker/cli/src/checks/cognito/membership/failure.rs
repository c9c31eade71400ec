//! A table that cannot be read.

use serde_json::Value;

use super::super::Session;
use super::super::caller::{Caller, Reply};
use crate::checks::dynamodb::answer::path;
use crate::checks::models::errors::message::says;
use crate::harness::Outcome;

pub(super) async fn failure(session: &Session) -> Outcome {
    let caller = Caller::of(session, session.refused().await?, &session.people.user).await?;
    let conversation = path(&session.data.awkward);
    let text = session.setting.seed.source("failure").name();
    is_500(&caller.get(&conversation).await?, "GET")?;
    is_500(&caller.post(&conversation, &Value::from(text)).await?, "POST")
}

fn is_500(reply: &Reply, method: &str) -> Outcome {
    let what = format!("DynamoDB refuses, and {method} /conversations/{{id}} is asked for by who takes part");
    if reply.status() == 500 && !reply.asked().by_gateway() {
        return says(reply.asked(), &what);
    }
    let message = match reply.status() {
        404 => format!("{what}: the answer is that there is no such conversation, which nobody knows."),
        _ => format!("{what}: the answer is not 500."),
    };
    reply.failure(message).compared("500 {\"message\":\"…\"}", reply.shown()).fail()
}
