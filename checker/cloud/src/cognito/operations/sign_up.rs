//! Signing up: a user comes, gets a code, and confirms with it.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::attribute::{self, Writer};
use crate::cognito::code::{self, Address, Code};
use crate::cognito::password::{Password, Setting};
use crate::cognito::refusal::{
    already_confirmed, already_there, code_expired, disabled, invalid_parameter, no_user_of_client, not_authorized,
    refused,
};
use crate::cognito::request::{CLIENT_ID, CODE, Members, PASSWORD, SECRET_HASH, USERNAME};
use crate::cognito::{PoolSettings, Purpose, User, UserPools, UserStatus, pool_of_client};

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
pub(super) fn sign_up(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let client_id = members.required("ClientId", CLIENT_ID);
    let username = members.required("Username", USERNAME);
    let password = members.required("Password", PASSWORD);
    let secret_hash = members.optional("SecretHash", SECRET_HASH);
    let attributes = members.attributes("UserAttributes");
    members.check()?;
    let mut all = pools.write();
    let (pool, client) = pool_of_client(&mut all, &client_id)?;
    client.check_secret_hash(&username, secret_hash.as_deref())?;
    if pool.settings.admin_create_user_only {
        return Err(not_authorized("SignUp is not permitted for this user pool"));
    }
    let mut attributes: BTreeMap<String, String> = attributes.into_iter().collect();
    let sub = pools.ids.uuid();
    let name = name_of_new(&pool.settings, &username, &sub, &mut attributes)?;
    pool.settings.password_policy.check(&password, Setting::First)?;
    attribute::check(&pool.settings, &attributes, Writer::SignUp(&client))?;
    for (address, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if attributes.contains_key(address) {
            attributes.insert(verified.to_owned(), "false".to_owned());
        }
    }
    let mut user = User::new(name, sub.clone(), attributes, pools.now());
    let auto_verified = pool.settings.auto_verified_attributes.clone();
    let pool_id = pool.id.clone();
    user.password = Some(Password::new(&pool.id, &user.username, &password));
    let user = pool.insert(user, "User already exists")?;
    let mut answer = json!({"UserConfirmed": false, "UserSub": sub});
    // Without an attribute that is verified by itself no code can be sent: the user waits for an administrator.
    if let Some(address) = Address::auto_verified(&auto_verified, user) {
        user.sign_up_code = Some(code::send(pools, &pool_id, user, address, Purpose::SignUp, code::SIGN_UP));
        answer["CodeDeliveryDetails"] = address.details(user.attribute(address.attribute()).unwrap_or_default());
    }
    Ok(answer)
}

