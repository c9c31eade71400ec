//! Signing in: the flows, the challenges, and the tokens that they end with.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>

mod challenge_answer;
mod password;
mod refresh;
mod srp_challenge;

use serde_json::{Map, Value, json};

use crate::ServiceError;
use crate::cognito::refusal::{invalid_parameter, no_client, no_pool, no_user, refused, wrong_password};
use crate::cognito::request::{CLIENT_ID, Members, USER_POOL_ID};
use crate::cognito::{Client, User, UserPool, UserPools, UserStatus};

pub(super) use challenge_answer::{admin_respond_to_auth_challenge, respond_to_auth_challenge};
pub(super) use refresh::get_tokens_from_refresh_token;

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
const FLOWS: [&str; 8] = [
    "USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
    "CUSTOM_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_AUTH",
];

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
pub(super) fn initiate_auth(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    begin(pools, request, false)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html>
pub(super) fn admin_initiate_auth(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    begin(pools, request, true)
}

fn begin(pools: &UserPools, request: &Value, by_admin: bool) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = by_admin.then(|| members.required("UserPoolId", USER_POOL_ID));
    let client_id = members.required("ClientId", CLIENT_ID);
    let flow = members.one_of("AuthFlow", &FLOWS);
    if flow.is_none() {
        members.missing("AuthFlow");
    }
    let parameters = members.map("AuthParameters");
    members.check()?;
    let flow = flow.unwrap_or_default();
    let of = Of::find(pools, pool_id.as_deref(), &client_id)?;
    let parameters = Parameters(parameters);
    match flow.as_str() {
        "USER_SRP_AUTH" => {
            of.needs("ALLOW_USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client.")?;
            srp_challenge::begin(pools, &of, &parameters)
        }
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => {
            of.needs("ALLOW_REFRESH_TOKEN_AUTH", "Auth flow not enabled for this client")?;
            refresh::begin(pools, &of, &parameters)
        }
        "USER_PASSWORD_AUTH" if !by_admin => {
            of.needs("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client")?;
            password::begin(pools, &of, &parameters)
        }
        "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" if by_admin => {
            of.needs("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client")?;
            password::begin(pools, &of, &parameters)
        }
        // Functions that ask questions of one's own are not emulated, so no pool has them.
        "CUSTOM_AUTH" => {
            of.needs("ALLOW_CUSTOM_AUTH", "Auth flow not enabled for this client")?;
            Err(invalid_parameter("Custom auth lambda trigger is not configured for the user pool."))
        }
        "USER_AUTH" => {
            of.needs("ALLOW_USER_AUTH", "USER_AUTH is not enabled for the client.")?;
            Err(ServiceError::not_emulated("sign-in by USER_AUTH"))
        }
        _ => Err(invalid_parameter("Initiate Auth method not supported.")),
    }
}

/// Which pool and client a request is about. The pool's state is not held while signatures are computed.
struct Of {
    pool_id: String,
    /// What stands after `_` in the pool's id.
    pool_name: String,
    client: Client,
}

impl Of {
    /// `pool_id` is what an administrator names; users name the client alone.
    fn find(pools: &UserPools, pool_id: Option<&str>, client_id: &str) -> Result<Self, ServiceError> {
        let pools = pools.read();
        let pool = match pool_id {
            Some(id) => pools.get(id).ok_or_else(|| no_pool(id))?,
            None => {
                pools.values().find(|pool| pool.clients.contains_key(client_id)).ok_or_else(|| no_client(client_id))?
            }
        };
        let client = pool.clients.get(client_id).ok_or_else(|| no_client(client_id))?.clone();
        Ok(Self { pool_id: pool.id.clone(), pool_name: pool.name_part().to_owned(), client })
    }

    fn needs(&self, flow: &str, message: &str) -> Result<(), ServiceError> {
        if self.client.allows(flow) {
            return Ok(());
        }
        let hint = format!("the client's ExplicitAuthFlows lack {flow}");
        Err(invalid_parameter(message).with_hint(hint))
    }

