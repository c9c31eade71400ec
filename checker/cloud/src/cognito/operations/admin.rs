//! What administrators do with users; IAM decides who is one.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html>

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::own_account::address_changed;
use super::sign_up::name_of_new;
use crate::ServiceError;
use crate::cognito::attribute::{self, Writer};
use crate::cognito::code::{self, Address};
use crate::cognito::password::{Password, Setting};
use crate::cognito::refusal::{
    already_confirmed, disabled, invalid_parameter, no_pool, no_user, not_authorized, refused,
};
use crate::cognito::request::{Members, PASSWORD, USER_POOL_ID, USERNAME};
use crate::cognito::{Purpose, User, UserPool, UserPools, UserStatus};

/// Reads pool and user name, and runs the operation on the pool.
fn on_user(
    pools: &UserPools,
    request: &Value,
    run: impl FnOnce(&mut UserPool, &str) -> Result<Value, ServiceError>,
) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let username = members.required("Username", USERNAME);
    members.check()?;
    let mut all = pools.write();
    let pool = all.get_mut(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    run(pool, &username)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html>
pub(super) fn admin_create_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let username = members.required("Username", USERNAME);
    let attributes = members.attributes("UserAttributes");
    let password = members.optional("TemporaryPassword", PASSWORD);
    let action = members.one_of("MessageAction", &["RESEND", "SUPPRESS"]);
    let mediums = members.texts("DesiredDeliveryMediums");
    members.check()?;
    let mut all = pools.write();
    let pool = all.get_mut(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let policy = pool.settings.password_policy;
    let given = password.is_some();
    let password = password.unwrap_or_else(|| pools.ids.password(policy.minimum_length));
    if given {
        policy.check(&password, Setting::First)?;
    }
    let name = if action.as_deref() == Some("RESEND") {
        let user = pool.require_user(&username)?;
        if user.status != UserStatus::ForceChangePassword {
            let message = format!("Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD");
            return Err(refused("UnsupportedUserStateException", message));
        }
        user.username.clone()
    } else {
        let mut attributes: BTreeMap<String, String> = attributes.into_iter().collect();
        let sub = pools.ids.uuid();
        let name = name_of_new(&pool.settings, &username, &sub, &mut attributes)?;
        attribute::check(&pool.settings, &attributes, Writer::NewByAdmin)?;
        let user = User::new(name.clone(), sub, attributes, pools.now());
        pool.insert(user, "User account already exists")?;
        name
    };
    let user = pool.require_user(&name)?;
    user.status = UserStatus::ForceChangePassword;
    user.password = Some(Password::new(&pool_id, &name, &password));
    user.temporary_until = Some(pools.now() + days(policy.temporary_password_validity_days));
    user.modified = pools.now();
    if action.as_deref() != Some("SUPPRESS") {
        // "The default value is SMS."
        let wants =
            |medium: &str| mediums.iter().any(|wanted| wanted == medium) || (mediums.is_empty() && medium == "SMS");
        for (address, medium) in [(Address::Email, "EMAIL"), (Address::PhoneNumber, "SMS")] {
            if wants(medium) && user.attribute(address.attribute()).is_some() {
                code::post(pools, &pool_id, user, address, Purpose::Invitation, &password);
            }
        }
    }
    Ok(json!({"User": user.shown("Attributes")}))
}

fn days(days: u64) -> Duration {
    Duration::from_hours(24 * days)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html>
pub(super) fn admin_confirm_sign_up(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    on_user(pools, request, |pool, username| {
        let user = pool.require_user(username)?;
        if user.status != UserStatus::Unconfirmed {
            return Err(already_confirmed(user.status));
        }
        // The address stays as it is: nobody has proved it.
        user.status = UserStatus::Confirmed;
        user.sign_up_code = None;
        user.modified = pools.now();
        Ok(json!({}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html>
pub(super) fn admin_set_user_password(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let pool_id = members.required("UserPoolId", USER_POOL_ID);
    let username = members.required("Username", USERNAME);
    let password = members.required("Password", PASSWORD);
    let permanent = members.flag("Permanent");
    members.check()?;
    let mut all = pools.write();
    let pool = all.get_mut(&pool_id).ok_or_else(|| no_pool(&pool_id))?;
    let policy = pool.settings.password_policy;
    let user = pool.require_user(&username)?;
    policy.check(&password, Setting::Later)?;
    user.password = Some(Password::new(&pool_id, &user.username, &password));
    user.status = if permanent { UserStatus::Confirmed } else { UserStatus::ForceChangePassword };
    user.temporary_until = (!permanent).then(|| pools.now() + days(policy.temporary_password_validity_days));
    user.modified = pools.now();
    Ok(json!({}))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html>
pub(super) fn admin_reset_user_password(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    on_user(pools, request, |pool, username| {
        let pool_id = pool.id.clone();
        let user = pool.require_user(username)?;
        if !user.enabled {
            return Err(disabled());
        }
        if !matches!(user.status, UserStatus::Confirmed | UserStatus::ResetRequired) {
            return Err(not_authorized("User password cannot be reset in the current state."));
        }
        let address = Address::of_recovery(user).ok_or_else(|| {
            invalid_parameter(
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
            )
        })?;
        let code = code::send(pools, &pool_id, user, address, Purpose::ForgotPassword, code::FORGOT_PASSWORD);
        user.forgot_password_code = Some(code);
        user.status = UserStatus::ResetRequired;
        user.modified = pools.now();
        Ok(json!({}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html>
pub(super) fn admin_get_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    on_user(pools, request, |pool, username| Ok(pool.require_user(username)?.shown("UserAttributes")))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html>
pub(super) fn admin_delete_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    on_user(pools, request, |pool, username| pool.remove(username).map(|_| json!({})).ok_or_else(no_user))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html>
pub(super) fn admin_disable_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    set_enabled(pools, request, false)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html>
pub(super) fn admin_enable_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    set_enabled(pools, request, true)
}

fn set_enabled(pools: &UserPools, request: &Value, enabled: bool) -> Result<Value, ServiceError> {
    on_user(pools, request, |pool, username| {
        let pool_id = pool.id.clone();
        let user = pool.require_user(username)?;
        user.enabled = enabled;
        user.modified = pools.now();
        // "Deactivates a user profile and revokes all access tokens for the user."
        if !enabled {
            pools.sessions.revoke_all(&pool_id, &user.sub);
        }
        Ok(json!({}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html>
pub(super) fn admin_update_user_attributes(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let attributes: BTreeMap<String, String> = members.attributes("UserAttributes").into_iter().collect();
    members.check()?;
    on_user(pools, request, |pool, username| {
        pool.require_user(username)?;
        attribute::check(&pool.settings, &attributes, Writer::Admin)?;
        address_changed(pools, pool, username, attributes)?;
        Ok(json!({}))
    })
}
