//! Further tokens for a session that goes on. Refresh tokens do not rotate: one counts until it expires or is revoked.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html>

use serde_json::{Value, json};

use super::{Of, Parameters, tokens};
use crate::ServiceError;
use crate::cognito::UserPools;
use crate::cognito::refusal::{no_user, not_authorized};
use crate::cognito::request::{CLIENT_ID, Members, TOKEN};
use crate::cognito::session::Session;

pub(super) fn begin(pools: &UserPools, of: &Of, parameters: &Parameters<'_>) -> Result<Value, ServiceError> {
    let session = live_session(pools, of, parameters.required("REFRESH_TOKEN")?)?;
    let result = refreshed(pools, of, &session, |username| {
        of.client.check_secret_hash(username, parameters.get("SECRET_HASH"))
    })?;
    Ok(json!({"ChallengeParameters": {}, "AuthenticationResult": result}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>: what a
/// client with a secret sends is the secret itself.
pub(in super::super) fn get_tokens_from_refresh_token(
    pools: &UserPools,
    request: &Value,
) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("RefreshToken", TOKEN);
    let client_id = members.required("ClientId", CLIENT_ID);
    let secret = members.optional("ClientSecret", CLIENT_ID);
    members.check()?;
    let of = Of::find(pools, None, &client_id)?;
    check_secret(&of, secret.as_deref())?;
    let session = live_session(pools, &of, &token)?;
    let result = refreshed(pools, &of, &session, |_| Ok(()))?;
    Ok(json!({"AuthenticationResult": result}))
}

fn check_secret(of: &Of, sent: Option<&str>) -> Result<(), ServiceError> {
    if of.client.has_secret(sent) {
        return Ok(());
    }
    Err(not_authorized(format!("Unable to verify secret for client {}", of.client.id)))
}

/// The session of a refresh token that has not expired, and was issued through this client.
fn live_session(pools: &UserPools, of: &Of, token: &str) -> Result<Session, ServiceError> {
    let session = pools.sessions.of_refresh_token(token);
    let session = session
        .filter(|session| session.pool_id == of.pool_id && session.client_id == of.client.id)
        .ok_or_else(|| not_authorized("Invalid Refresh Token"))?;
    if session.expires <= pools.now() {
        return Err(not_authorized("Refresh Token has expired"));
    }
    Ok(session)
}

fn refreshed(
    pools: &UserPools,
    of: &Of,
    session: &Session,
    check: impl FnOnce(&str) -> Result<(), ServiceError>,
) -> Result<Value, ServiceError> {
    let user = of.with_pool(pools, |pool| pool.users.values().find(|user| user.sub == session.sub).cloned()).flatten();
    let user = user.ok_or_else(no_user)?;
    check(&user.username)?;
    super::check_status(&user)?;
    if session.is_revoked {
        return Err(not_authorized("Refresh Token has been revoked"));
    }
    Ok(tokens(pools, session, &of.client, &user))
}
