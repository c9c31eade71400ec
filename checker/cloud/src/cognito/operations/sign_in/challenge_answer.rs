//! Answers to challenges.

use serde_json::Value;

use super::{Of, Parameters, check_status, password, signed_in};
use crate::ServiceError;
use crate::cognito::password::{Password, Setting};
use crate::cognito::refusal::{invalid_parameter, no_pool, no_user, wrong_password};
use crate::cognito::request::{CLIENT_ID, Members, SESSION, USER_POOL_ID};
use crate::cognito::srp::{Presented, Timestamp};
use crate::cognito::{UserPools, UserStatus};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
const NAMES: [&str; 16] = [
    "WEB_AUTHN",
    "PASSWORD",
    "PASSWORD_SRP",
    "SMS_MFA",
    "EMAIL_OTP",
    "SMS_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_CHALLENGE",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
];

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
pub(in super::super) fn respond_to_auth_challenge(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    respond(pools, request, false)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html>
pub(in super::super) fn admin_respond_to_auth_challenge(
    pools: &UserPools,
    request: &Value,
) -> Result<Value, ServiceError> {
    respond(pools, request, true)
}

fn respond(pools: &UserPools, request: &Value, by_admin: bool) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = by_admin.then(|| members.required("UserPoolId", USER_POOL_ID));
    let client_id = members.required("ClientId", CLIENT_ID);
    let name = members.one_of("ChallengeName", &NAMES);
    if name.is_none() {
        members.missing("ChallengeName");
    }
    let session = members.optional("Session", SESSION);
    let responses = members.map("ChallengeResponses");
    members.check()?;
    let of = Of::find(pools, pool_id.as_deref(), &client_id)?;
    let responses = Parameters(responses);
    match name.unwrap_or_default().as_str() {
        "PASSWORD_VERIFIER" => verify_proof(pools, &of, &responses),
        "NEW_PASSWORD_REQUIRED" => set_new_password(pools, &of, session.as_deref(), &responses),
        other => Err(ServiceError::not_emulated(&format!("the challenge {other}"))),
    }
}

/// Checks the proof of a password. Whatever is wrong with it, the answer is the same.
fn verify_proof(pools: &UserPools, of: &Of, responses: &Parameters<'_>) -> Result<Value, ServiceError> {
    let name = responses.required("USERNAME")?;
    let signature = responses.required("PASSWORD_CLAIM_SIGNATURE")?;
    let secret_block = responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = responses.required("TIMESTAMP")?;
    let timestamp = Timestamp::parse(timestamp).ok_or_else(|| {
        // <https://github.com/amazon-archives/amazon-cognito-identity-js/issues/683>
        invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    })?;
    of.client.check_secret_hash(name, responses.get("SECRET_HASH"))?;
    let (challenge, handshake) =
        pools.challenges.take_handshake(secret_block, pools.now()).ok_or_else(wrong_password)?;
    if challenge.client_id != of.client.id || !challenge.is_for(name) {
        return Err(wrong_password());
    }
    of.check_lock(pools, &challenge.named)?;
    let base64 = base64_simd::STANDARD;
    let decode = |text: &str| base64.decode_to_vec(text.as_bytes()).map_err(|_| wrong_password());
    let (secret_block, signature) = (decode(secret_block)?, decode(signature)?);
    let is_right = handshake.is_proved_by(&Presented {
        pool_name: &of.pool_name,
        user: &challenge.username,
        secret_block: &secret_block,
        timestamp: &timestamp,
        signature: &signature,
    });
    of.tried(pools, &challenge.named, is_right);
    // The user may have gone, or never been there.
    let user = of.user(pools, &challenge.username).filter(|_| is_right).ok_or_else(wrong_password)?;
    password::go_on(pools, of, &user, &challenge.named)
}

/// Takes the password of a user's own in place of the one that an administrator gave.
fn set_new_password(
    pools: &UserPools,
    of: &Of,
    session: Option<&str>,
    responses: &Parameters<'_>,
) -> Result<Value, ServiceError> {
    let name = responses.required("USERNAME")?;
    let new_password = responses.required("NEW_PASSWORD")?;
    of.client.check_secret_hash(name, responses.get("SECRET_HASH"))?;
    let session = session.ok_or_else(|| invalid_parameter("Missing required parameter Session"))?;
    let challenge = pools.challenges.new_password(session, &of.client.id, pools.now())?;
    if !challenge.is_for(name) {
        return Err(invalid_parameter("Invalid user for the session."));
    }
    let user = {
        let mut all = pools.write();
        let pool = all.get_mut(&of.pool_id).ok_or_else(|| no_pool(&of.pool_id))?;
        let policy = pool.settings.password_policy;
        let user = pool.user_mut(&challenge.username).ok_or_else(no_user)?;
        check_status(user)?;
        policy.check(new_password, Setting::Later)?;
        user.password = Some(Password::new(&of.pool_id, &user.username, new_password));
        user.temporary_until = None;
        user.status = UserStatus::Confirmed;
        user.modified = pools.now();
        // `userAttributes.NAME` sets an attribute that was still missing.
        for (name, value) in responses.with_prefix("userAttributes.") {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
        user.clone()
    };
    pools.challenges.close(session);
    Ok(signed_in(pools, of, &user))
}
