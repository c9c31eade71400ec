//! The site signs a user in, and keeps them signed in.

use serde_json::json;

use super::super::Session;
use super::super::resources::{client, lines};
use super::super::sign_in::Client;
use super::newcomer::Newcomer;
use crate::harness::{Outcome, Verdict};

/// How Cognito refuses a flow that the client does not list.
const NOT_ENABLED: &str = "flow not enabled";

pub(super) async fn sign_in(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "signs in").await?;
    newcomer.joins().await?;
    let said = session_client(session).await?.srp(&newcomer.person.name, &newcomer.person.password).await?;
    if said.done() && said.body["AuthenticationResult"]["IdToken"].is_string() {
        return Ok(());
    }
    let stack = session.setting.stack(&[])?;
    let message = if said.message().contains(NOT_ENABLED) {
        "The site cannot sign anybody in: its client may not use SRP."
    } else {
        "A confirmed user, with the right password, is not signed in."
    };
    said.failure(message)
        .compared("200", said.shown())
        .because(lines(session, client(&stack)?, &["ExplicitAuthFlows"])?)
        .fail()
}

/// The site's client in the stack in which the checks write.
async fn session_client(session: &Session) -> Result<Client<'_>, Verdict> {
    session.writes().await?.client(&session.http)
}

pub(super) async fn stays(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "stays signed in").await?;
    newcomer.joins().await?;
    let signed_in = session_client(session).await?.sign_in(&newcomer.person).await?;
    let request = |token: &str| {
        json!({
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "ClientId": newcomer.client_id,
            "AuthParameters": { "REFRESH_TOKEN": token },
        })
    };
    let mut said = newcomer.ask("InitiateAuth", &request(&signed_in.refresh_token)).await?;
    if said.body["AuthenticationResult"]["IdToken"].is_string() {
        return Ok(());
    }
    said.command = said.command.replace(&signed_in.refresh_token, "REFRESH_TOKEN");
    let stack = session.setting.stack(&[])?;
    said.failure("The refresh token gets no new ID token: after an hour the user has to sign in again.")
        .compared("200", said.shown())
        .because(lines(session, client(&stack)?, &["ExplicitAuthFlows"])?)
        .fail()
}
