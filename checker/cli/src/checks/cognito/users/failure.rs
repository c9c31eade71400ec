//! A user pool that cannot be asked.

use super::super::Session;
use super::super::caller::Caller;
use super::{GET_USERS, USERS_PATH};
use crate::checks::models::allow_origin::may_be_read;
use crate::checks::models::errors::message::says;
use crate::harness::Outcome;

/// Words that are for the log.
const OF_AWS: [&str; 6] = ["arn:aws:", "AccessDenied", "cognito-idp", "chat-lambda-users", "errorType", "errorMessage"];

pub(super) async fn failure(session: &Session) -> Outcome {
    const WHAT: &str = "Cognito refuses, and GET /users is asked for";
    let caller = Caller::of(session, session.refused().await?, &session.people.user).await?;
    let reply = caller.get(USERS_PATH).await?;
    let asked = reply.asked();
    let status = reply.status();
    if status != 500 || asked.by_gateway() {
        let message = match status {
            200 => format!("{WHAT}: the answer is as if all were well."),
            _ => format!("{WHAT}: the answer is not 500 of the method's own."),
        };
        return reply.failure(message).compared("500 {\"message\":\"…\"}", asked.shown()).fail();
    }
    says(asked, WHAT)?;
    let body = asked.shown();
    if let Some(told) = OF_AWS.into_iter().find(|word| body.contains(word)) {
        return reply
            .failure("The answer tells everybody what only the log should: names of AWS and of your account.")
            .compared("500 {\"message\":\"…\"} that says only that it failed", body)
            .because(format!("it holds {told}"))
            .fail();
    }
    let message = "The answer 500 is kept from the site's page: it cannot say that it failed.";
    may_be_read(&session.setting, (GET_USERS.method, GET_USERS.path), asked, &caller.api.origin, message)
}
