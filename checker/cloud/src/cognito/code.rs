//! Codes of six digits that prove an address, and the letters that bring them.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::refusal::{code_expired, code_mismatch};
use super::{Letter, Purpose, User, UserPools};
use crate::ServiceError;

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>: a sign-up code counts for 24 hours.
pub(super) const SIGN_UP: Duration = Duration::from_hours(24);
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>: one for a forgotten password, an hour.
pub(super) const FORGOT_PASSWORD: Duration = Duration::from_hours(1);
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>: one for a changed address, 24 hours.
pub(super) const VERIFY_ATTRIBUTE: Duration = Duration::from_hours(24);

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Six digits.
    pub(crate) digits: String,
    /// From then on it counts no longer.
    pub(crate) expires: SystemTime,
    /// The attribute that it was sent to.
    pub(crate) address: Address,
}

impl Code {
    /// Whether what a user typed is the code that was sent.
    ///
    /// # Errors
    ///
    /// `ExpiredCodeException` where none was sent or it is too late, `CodeMismatchException`.
    pub(super) fn check(sent: Option<&Self>, typed: &str, now: SystemTime) -> Result<Address, ServiceError> {
        let sent = sent.filter(|sent| now < sent.expires).ok_or_else(code_expired)?;
        if sent.digits == typed { Ok(sent.address) } else { Err(code_mismatch()) }
    }
}

/// Where a code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The attribute `email`.
    Email,
    /// The attribute `phone_number`.
    PhoneNumber,
}

impl Address {
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// The attribute that says whether the address is proved.
    pub(super) fn verified(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }

    fn medium(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::PhoneNumber => "SMS",
        }
    }

    /// Where a pool sends the code of a user who signs up: of the attributes that it verifies by itself, the telephone
    /// number before the address.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html>
    pub(super) fn auto_verified(attributes: &[String], user: &User) -> Option<Self> {
        let is_meant = |address: &Self| {
            let name = address.attribute();
            attributes.iter().any(|verified| verified == name) && user.attribute(name).is_some_and(|to| !to.is_empty())
        };
        [Self::PhoneNumber, Self::Email].into_iter().find(is_meant)
    }

    /// Where a user who forgot the password is reached: only a proved address counts.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html>
    pub(super) fn of_recovery(user: &User) -> Option<Self> {
        let is_proved = |address: &Self| user.attribute(address.verified()) == Some("true");
        [Self::PhoneNumber, Self::Email].into_iter().find(is_proved)
    }

    /// `CodeDeliveryDetails`, which names the address only in part.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html>
    pub(super) fn details(self, to: &str) -> Value {
        json!({"AttributeName": self.attribute(), "DeliveryMedium": self.medium(), "Destination": self.masked(to)})
    }

    fn masked(self, to: &str) -> String {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        match self {
            Self::Email => {
                let (name, domain) = to.split_once('@').unwrap_or((to, to));
                format!("{}***@{}***", first(name), first(domain))
            }
            Self::PhoneNumber => {
                let last = to.len().saturating_sub(4);
                format!("+*******{}", to.get(last..).unwrap_or_default())
            }
        }
    }
}

/// What a client that does not tell who is there is answered about a name that nobody has: an address that follows from
/// the name, so that a second question gets the same answer.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>
pub(super) fn simulated(name: &str) -> Value {
    Address::Email.details(name)
}

/// Sends a new code, which takes the place of an earlier one.
pub(super) fn send(
    pools: &UserPools,
    pool_id: &str,
    user: &User,
    address: Address,
    purpose: Purpose,
    lasts: Duration,
) -> Code {
    let now = pools.now();
    let code = Code { digits: pools.ids.digits(), expires: now + lasts, address };
    post(pools, pool_id, user, address, purpose, &code.digits);
    code
}

/// Puts a letter into the outbox.
pub(super) fn post(pools: &UserPools, pool_id: &str, user: &User, address: Address, purpose: Purpose, code: &str) {
    pools.outbox.send(Letter {
        to: user.attribute(address.attribute()).unwrap_or_default().to_owned(),
        user: user.username.clone(),
        pool_id: pool_id.to_owned(),
        code: code.to_owned(),
        purpose,
        sent: pools.now(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_only_in_part() {
        assert_eq!(Address::Email.masked("ada@example.com"), "a***@e***");
        assert_eq!(Address::PhoneNumber.masked("+4915112345678"), "+*******5678");
        assert_eq!(simulated("nobody")["Destination"], "n***@n***");
    }

    #[test]
    fn a_code_counts_until_it_expires() {
        let now = SystemTime::UNIX_EPOCH;
        let sent = Code { digits: "012345".to_owned(), expires: now + SIGN_UP, address: Address::Email };
        let last = now + SIGN_UP - Duration::from_secs(1);
        assert_eq!(Code::check(Some(&sent), "012345", last), Ok(Address::Email));
        assert_eq!(Code::check(Some(&sent), "012346", last).expect_err("wrong").code, "CodeMismatchException");
        assert_eq!(Code::check(Some(&sent), "012345", now + SIGN_UP).expect_err("late").code, "ExpiredCodeException");
        assert_eq!(Code::check(None, "012345", now).expect_err("none").code, "ExpiredCodeException");
    }
}
