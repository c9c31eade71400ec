//! A user pool.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::lock_out::LockOut;
use super::refusal::{already_there, invalid_parameter, no_user};
use super::setting::{flag, text, texts};
use super::{AttributeSchema, Client, PasswordPolicy, User, attribute};
use crate::ServiceError;

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
    /// The names that were tried with wrong passwords, as the pool compares names.
    pub(crate) lock_outs: BTreeMap<String, LockOut>,
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
    /// `DeletionProtection` is `ACTIVE`.
    pub deletion_protection: bool,
}

impl PoolSettings {
    /// What `CreateUserPool` is asked for.
    ///
    /// # Errors
    ///
    /// `InvalidParameterException` for what AWS does not let a pool be.
    pub(crate) fn of_request(request: &Value) -> Result<Self, ServiceError> {
        let policy = request.get("Policies").and_then(|policies| policies.get("PasswordPolicy"));
        let mut schema = attribute::standard();
        for asked in request.get("Schema").and_then(Value::as_array).into_iter().flatten() {
            attribute::add(&mut schema, asked)?;
        }
        let settings = Self {
            name: text(request, "PoolName").unwrap_or_default(),
            password_policy: policy.map_or_else(|| Ok(PasswordPolicy::default()), PasswordPolicy::of_request)?,
            auto_verified_attributes: texts(request, "AutoVerifiedAttributes"),
            username_attributes: texts(request, "UsernameAttributes"),
            alias_attributes: texts(request, "AliasAttributes"),
            case_sensitive: request.get("UsernameConfiguration").is_none_or(|configuration| {
                configuration.get("CaseSensitive").is_none() || flag(configuration, "CaseSensitive")
            }),
            admin_create_user_only: request
                .get("AdminCreateUserConfig")
                .is_some_and(|configuration| flag(configuration, "AllowAdminCreateUserOnly")),
            schema,
            deletion_protection: text(request, "DeletionProtection").as_deref() == Some("ACTIVE"),
        };
        if !settings.username_attributes.is_empty() && !settings.alias_attributes.is_empty() {
            return Err(invalid_parameter(
                "Only one of the aliasAttributes or usernameAttributes can be set in a User Pool.",
            ));
        }
        Ok(settings)
    }
}

impl UserPool {
    /// What stands after the underscore of the id: SRP counts with it.
    #[must_use]
    pub fn name_part(&self) -> &str {
        super::srp::pool_name(&self.id)
    }

    /// As `DescribeUserPool` shows it.
    pub(super) fn shown(&self) -> Value {
        let settings = &self.settings;
        let schema: Vec<Value> = settings.schema.iter().map(AttributeSchema::shown).collect();
        let mut shown = json!({
            "Id": self.id,
            "Name": settings.name,
            "Arn": self.arn,
            "Policies": {"PasswordPolicy": settings.password_policy.shown()},
            "DeletionProtection": if settings.deletion_protection { "ACTIVE" } else { "INACTIVE" },
            "LambdaConfig": {},
            "LastModifiedDate": seconds(self.modified),
            "CreationDate": seconds(self.created),
            "SchemaAttributes": schema,
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
            "MfaConfiguration": "OFF",
            "EstimatedNumberOfUsers": self.users.len(),
            "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
            "AdminCreateUserConfig": {
                "AllowAdminCreateUserOnly": settings.admin_create_user_only,
                "UnusedAccountValidityDays": settings.password_policy.temporary_password_validity_days,
            },
            "UserPoolTier": "ESSENTIALS",
        });
        if !settings.case_sensitive {
            shown["UsernameConfiguration"] = json!({"CaseSensitive": false});
        }
        for (name, attributes) in [
            ("AutoVerifiedAttributes", &settings.auto_verified_attributes),
            ("UsernameAttributes", &settings.username_attributes),
            ("AliasAttributes", &settings.alias_attributes),
        ] {
            if !attributes.is_empty() {
                shown[name] = json!(attributes);
            }
        }
        shown
    }

    /// The lock of a name, be it a user's or not.
    pub(crate) fn lock_out(&mut self, name: &str) -> &mut LockOut {
        let key = self.key_of(name).unwrap_or_else(|| self.key(name));
        self.lock_outs.entry(key).or_default()
    }

    /// As [`user_mut`](Self::user_mut).
    ///
    /// # Errors
    ///
    /// `UserNotFoundException`.
    pub(crate) fn require_user(&mut self, name: &str) -> Result<&mut User, ServiceError> {
        self.user_mut(name).ok_or_else(no_user)
    }

    /// Takes a user in, whose name nobody has yet.
    ///
    /// # Errors
    ///
    /// `UsernameExistsException`, with `exists` as its words where it is the name itself.
    pub(super) fn insert(&mut self, user: User, exists: &str) -> Result<&mut User, ServiceError> {
        for attribute in &self.settings.username_attributes {
            let value = user.attribute(attribute).map(|value| self.key(value));
            let is_taken = |value: &String| self.named_by(attribute, value).next().is_some();
            if value.as_ref().is_some_and(is_taken) {
                return Err(already_there(attribute));
            }
        }
        let key = self.key(&user.username);
        if self.users.contains_key(&key) {
            return Err(super::refusal::refused("UsernameExistsException", exists));
        }
        Ok(self.users.entry(key).or_insert(user))
    }

    /// The users whose attribute has this value, as the pool compares.
    pub(super) fn named_by(&self, attribute: &str, value: &str) -> impl Iterator<Item = &User> {
        let (value, attribute) = (self.key(value), attribute.to_owned());
        let case = self.key_case();
        self.users.values().filter(move |user| user.is_named_by(&attribute, &value, case))
    }

    /// Removes a user.
    pub(super) fn remove(&mut self, name: &str) -> Option<User> {
        let key = self.key_of(name)?;
        self.lock_outs.remove(&key);
        self.users.remove(&key)
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

    /// The key of [`users`](Self::users) for what a request names: a name, an address that the pool takes in its place, a
    /// proved alias, or a `sub`.
    pub(crate) fn key_of(&self, name: &str) -> Option<String> {
        let (key, case) = (self.key(name), self.key_case());
        if self.users.contains_key(&key) {
            return Some(key);
        }
        let instead = &self.settings.username_attributes;
        let aliases = &self.settings.alias_attributes;
        let is_meant = |user: &User| {
            let is_proved = |attribute: &str| {
                attribute == "preferred_username" || user.attribute(&format!("{attribute}_verified")) == Some("true")
            };
            user.sub == key
                || instead.iter().any(|attribute| user.is_named_by(attribute, &key, case))
                || aliases.iter().any(|attribute| user.is_named_by(attribute, &key, case) && is_proved(attribute))
        };
        self.users.iter().find(|(_, user)| is_meant(user)).map(|(key, _)| key.clone())
    }

    /// How the pool compares a name.
    pub(crate) fn key(&self, name: &str) -> String {
        (self.key_case())(name)
    }

    fn key_case(&self) -> fn(&str) -> String {
        if self.settings.case_sensitive { str::to_owned } else { str::to_lowercase }
    }
}

/// A time as AWS JSON has it: seconds since 1970, with milliseconds.
pub(super) fn seconds(time: SystemTime) -> f64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}
