//! A user of a pool.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::code::{Address, Code};
use super::password::Password;
use super::pool::seconds;

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    /// The name in tokens and answers; where users sign up with an address, the `sub`.
    pub username: String,
    /// The id that the pool made: a UUID.
    pub sub: String,
    /// How far the account is.
    pub status: UserStatus,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// All attributes but `sub`: `email`, `email_verified`, `custom:team`.
    pub attributes: BTreeMap<String, String>,
    /// What the pool knows of the password.
    pub(crate) password: Option<Password>,
    /// The code of the last sign-up letter.
    pub(crate) sign_up_code: Option<Code>,
    /// The code of the last letter about a forgotten password.
    pub(crate) forgot_password_code: Option<Code>,
    /// The codes of the last letters about a changed address, by its attribute.
    pub(crate) verify_codes: BTreeMap<&'static str, Code>,
    /// Until when a temporary password counts; `None` for one that the user chose.
    pub(crate) temporary_until: Option<SystemTime>,
    /// When the user came.
    pub created: SystemTime,
    /// When the user last changed.
    pub modified: SystemTime,
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#signup-confirmation-verification-overview>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// Signed up, and not confirmed.
    Unconfirmed,
    /// May sign in.
    Confirmed,
    /// Made by an administrator; signs in with a temporary password and must set another.
    ForceChangePassword,
    /// Must set another password before signing in.
    ResetRequired,
}

impl UserStatus {
    /// As AWS writes it: `UNCONFIRMED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
        }
    }
}

impl User {
    /// A user who is not confirmed, and has no password yet.
    pub(super) fn new(username: String, sub: String, attributes: BTreeMap<String, String>, now: SystemTime) -> Self {
        Self {
            username,
            sub,
            status: UserStatus::Unconfirmed,
            enabled: true,
            attributes,
            password: None,
            sign_up_code: None,
            forgot_password_code: None,
            verify_codes: BTreeMap::new(),
            temporary_until: None,
            created: now,
            modified: now,
        }
    }

    /// The user has shown that the address is theirs.
    pub(super) fn prove(&mut self, address: Address) {
        self.attributes.insert(address.verified().to_owned(), "true".to_owned());
    }

    /// All attributes as the API writes them, `sub` first.
    pub(crate) fn attribute_list(&self) -> Vec<Value> {
        let of = |name: &str, value: &str| json!({"Name": name, "Value": value});
        let own = self.attributes.iter().map(|(name, value)| of(name, value));
        std::iter::once(of("sub", &self.sub)).chain(own).collect()
    }

    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html>; `AdminGetUser`
    /// calls the attributes `UserAttributes`.
    pub(super) fn shown(&self, attributes: &str) -> Value {
        json!({
            "Username": self.username,
            attributes: self.attribute_list(),
            "UserCreateDate": seconds(self.created),
            "UserLastModifiedDate": seconds(self.modified),
            "Enabled": self.enabled,
            "UserStatus": self.status.as_str(),
        })
    }

    /// The value of an attribute; `sub` is one.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        if name == "sub" { Some(&self.sub) } else { self.attributes.get(name).map(String::as_str) }
    }

    /// Whether an attribute has this value, as the pool compares.
    pub(super) fn is_named_by(&self, attribute: &str, key: &str, case: fn(&str) -> String) -> bool {
        self.attributes.get(attribute).is_some_and(|value| case(value) == key)
    }
}
