//! The site signs a user in, and keeps them signed in.

use super::super::Session;
use super::super::resources::{client, lines};
use super::newcomer::Newcomer;
use crate::harness::Outcome;

/// How Cognito refuses a flow that the client does not list.
const NOT_ENABLED: &str = "not enabled";

pub(super) async fn sign_in(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "signs in").await?;
    newcomer.joins().await?;
    let called = newcomer.site.try_sign_in(&newcomer.person).await?;
    let Some(refused) = called.refused() else {
        // What else Cognito may ask, the site cannot answer.
        return newcomer.site.sign_in(&newcomer.person).await.map(|_| ());
    };
    let stack = session.setting.stack(&[])?;
    let message = if refused.message.contains(NOT_ENABLED) {
        "The site cannot sign anybody in: its client may not use SRP."
    } else {
        "A confirmed user, with the right password, is not signed in."
    };
    called
        .failure(message)
        .compared("three tokens", called.shown())
        .because(lines(session, client(&stack)?, &["ExplicitAuthFlows"])?)
        .fail()
}

pub(super) async fn stays(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "stays signed in").await?;
    newcomer.joins().await?;
    let signed_in = newcomer.site.sign_in(&newcomer.person).await?;
    let called = newcomer.site.try_refresh(&signed_in.refresh_token).await?;
    if called.result.as_ref().is_ok_and(|answer| answer["AuthenticationResult"]["IdToken"].is_string()) {
        return Ok(());
    }
    let stack = session.setting.stack(&[])?;
    called
        .failure("The refresh token gets no new ID token: after an hour the user has to sign in again.")
        .compared("a new ID token", called.shown())
        .because(lines(session, client(&stack)?, &["ExplicitAuthFlows"])?)
        .fail()
}
