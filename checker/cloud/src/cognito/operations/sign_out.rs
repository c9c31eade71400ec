//! Ending sessions. Who verifies tokens without asking the pool, as API Gateway does, lets them in until they expire.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::UserPools;
use crate::cognito::refusal::{no_client, no_pool, no_user, refused};
use crate::cognito::request::{CLIENT_ID, Members, TOKEN, USER_POOL_ID, USERNAME};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
pub(super) fn global_sign_out(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    members.check()?;
    let bearer = pools.bearer(&token)?;
    pools.sessions.revoke_all(&bearer.pool_id, &bearer.sub);
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html>
pub(super) fn admin_user_global_sign_out(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let username = members.required("Username", USERNAME);
    members.check()?;
    let all = pools.read();
    let pool = all.get(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let user = pool.user(&username).ok_or_else(no_user)?;
    pools.sessions.revoke_all(&pool_id, &user.sub);
    Ok(json!({}))
}

/// Ends the session of a refresh token. A token that is not known is ended already.
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
pub(super) fn revoke_token(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("Token", TOKEN);
    let client_id = members.required("ClientId", CLIENT_ID);
    let secret = members.optional("ClientSecret", CLIENT_ID);
    members.check()?;
    let all = pools.read();
    let client = all.values().find_map(|pool| pool.clients.get(&client_id)).ok_or_else(|| no_client(&client_id))?;
    if !client.has_secret(secret.as_deref()) {
        return Err(refused("UnauthorizedException", format!("Unable to verify secret for client {client_id}")));
    }
    if !client.settings.token_revocation {
        // The documentation's error; AWS's words are not public.
        let message = "Token revocation is not enabled for the client";
        return Err(refused("UnsupportedOperationException", message));
    }
    if token.split('.').count() == 3 {
        let hint = "only refresh tokens are revoked; the access tokens that they got end with them";
        return Err(refused("UnsupportedTokenTypeException", "Unsupported token type").with_hint(hint));
    }
    if let Some(session) = pools.sessions.of_refresh_token(&token) {
        if session.client_id != client_id {
            return Err(refused("UnauthorizedException", "Invalid client for the token"));
        }
        pools.sessions.revoke(&token);
    }
    Ok(json!({}))
}
