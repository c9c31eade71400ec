//! The claims of tokens, and their issue.
//!
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>

use std::fmt;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use super::refusal::{no_client, no_pool, no_user, not_authorized};
use super::session::Session;
use super::token::{Refusal, TokenUse, seconds};
use super::{Client, User, UserPools, random};
use crate::ServiceError;

/// What lets a user's own token call the user pool's API.
const OWN_ACCOUNT: &str = "aws.cognito.signin.user.admin";

/// The tokens of a sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Tells an app who the user is.
    pub id: String,
    /// Lets its bearer act for the user.
    pub access: String,
    /// Gets further ID and access tokens.
    pub refresh: String,
}

/// Whoever prints a sign-in must not print what signs in.
impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tokens(…)")
    }
}

/// Whose access token a request brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bearer {
    pub(crate) pool_id: String,
    /// The client that the token was issued through.
    pub(crate) client_id: String,
    /// The name that the pool keeps.
    pub(crate) username: String,
    pub(crate) sub: String,
}

impl UserPools {
    /// Signs a user in without a password, as if at a moment: tokens of an hour ago are those whose life is over. It is for
    /// checks and tests; no user of AWS can do it.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException` and `UserNotFoundException` where pool, client or user are not there.
    pub fn tokens_of(
        &self,
        pool_id: &str,
        client_id: &str,
        username: &str,
        issued: SystemTime,
    ) -> Result<Tokens, ServiceError> {
        let (client, user) = {
            let pools = self.read();
            let pool = pools.get(pool_id).ok_or_else(|| no_pool(pool_id))?;
            let client = pool.clients.get(client_id).ok_or_else(|| no_client(client_id))?;
            (client.clone(), pool.user(username).ok_or_else(no_user)?.clone())
        };
        let session = self.sessions.begin(pool_id, &client, &user, issued);
        let [id, access] = self.issue(&session, &client, &user, issued);
        Ok(Tokens { id, access, refresh: session.refresh_token })
    }

    /// The ID token and the access token of a session.
    pub(super) fn issue(&self, session: &Session, client: &Client, user: &User, now: SystemTime) -> [String; 2] {
        let validity = client.settings.validity;
        let time = |lifetime: Duration| Times { began: session.began, issued: now, expires: now + lifetime };
        let issuer = self.issuer(&session.pool_id);
        let id = id_claims(&issuer, session, client, user, &time(validity.id));
        let access = access_claims(&issuer, session, client, user, &time(validity.access));
        [
            self.sign(&session.pool_id, TokenUse::Id, &Value::Object(id)),
            self.sign(&session.pool_id, TokenUse::Access, &Value::Object(access)),
        ]
    }

    /// Whose access token this is, for what users do with their own accounts: it must not be revoked, and the user must
    /// still be there.
    ///
    /// # Errors
    ///
    /// What Cognito answers, in the words of public logs.
    pub(crate) fn bearer(&self, access_token: &str) -> Result<Bearer, ServiceError> {
        let pools = self.read();
        let pool_ids: Vec<&str> = pools.keys().map(String::as_str).collect();
        let verified = self.verify_access(&pool_ids, access_token).map_err(|refusal| {
            let message = match refusal {
                Refusal::Expired { .. } => "Access Token has expired",
                Refusal::Signature => "Could not verify signature for Access Token",
                _ => "Invalid Access Token",
            };
            not_authorized(message).with_hint(refusal.to_string())
        })?;
        if !verified.scopes().any(|scope| scope == OWN_ACCOUNT) {
            return Err(not_authorized("Access Token does not have required scopes"));
        }
        let text = |claim: &str| verified.text(claim).unwrap_or_default().to_owned();
        let (username, sub) = (text("username"), text("sub"));
        let users = pools.get(&verified.pool_id).map(|pool| &pool.users);
        let user = users.and_then(|users| users.values().find(|user| user.sub == sub)).ok_or_else(no_user)?;
        if !user.enabled {
            return Err(not_authorized("User is disabled."));
        }
        if self.sessions.is_revoked(&text("event_id")) {
            return Err(not_authorized("Access Token has been revoked"));
        }
        Ok(Bearer { client_id: text("client_id"), username, sub, pool_id: verified.pool_id })
    }
}

struct Times {
    began: SystemTime,
    issued: SystemTime,
    expires: SystemTime,
}

fn id_claims(issuer: &str, session: &Session, client: &Client, user: &User, times: &Times) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("sub", json!(user.sub));
    let readable = &client.settings.read_attributes;
    for (name, value) in &user.attributes {
        if readable.is_empty() || readable.contains(name) {
            add(name, attribute(name, value));
        }
    }
    add("iss", json!(issuer));
    add("cognito:username", json!(user.username));
    // EnableTokenRevocation adds these two.
    if client.settings.token_revocation {
        add("origin_jti", json!(session.origin_jti));
    }
    add("aud", json!(client.id));
    add("event_id", json!(session.event_id));
    add("token_use", json!(TokenUse::Id.as_str()));
    add("auth_time", json!(seconds(times.began)));
    add("exp", json!(seconds(times.expires)));
    add("iat", json!(seconds(times.issued)));
    if client.settings.token_revocation {
        add("jti", json!(random::uuid()));
    }
    claims
}

fn access_claims(issuer: &str, session: &Session, client: &Client, user: &User, times: &Times) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("sub", json!(user.sub));
    add("iss", json!(issuer));
    add("client_id", json!(client.id));
    if client.settings.token_revocation {
        add("origin_jti", json!(session.origin_jti));
    }
    add("event_id", json!(session.event_id));
    add("token_use", json!(TokenUse::Access.as_str()));
    add("scope", json!(OWN_ACCOUNT));
    add("auth_time", json!(seconds(times.began)));
    add("exp", json!(seconds(times.expires)));
    add("iat", json!(seconds(times.issued)));
    add("jti", json!(random::uuid()));
    add("username", json!(user.username));
    claims
}

/// An attribute as the ID token has it.
/// <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
fn attribute(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => json!(value == "true"),
        "address" => json!({"formatted": value}),
        _ => json!(value),
    }
}
