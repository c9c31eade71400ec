//! A user pool.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::{AttributeSchema, Client, PasswordPolicy, User};

/// A pool with its clients and users.
#[derive(Clone, Debug)]
pub struct UserPool {
    /// Its id: `eu-central-1_AbCdEf123`.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// How it is set up.
    pub settings: PoolSettings,
    /// Its app clients by id.
    pub clients: BTreeMap<String, Client>,
    /// Its users by their names as the pool compares them: in small letters where case does not count.
    pub users: BTreeMap<String, User>,
    /// When it was made.
    pub created: SystemTime,
    /// When it was last changed.
    pub modified: SystemTime,
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSettings {
    /// Its name.
    pub name: String,
    /// What it demands of passwords.
    pub password_policy: PasswordPolicy,
    /// `AutoVerifiedAttributes`: `email`, `phone_number`.
    pub auto_verified_attributes: Vec<String>,
    /// `UsernameAttributes`: what users sign up and in with instead of a name of their own.
    pub username_attributes: Vec<String>,
    /// `AliasAttributes`: what users can sign in with beside their names.
    pub alias_attributes: Vec<String>,
    /// `UsernameConfiguration.CaseSensitive`.
    pub case_sensitive: bool,
    /// `AdminCreateUserConfig.AllowAdminCreateUserOnly`: nobody can sign up.
    pub admin_create_user_only: bool,
    /// The attributes that users can have.
    pub schema: Vec<AttributeSchema>,
}

impl UserPool {
    /// What stands after the underscore of the id: SRP counts with it.
    #[must_use]
    pub fn name_part(&self) -> &str {
        self.id.split_once('_').map_or(&*self.id, |(_, name)| name)
    }

    /// The user of a name, or of an e-mail address or telephone number that the pool lets users sign in with.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&User> {
        self.key_of(name).and_then(|key| self.users.get(&key))
    }

    /// As [`user`](Self::user).
    pub fn user_mut(&mut self, name: &str) -> Option<&mut User> {
        self.key_of(name).and_then(|key| self.users.get_mut(&key))
    }

    /// The key of [`users`](Self::users) for what a request names.
    fn key_of(&self, name: &str) -> Option<String> {
        let key = self.key(name);
        if self.users.contains_key(&key) {
            return Some(key);
        }
        let names =
            |attribute: &str| self.users.iter().find(|(_, user)| user.is_named_by(attribute, &key, self.key_case()));
        let by_name = self.settings.username_attributes.iter().find_map(|attribute| names(attribute));
        let by_alias = || {
            let is_verified = |(_, user): &(&String, &User), attribute: &str| {
                attribute == "preferred_username" || user.attribute(&format!("{attribute}_verified")) == Some("true")
            };
            let aliases = &self.settings.alias_attributes;
            aliases.iter().find_map(|attribute| names(attribute).filter(|found| is_verified(found, attribute)))
        };
        by_name
            .or_else(by_alias)
            .or_else(|| self.users.iter().find(|(_, user)| user.sub == key))
            .map(|(key, _)| key.clone())
    }

    /// How the pool compares a name.
    pub(crate) fn key(&self, name: &str) -> String {
        (self.key_case())(name)
    }

    fn key_case(&self) -> fn(&str) -> String {
        if self.settings.case_sensitive { str::to_owned } else { str::to_lowercase }
    }
}
