//! Tokens after the first ones, and the end of them.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>

use serde_json::{Value, json};

use super::super::Session;
use super::super::caller::Caller;
use super::super::people::Person;
use super::super::sign_in::{Called, Client, SignedIn};
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::harness::{Outcome, Verdict};

pub(super) async fn sign_out(session: &Session) -> Outcome {
    let scene = session.writes().await?;
    let person = Person::of(session.setting.seed, "who signs out");
    let client = scene.client(&session.http)?;
    let first = scene.user(&session.http, &person).await?;
    let api = scene.api(&session.http)?;
    let user = opens(Caller { scene, api, user: refreshed(&client, first).await? }).await?;
    // On this device alone.
    let command = format!("revoke-token --client-id {} --token \"$REFRESH_TOKEN\"", client.client_id);
    let request = json!({ "ClientId": client.client_id, "Token": user.refresh_token });
    let called = client.call("RevokeToken", &request, command).await?;
    called.answer("Whoever signs out cannot take the refresh token back.", "the refresh token is revoked")?;
    is_worth_nothing(&client, &user, "has taken it back").await?;
    // On all.
    let user = client.sign_in(&person).await?;
    let command = "global-sign-out --access-token \"$ACCESS_TOKEN\"".to_owned();
    let called = client.call("GlobalSignOut", &json!({ "AccessToken": user.access_token }), command).await?;
    called.answer("Nobody can sign out.", "signed out")?;
    is_worth_nothing(&client, &user, "has signed out everywhere").await
}

/// That the API lets somebody in.
async fn opens(caller: Caller<'_>) -> Result<SignedIn, Verdict> {
    let reply = caller.get(LIST_PATH).await?;
    if reply.status() == 200 {
        return Ok(caller.user);
    }
    reply
        .failure("With new tokens, which the refresh token gave, the API lets nobody in.")
        .compared("200", reply.asked().shown())
        .fail()
}

/// Asks for new tokens.
async fn refresh(client: &Client<'_>, user: &SignedIn) -> Result<Called, Verdict> {
    let request = json!({
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "ClientId": client.client_id,
        "AuthParameters": { "REFRESH_TOKEN": user.refresh_token },
    });
    let command = format!(
        "initiate-auth --auth-flow REFRESH_TOKEN_AUTH --client-id {} --auth-parameters REFRESH_TOKEN=\"$REFRESH_TOKEN\"",
        client.client_id
    );
    client.call("InitiateAuth", &request, command).await
}

/// Somebody with new tokens.
async fn refreshed(client: &Client<'_>, user: SignedIn) -> Result<SignedIn, Verdict> {
    let called = refresh(client, &user).await?;
    let answer = called.answer("The refresh token gives no new tokens.", "an ID token and an access token")?;
    let token = |name: &str| answer["AuthenticationResult"][name].as_str().unwrap_or_default().to_owned();
    Ok(SignedIn { id_token: token("IdToken"), access_token: token("AccessToken"), ..user })
}

/// That a refresh token gives nothing any more.
async fn is_worth_nothing(client: &Client<'_>, user: &SignedIn, why: &str) -> Outcome {
    let called = refresh(client, user).await?;
    match &called.result {
        Err(_) => Ok(()),
        Ok(Value::Null) => Err(Verdict::Fault("Cognito answered nothing".to_owned())),
        Ok(_) => called
            .failure(format!("{} {why}, and the refresh token still gives new tokens.", user.name))
            .compared("NotAuthorizedException", "new tokens")
            .fail(),
    }
}