    /// The user of a name that somebody signs in with. The `sub` is none, unless the pool made it the name: on AWS
    /// `UserNotFoundException` is the answer (<https://github.com/ministackorg/ministack/pull/1758>).
    fn user(&self, pools: &UserPools, name: &str) -> Option<User> {
        self.with_pool(pools, |pool| {
            let user = pool.user(name)?;
            (user.sub != name || user.username == name).then(|| user.clone())
        })?
    }

    fn with_pool<T>(&self, pools: &UserPools, run: impl FnOnce(&UserPool) -> T) -> Option<T> {
        pools.read().get(&self.pool_id).map(run)
    }

    /// What a sign-in with an unknown name is answered.
    fn unknown_user(&self) -> ServiceError {
        if self.client.settings.prevents_user_existence_errors { wrong_password() } else { no_user() }
    }

    /// # Errors
    ///
    /// `NotAuthorizedException` while a name is locked after too many wrong passwords.
    fn check_lock(&self, pools: &UserPools, name: &str) -> Result<(), ServiceError> {
        let mut all = pools.write();
        let pool = all.get_mut(&self.pool_id).ok_or_else(|| no_pool(&self.pool_id))?;
        let key = pool.key(name);
        pool.lock_outs.get_mut(&key).map_or(Ok(()), |lock| lock.check(pools.now()))
    }

    /// A password was given and was right, or not.
    fn tried(&self, pools: &UserPools, name: &str, is_right: bool) {
        let mut all = pools.write();
        let Some(pool) = all.get_mut(&self.pool_id) else { return };
        let key = pool.key(name);
        if is_right {
            pool.lock_outs.remove(&key);
        } else {
            pool.lock_outs.entry(key).or_default().failed(pools.now());
        }
    }
}

/// `AuthParameters` or `ChallengeResponses`.
struct Parameters<'a>(Option<&'a Map<String, Value>>);

impl<'a> Parameters<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0?.get(name)?.as_str().filter(|value| !value.is_empty())
    }

    fn required(&self, name: &str) -> Result<&'a str, ServiceError> {
        self.get(name).ok_or_else(|| invalid_parameter(format!("Missing required parameter {name}")))
    }

    /// Those whose names begin so, without that.
    fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.0.into_iter().flatten();
        all.filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str()?)))
    }
}

/// Whether a user whose password is right may go on.
fn check_status(user: &User) -> Result<(), ServiceError> {
    if !user.enabled {
        return Err(crate::cognito::refusal::not_authorized("User is disabled."));
    }
    match user.status {
        UserStatus::Unconfirmed => Err(not_confirmed()),
        UserStatus::ResetRequired => Err(reset_required()),
        UserStatus::Confirmed | UserStatus::ForceChangePassword => Ok(()),
    }
}

fn not_confirmed() -> ServiceError {
    refused("UserNotConfirmedException", "User is not confirmed.")
}

fn reset_required() -> ServiceError {
    refused("PasswordResetRequiredException", "Password reset required for the user")
}

/// Begins a session for a user who showed who they are.
fn signed_in(pools: &UserPools, of: &Of, user: &User) -> Value {
    let now = pools.now();
    pools.sessions.forget(now);
    let session = pools.sessions.begin(&of.pool_id, &of.client, user, now);
    let mut result = tokens(pools, &session, &of.client, user);
    result["RefreshToken"] = json!(session.refresh_token);
    json!({"ChallengeParameters": {}, "AuthenticationResult": result})
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthenticationResultType.html>
fn tokens(pools: &UserPools, session: &crate::cognito::session::Session, client: &Client, user: &User) -> Value {
    let [id, access] = pools.issue(session, client, user, pools.now());
    json!({
        "AccessToken": access,
        "ExpiresIn": client.settings.validity.access.as_secs(),
        "IdToken": id,
        "TokenType": "Bearer",
    })
}