/// The name that the pool keeps for a new user. Where users sign up with an address, that is the `sub`, and the address
/// becomes an attribute.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases>
pub(super) fn name_of_new(
    settings: &PoolSettings,
    username: &str,
    sub: &str,
    attributes: &mut BTreeMap<String, String>,
) -> Result<String, ServiceError> {
    let (is_email, is_phone_number) = (attribute::is_email(username), attribute::is_phone_number(username));
    let has = |attributes: &[String], name: &str| attributes.iter().any(|attribute| attribute == name);
    let aliases = &settings.alias_attributes;
    if is_email && has(aliases, "email") {
        return Err(invalid_parameter(
            "Username cannot be of email format, since user pool is configured for email alias.",
        ));
    }
    if is_phone_number && has(aliases, "phone_number") {
        return Err(invalid_parameter(
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ));
    }
    let instead = &settings.username_attributes;
    if instead.is_empty() {
        return Ok(username.to_owned());
    }
    let (email, phone_number) = (has(instead, "email"), has(instead, "phone_number"));
    let attribute = match (is_email && email, is_phone_number && phone_number) {
        (true, _) => "email",
        (_, true) => "phone_number",
        _ if email && phone_number => {
            return Err(invalid_parameter("Username should be either an email or a phone number."));
        }
        _ if email => return Err(invalid_parameter("Username should be an email.")),
        _ => return Err(invalid_parameter("Username should be a phone number.")),
    };
    attributes.insert(attribute.to_owned(), username.to_owned());
    Ok(sub.to_owned())
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
pub(super) fn confirm_sign_up(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let client_id = members.required("ClientId", CLIENT_ID);
    let username = members.required("Username", USERNAME);
    let typed = members.required("ConfirmationCode", CODE);
    let secret_hash = members.optional("SecretHash", SECRET_HASH);
    let force = members.flag("ForceAliasCreation");
    members.check()?;
    let mut all = pools.write();
    let (pool, client) = pool_of_client(&mut all, &client_id)?;
    client.check_secret_hash(&username, secret_hash.as_deref())?;
    let Some(user) = pool.user(&username) else {
        return Err(if client.settings.prevents_user_existence_errors { code_expired() } else { no_user_of_client() });
    };
    if !user.enabled {
        return Err(disabled());
    }
    if user.status != UserStatus::Unconfirmed {
        return Err(already_confirmed(user.status));
    }
    let address = Code::check(user.sign_up_code.as_ref(), &typed, pools.now())?;
    let (name, attribute) = (user.username.clone(), address.attribute());
    let value = user.attribute(attribute).unwrap_or_default().to_owned();
    if pool.settings.alias_attributes.iter().any(|alias| alias == attribute) {
        take_alias(pool, &name, address, &value, force)?;
    }
    let user = pool.require_user(&name)?;
    user.prove(address);
    user.status = UserStatus::Confirmed;
    user.sign_up_code = None;
    user.modified = pools.now();
    Ok(json!({}))
}

/// An alias is of one user alone: of the first who proves it, or of the last where that is asked for.
fn take_alias(
    pool: &mut crate::cognito::UserPool,
    name: &str,
    address: Address,
    value: &str,
    force: bool,
) -> Result<(), ServiceError> {
    let attribute = address.attribute();
    let is_others = |user: &&User| user.username != name && user.attribute(address.verified()) == Some("true");
    let other = pool.named_by(attribute, value).find(is_others).map(|user| user.username.clone());
    let Some(other) = other else { return Ok(()) };
    if !force {
        return Err(refused("AliasExistsException", already_there(attribute).message));
    }
    let other = pool.require_user(&other)?;
    other.attributes.insert(address.verified().to_owned(), "false".to_owned());
    Ok(())
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>
pub(super) fn resend_confirmation_code(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let client_id = members.required("ClientId", CLIENT_ID);
    let username = members.required("Username", USERNAME);
    let secret_hash = members.optional("SecretHash", SECRET_HASH);
    members.check()?;
    let mut all = pools.write();
    let (pool, client) = pool_of_client(&mut all, &client_id)?;
    client.check_secret_hash(&username, secret_hash.as_deref())?;
    let prevents = client.settings.prevents_user_existence_errors;
    let auto_verified = pool.settings.auto_verified_attributes.clone();
    if auto_verified.is_empty() {
        // aws-amplify/aws-sdk-ios#2261.
        return Err(not_authorized("Cannot resend codes. Auto verification not turned on."));
    }
    let pool_id = pool.id.clone();
    let user = match pool.user_mut(&username) {
        Some(user) if user.enabled || !prevents => user,
        _ if prevents => return Ok(json!({"CodeDeliveryDetails": code::simulated(&username)})),
        _ => return Err(no_user_of_client()),
    };
    if !user.enabled {
        return Err(disabled());
    }
    if user.status != UserStatus::Unconfirmed {
        return Err(invalid_parameter("User is already confirmed."));
    }
    let address = Address::auto_verified(&auto_verified, user)
        .ok_or_else(|| invalid_parameter("User has no attribute to send a code to."))?;
    user.sign_up_code = Some(code::send(pools, &pool_id, user, address, Purpose::SignUp, code::SIGN_UP));
    Ok(json!({"CodeDeliveryDetails": address.details(user.attribute(address.attribute()).unwrap_or_default())}))
}
