//! The flows that send the password: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH`.

use serde_json::{Map, Value, json};

use super::{Of, Parameters, check_status, not_confirmed, reset_required, signed_in};
use crate::ServiceError;
use crate::cognito::challenge::{Challenge, Kind};
use crate::cognito::refusal::{not_authorized, wrong_password};
use crate::cognito::{User, UserPools, UserStatus};

pub(super) fn begin(pools: &UserPools, of: &Of, parameters: &Parameters<'_>) -> Result<Value, ServiceError> {
    let name = parameters.required("USERNAME")?;
    let password = parameters.required("PASSWORD")?;
    of.client.check_secret_hash(name, parameters.get("SECRET_HASH"))?;
    of.check_lock(pools, name)?;
    let Some(user) = of.user(pools, name) else {
        of.tried(pools, name, false);
        return Err(of.unknown_user());
    };
    // These are told before the password is looked at (<https://github.com/ministackorg/ministack/pull/1758>).
    match user.status {
        UserStatus::Unconfirmed => return Err(not_confirmed()),
        UserStatus::ResetRequired => return Err(reset_required()),
        UserStatus::Confirmed | UserStatus::ForceChangePassword => {}
    }
    let is_right = user.password.as_ref().is_some_and(|kept| kept.is(&of.pool_id, &user.username, password));
    of.tried(pools, name, is_right);
    if !is_right {
        return Err(wrong_password());
    }
    go_on(pools, of, &user, name)
}

/// What comes after the right password: tokens, or another challenge.
pub(super) fn go_on(pools: &UserPools, of: &Of, user: &User, named: &str) -> Result<Value, ServiceError> {
    check_status(user)?;
    if user.status == UserStatus::ForceChangePassword {
        return ask_for_new_password(pools, of, user, named);
    }
    Ok(signed_in(pools, of, user))
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>: a password that an
/// administrator gave must be changed.
fn ask_for_new_password(pools: &UserPools, of: &Of, user: &User, named: &str) -> Result<Value, ServiceError> {
    let now = pools.now();
    if user.temporary_until.is_some_and(|until| until <= now) {
        return Err(not_authorized("Temporary password has expired and must be reset by an administrator."));
    }
    let expires = now + of.client.settings.validity.session;
    let challenge = Challenge::new(&of.client.id, &user.username, named, expires, Kind::NewPassword);
    let attributes: Map<String, Value> =
        user.attributes.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let answer = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge.id,
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": "[]",
            "userAttributes": Value::Object(attributes).to_string(),
        },
    });
    pools.challenges.put(challenge);
    Ok(answer)
}
