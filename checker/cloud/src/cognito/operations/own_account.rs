//! What users do with their own accounts: the access token says whose.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ServiceError;
use crate::cognito::code::{self, Address};
use crate::cognito::{Purpose, UserPool, UserPools};

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
