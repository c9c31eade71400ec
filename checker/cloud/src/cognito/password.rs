//! Passwords: what a pool demands of them, and what it keeps of them.

use crate::ServiceError;
use ::http::StatusCode;

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

impl PasswordPolicy {
    /// Whether a password may be set.
    ///
    /// # Errors
    ///
    /// `InvalidPasswordException` with the first rule that is broken, in AWS's order.
    pub fn check(&self, password: &str) -> Result<(), ServiceError> {
        let has = |wanted: &dyn Fn(char) -> bool| password.chars().any(wanted);
        let is_symbol = |letter: char| SYMBOLS.contains(letter);
        let inside = password.trim_matches(' ');
        let refused = if password.chars().count() < self.minimum_length {
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
        let message = format!("Password did not conform with policy: {refused}");
        Err(ServiceError::new("InvalidPasswordException", StatusCode::BAD_REQUEST, message))
    }
}

/// What a pool keeps of a password.
#[derive(Clone)]
pub(crate) struct Password {
    text: String,
}

impl Password {
    /// Of a user, by the name that the pool keeps; `pool_id` is `eu-central-1_AbCdEf123`.
    pub(crate) fn new(_pool_id: &str, _username: &str, password: &str) -> Self {
        Self { text: password.to_owned() }
    }

    /// Whether this is the password, for whoever sends it as it is.
    pub(crate) fn is(&self, _pool_id: &str, _username: &str, password: &str) -> bool {
        self.text == password
    }
}

/// Whoever prints a user must not print the password.
impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(…)")
    }
}
