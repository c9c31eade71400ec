//! What users do with their own accounts: the access token says whose.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ServiceError;
use crate::cognito::attribute::{self, Writer};
use crate::cognito::claims::Bearer;
use crate::cognito::code::{self, Address, Code};
use crate::cognito::password::{Password, Setting};
use crate::cognito::refusal::{invalid_parameter, no_client, no_pool, refused, wrong_password};
use crate::cognito::request::{CODE, Members, PASSWORD, TOKEN};
use crate::cognito::{Client, Purpose, UserPool, UserPools};

/// The pool, the client and the user's name of an access token.
fn on_account<T>(
    pools: &UserPools,
    bearer: &Bearer,
    run: impl FnOnce(&mut UserPool, &Client, &str) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let mut all = pools.write();
    let pool = all.get_mut(&bearer.pool_id).ok_or_else(|| no_pool(&bearer.pool_id))?;
    let client = pool.clients.get(&bearer.client_id).ok_or_else(|| no_client(&bearer.client_id))?.clone();
    run(pool, &client, &bearer.username)
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
pub(super) fn get_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    members.check()?;
    on_account(pools, &pools.bearer(&token)?, |pool, client, username| {
        let user = pool.require_user(username)?;
        let readable = &client.settings.read_attributes;
        let mut attributes = user.attribute_list();
        attributes.retain(|attribute| {
            let name = attribute["Name"].as_str().unwrap_or_default();
            readable.is_empty() || name == "sub" || readable.contains(name)
        });
        Ok(json!({"Username": user.username, "UserAttributes": attributes}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
pub(super) fn change_password(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    let previous = members.optional("PreviousPassword", PASSWORD);
    let proposed = members.required("ProposedPassword", PASSWORD);
    members.check()?;
    let now = pools.now();
    on_account(pools, &pools.bearer(&token)?, |pool, _, username| {
        pool.lock_out(username)
            .check(now)
            .map_err(|_| refused("LimitExceededException", "Attempt limit exceeded, please try after some time."))?;
        let (pool_id, policy) = (pool.id.clone(), pool.settings.password_policy);
        let user = pool.require_user(username)?;
        let is_right = |password: &Password| {
            previous.as_deref().is_some_and(|previous| password.is(&pool_id, &user.username, previous))
        };
        if !user.password.as_ref().is_some_and(is_right) {
            pool.lock_out(username).failed(now);
            return Err(wrong_password());
        }
        policy.check(&proposed, Setting::Later)?;
        user.password = Some(Password::new(&pool_id, &user.username, &proposed));
        user.modified = now;
        pool.lock_out(username).succeeded();
        Ok(json!({}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>
pub(super) fn update_user_attributes(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    let attributes: BTreeMap<String, String> = members.attributes("UserAttributes").into_iter().collect();
    members.check()?;
    on_account(pools, &pools.bearer(&token)?, |pool, client, username| {
        attribute::check(&pool.settings, &attributes, Writer::User(client))?;
        let sent = address_changed(pools, pool, username, attributes)?;
        Ok(json!({ "CodeDeliveryDetailsList": sent }))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
pub(super) fn get_user_attribute_verification_code(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    let name = members.required("AttributeName", CODE);
    members.check()?;
    let address = address(&name)?;
    on_account(pools, &pools.bearer(&token)?, |pool, _, username| {
        let pool_id = pool.id.clone();
        let user = pool.require_user(username)?;
        let name = address.attribute();
        let Some(to) = user.attribute(name).map(str::to_owned) else {
            return Err(invalid_parameter(format!("User does not have a {name} to verify.")));
        };
        let code = code::send(pools, &pool_id, user, address, Purpose::VerifyAttribute, code::VERIFY_ATTRIBUTE);
        user.verify_codes.insert(name, code);
        Ok(json!({"CodeDeliveryDetails": address.details(&to)}))
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
pub(super) fn verify_user_attribute(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    let typed = members.required("Code", CODE);
    let name = members.required("AttributeName", CODE);
    members.check()?;
    let address = address(&name)?;
    on_account(pools, &pools.bearer(&token)?, |pool, _, username| {
        let user = pool.require_user(username)?;
        Code::check(user.verify_codes.get(address.attribute()), &typed, pools.now())?;
        user.verify_codes.remove(address.attribute());
        user.prove(address);
        user.modified = pools.now();
        Ok(json!({}))
    })
}

fn address(name: &str) -> Result<Address, ServiceError> {
    let known = [Address::Email, Address::PhoneNumber].into_iter().find(|address| address.attribute() == name);
    known.ok_or_else(|| invalid_parameter(format!("Invalid attribute name: {name}. It cannot be verified.")))
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>
pub(super) fn delete_user(pools: &UserPools, request: &Value) -> Result<Value, ServiceError> {
    let mut members = Members::of(request)?;
    let token = members.required("AccessToken", TOKEN);
    members.check()?;
    on_account(pools, &pools.bearer(&token)?, |pool, _, username| {
        pool.remove(username);
        Ok(json!({}))
    })
}

/// Sets attributes. An address that changes is unproved until its code comes back, unless an administrator says that it is
/// proved; the answer lists the letters that were sent.
pub(super) fn address_changed(
    pools: &UserPools,
    pool: &mut UserPool,
    username: &str,
    mut attributes: BTreeMap<String, String>,
) -> Result<Vec<Value>, ServiceError> {
    let (pool_id, auto_verified) = (pool.id.clone(), pool.settings.auto_verified_attributes.clone());
    let user = pool.require_user(username)?;
    let mut to_prove = Vec::new();
    for address in [Address::Email, Address::PhoneNumber] {
        let (name, verified) = (address.attribute(), address.verified());
        let changes = attributes.get(name).is_some_and(|value| user.attribute(name) != Some(value));
        if changes && !attributes.contains_key(verified) {
            attributes.insert(verified.to_owned(), "false".to_owned());
            to_prove.extend(auto_verified.iter().any(|of| of == name).then_some(address));
        }
    }
    // An empty value takes an attribute away.
    user.attributes.extend(attributes);
    user.attributes.retain(|_, value| !value.is_empty());
    user.modified = pools.now();
    let mut sent = Vec::new();
    for address in to_prove {
        let name = address.attribute();
        let code = code::send(pools, &pool_id, user, address, Purpose::VerifyAttribute, code::VERIFY_ATTRIBUTE);
        user.verify_codes.insert(name, code);
        sent.push(address.details(user.attribute(name).unwrap_or_default()));
    }
    Ok(sent)
}
