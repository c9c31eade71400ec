//! Codes of six digits that prove an address.

use std::time::{Duration, SystemTime};

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>: a sign-up code counts for 24 hours.
pub(super) const SIGN_UP: Duration = Duration::from_hours(24);
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html>: one for a forgotten password, an hour.
pub(super) const FORGOT_PASSWORD: Duration = Duration::from_hours(1);

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Six digits.
    pub(crate) digits: String,
    /// From then on it counts no longer.
    pub(crate) expires: SystemTime,
    /// The attribute that it was sent to: `email`, `phone_number`.
    pub(crate) attribute: &'static str,
}
