//! `USER_SRP_AUTH`: the password is proved and never sent.

use ring::hmac;
use serde_json::{Value, json};

use super::{Of, Parameters};
use crate::ServiceError;
use crate::cognito::UserPools;
use crate::cognito::challenge::{Challenge, Kind};
use crate::cognito::refusal::invalid_parameter;
use crate::cognito::srp::{Handshake, Verifier};

pub(super) fn begin(pools: &UserPools, of: &Of, parameters: &Parameters<'_>) -> Result<Value, ServiceError> {
    let name = parameters.required("USERNAME")?;
    let srp_a = parameters.required("SRP_A")?;
    of.client.check_secret_hash(name, parameters.get("SECRET_HASH"))?;
    of.check_lock(pools, name)?;
    let user = of.user(pools, name);
    let (username, verifier) = match user {
        Some(user) => {
            let kept = user.password.as_ref().map(|password| password.verifier().clone());
            let verifier = kept.unwrap_or_else(|| made_up(pools, of, name).1);
            (user.username, verifier)
        }
        None if of.client.settings.prevents_user_existence_errors => made_up(pools, of, name),
        None => return Err(of.unknown_user()),
    };
    // That it is refused is known; AWS's words are not public.
    let handshake = Handshake::begin(&verifier, srp_a).ok_or_else(|| {
        invalid_parameter("SRP_A must be a hexadecimal number that the group's prime does not divide")
    })?;
    let parameters = json!({
        "SALT": handshake.salt(),
        "SRP_B": handshake.srp_b(),
        "USERNAME": username,
        "USER_ID_FOR_SRP": username,
    });
    let expires = pools.now() + of.client.settings.validity.session;
    let challenge =
        Challenge::new(&of.client.id, &username, name, expires, Kind::PasswordVerifier(Box::new(handshake)));
    let mut answer = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters});
    answer["ChallengeParameters"]["SECRET_BLOCK"] = json!(challenge.id);
    pools.challenges.put(challenge);
    Ok(answer)
}

/// A user who is not there, so that nobody is told so: "Amazon Cognito returns the same salt and internal user id in
/// Universally Unique Identifier (UUID) format for the same user name and user pool combination."
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>
fn made_up(pools: &UserPools, of: &Of, name: &str) -> (String, Verifier) {
    let text = hmac::sign(&pools.made_up, format!("{}/{name}", of.pool_id).as_bytes());
    let (salt, id) = text.as_ref().split_at(16);
    (crate::cognito::random::uuid_of(id), Verifier::made_up(salt))
}
