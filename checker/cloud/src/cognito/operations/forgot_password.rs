//! A forgotten password: a code goes to a proved address, and with it another password is set.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::code::{self, Address, Code};
use crate::cognito::password::{Password, Setting};
use crate::cognito::refusal::{
    code_expired, code_mismatch, disabled, invalid_parameter, no_user_of_client, not_authorized,
};
use crate::cognito::request::{CLIENT_ID, CODE, Members, PASSWORD, SECRET_HASH, USERNAME};
use crate::cognito::{Purpose, UserPools, UserStatus, pool_of_client};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>
pub(super) fn forgot_password(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let client_id = members.required("ClientId", CLIENT_ID);
    let username = members.required("Username", USERNAME);
    let secret_hash = members.optional("SecretHash", SECRET_HASH);
    members.check()?;
    let mut all = pools.write();
    let (pool, client) = pool_of_client(&mut all, &client_id)?;
    client.check_secret_hash(&username, secret_hash.as_deref())?;
    let pool_id = pool.id.clone();
    // "When a user isn't found, is deactivated, or doesn't have a verified delivery mechanism to recover their password,
    // Amazon Cognito returns CodeDeliveryDetails with a simulated delivery medium for a user."
    // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    let instead = |refused: ServiceError| {
        if client.settings.prevents_user_existence_errors {
            Ok(json!({"CodeDeliveryDetails": code::simulated(&username)}))
        } else {
            Err(refused)
        }
    };
    let Some(user) = pool.user_mut(&username) else { return instead(no_user_of_client()) };
    if !user.enabled {
        return instead(disabled());
    }
    if user.status == UserStatus::ForceChangePassword {
        return Err(not_authorized("User password cannot be reset in the current state."));
    }
    let Some(address) = Address::of_recovery(user) else {
        return instead(invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ));
    };
    let code = code::send(pools, &pool_id, user, address, Purpose::ForgotPassword, code::FORGOT_PASSWORD);
    user.forgot_password_code = Some(code);
    Ok(json!({"CodeDeliveryDetails": address.details(user.attribute(address.attribute()).unwrap_or_default())}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>
pub(super) fn confirm_forgot_password(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let client_id = members.required("ClientId", CLIENT_ID);
    let username = members.required("Username", USERNAME);
    let typed = members.required("ConfirmationCode", CODE);
    let password = members.required("Password", PASSWORD);
    let secret_hash = members.optional("SecretHash", SECRET_HASH);
    members.check()?;
    let mut all = pools.write();
    let (pool, client) = pool_of_client(&mut all, &client_id)?;
    client.check_secret_hash(&username, secret_hash.as_deref())?;
    let prevents = client.settings.prevents_user_existence_errors;
    let (pool_id, policy) = (pool.id.clone(), pool.settings.password_policy);
    // "Amazon Cognito returns the CodeMismatchException error for users that don't exist or are disabled. If a code isn't
    // requested when using ForgotPassword, Amazon Cognito returns the ExpiredCodeException error."
    // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    let instead = |refused: ServiceError| if prevents { code_mismatch() } else { refused };
    let user = pool.user_mut(&username).ok_or_else(|| instead(no_user_of_client()))?;
    if !user.enabled {
        return Err(instead(disabled()));
    }
    if user.forgot_password_code.is_none() {
        return Err(code_expired());
    }
    let address = Code::check(user.forgot_password_code.as_ref(), &typed, pools.now())?;
    policy.check(&password, Setting::Later)?;
    user.password = Some(Password::new(&pool_id, &user.username, &password));
    user.prove(address);
    user.status = UserStatus::Confirmed;
    user.forgot_password_code = None;
    user.temporary_until = None;
    user.modified = pools.now();
    pool.lock_out(&username).succeeded();
    Ok(json!({}))
}
