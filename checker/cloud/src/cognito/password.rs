//! Passwords: what a pool demands of them, and what it keeps of them.

use serde_json::{Value, json};

use super::refusal::refused;
use super::setting::{flag, integer};
use super::srp::{self, Verifier};
use crate::ServiceError;

/// What a pool demands of a password.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // AWS's own members.
pub struct PasswordPolicy {
    /// `MinimumLength`, in characters.
    pub minimum_length: usize,
    /// `RequireUppercase`.
    pub require_uppercase: bool,
    /// `RequireLowercase`.
    pub require_lowercase: bool,
    /// `RequireNumbers`.
    pub require_numbers: bool,
    /// `RequireSymbols`.
    pub require_symbols: bool,
    /// `TemporaryPasswordValidityDays`: for how long an invitation counts.
    pub temporary_password_validity_days: u64,
}

impl Default for PasswordPolicy {
    /// What a pool without a policy of its own demands.
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            temporary_password_validity_days: 7,
        }
    }
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>: these and the space, which
/// counts only inside.
const SYMBOLS: &str = r#"^$*.[]{}()?"!@#%&/\,><':;|_~`=+-"#;

/// When a password is set, which tells in the words of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// With the user: `SignUp`, `AdminCreateUser`.
    First,
    /// Later: `ChangePassword`, `ConfirmForgotPassword`, `AdminSetUserPassword`, the challenge `NEW_PASSWORD_REQUIRED`.
    Later,
}

impl PasswordPolicy {
    /// What `CreateUserPool` is asked for. What a policy does not mention it does not require.
    ///
    /// # Errors
    ///
    /// `InvalidParameterException` for a length that no policy can have.
    pub(super) fn of_request(policy: &Value) -> Result<Self, ServiceError> {
        let default = Self::default();
        let minimum_length = integer(policy, "MinimumLength");
        let constraint = match minimum_length {
            Some(..=5) => "greater than or equal to 6",
            Some(100..) => "less than or equal to 99",
            _ => "",
        };
        if let (Some(length), false) = (minimum_length, constraint.is_empty()) {
            return Err(super::refusal::invalid_parameter(format!(
                "1 validation error detected: Value '{length}' at 'policies.passwordPolicy.minimumLength' failed to \
                 satisfy constraint: Member must have value {constraint}"
            )));
        }
        let days = integer(policy, "TemporaryPasswordValidityDays").and_then(|days| u64::try_from(days).ok());
        Ok(Self {
            minimum_length: minimum_length
                .and_then(|length| usize::try_from(length).ok())
                .unwrap_or(default.minimum_length),
            require_uppercase: flag(policy, "RequireUppercase"),
            require_lowercase: flag(policy, "RequireLowercase"),
            require_numbers: flag(policy, "RequireNumbers"),
            require_symbols: flag(policy, "RequireSymbols"),
            temporary_password_validity_days: days
                .filter(|days| *days > 0)
                .unwrap_or(default.temporary_password_validity_days),
        })
    }

    /// As `DescribeUserPool` shows it.
    pub(super) fn shown(&self) -> Value {
        json!({
            "MinimumLength": self.minimum_length,
            "RequireUppercase": self.require_uppercase,
            "RequireLowercase": self.require_lowercase,
            "RequireNumbers": self.require_numbers,
            "RequireSymbols": self.require_symbols,
            "TemporaryPasswordValidityDays": self.temporary_password_validity_days,
        })
    }

    /// Whether a password may be set.
    ///
    /// # Errors
    ///
    /// `InvalidPasswordException` with the first rule that is broken, in AWS's order.
    pub(crate) fn check(&self, password: &str, setting: Setting) -> Result<(), ServiceError> {
        let has = |wanted: &dyn Fn(char) -> bool| password.chars().any(wanted);
        let is_symbol = |letter: char| SYMBOLS.contains(letter);
        let inside = password.trim_matches(' ');
        let broken = if password.chars().count() < self.minimum_length {
            "Password not long enough"
        } else if self.require_uppercase && !has(&|letter| letter.is_ascii_uppercase()) {
            "Password must have uppercase characters"
        } else if self.require_lowercase && !has(&|letter| letter.is_ascii_lowercase()) {
            "Password must have lowercase characters"
        } else if self.require_numbers && !has(&|letter| letter.is_ascii_digit()) {
            "Password must have numeric characters"
        } else if self.require_symbols && !has(&is_symbol) && !inside.contains(' ') {
            "Password must have symbol characters"
        } else {
            return Ok(());
        };
        let conform = match setting {
            Setting::First => "did not conform with policy",
            Setting::Later => "does not conform to policy",
        };
        Err(refused("InvalidPasswordException", format!("Password {conform}: {broken}")))
    }
}

/// What a pool keeps of a password: never the password.
#[derive(Clone, Debug)]
pub(crate) struct Password(Verifier);

impl Password {
    /// Of a user, by the name that the pool keeps; `pool_id` is `eu-central-1_AbCdEf123`.
    pub(crate) fn new(pool_id: &str, username: &str, password: &str) -> Self {
        Self(Verifier::new(srp::pool_name(pool_id), username, password))
    }

    /// Whether this is the password, for whoever sends it as it is.
    pub(crate) fn is(&self, pool_id: &str, username: &str, password: &str) -> bool {
        self.0.is(srp::pool_name(pool_id), username, password)
    }

    /// What a proof of the password is checked with.
    pub(super) fn verifier(&self) -> &Verifier {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_is_broken_is_told() {
        let table = [
            ("Aa1!", "Password not long enough"),
            ("abcdefgh1!", "Password must have uppercase characters"),
            ("ABCDEFGH1!", "Password must have lowercase characters"),
            ("Abcdefgh!", "Password must have numeric characters"),
            ("Abcdefgh1", "Password must have symbol characters"),
            // A space counts only inside.
            ("Abcdefg1 ", "Password must have symbol characters"),
        ];
        for (password, broken) in table {
            let refused = PasswordPolicy::default().check(password, Setting::First).expect_err(password);
            assert_eq!(refused.message, format!("Password did not conform with policy: {broken}"));
            assert_eq!(refused.code, "InvalidPasswordException");
        }
        for password in ["Abcdefg1!", "Abcd efg1", "Abcdefg1-"] {
            assert_eq!(PasswordPolicy::default().check(password, Setting::Later), Ok(()), "{password}");
        }
        let later = PasswordPolicy::default().check("x", Setting::Later).expect_err("too short");
        assert_eq!(later.message, "Password does not conform to policy: Password not long enough");
    }

    #[test]
    fn a_policy_requires_only_what_it_mentions_and_no_length_below_six() {
        let policy =
            PasswordPolicy::of_request(&json!({"MinimumLength": "10", "RequireNumbers": true})).expect("a policy");
        assert_eq!((policy.minimum_length, policy.require_numbers, policy.require_symbols), (10, true, false));
        for (length, words) in [(5, "greater than or equal to 6"), (100, "less than or equal to 99")] {
            let refused = PasswordPolicy::of_request(&json!({"MinimumLength": length})).expect_err("refused");
            assert!(refused.message.ends_with(words), "{}", refused.message);
        }
    }
}
