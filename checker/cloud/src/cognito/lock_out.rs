//! The lock after too many wrong passwords.
//!
//! "After five failed sign-in attempts with a password, Amazon Cognito locks out your user for one second. The lockout
//! duration then doubles after each additional one failed attempt, up to a maximum of approximately 15 minutes."
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>

use std::time::{Duration, SystemTime};

use super::refusal::not_authorized;
use crate::ServiceError;

/// So many wrong passwords cost nothing yet.
const FREE: u32 = 4;
const LONGEST: Duration = Duration::from_mins(15);

/// How often a name was tried with a wrong password, and until when it is not tried again. A name that no user has is
/// locked as well: who is locked says nothing about who is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LockOut {
    failures: u32,
    last: Option<SystemTime>,
    until: Option<SystemTime>,
}

impl LockOut {
    /// # Errors
    ///
    /// `NotAuthorizedException` while the lock lasts; such an attempt does not count.
    pub(crate) fn check(&mut self, now: SystemTime) -> Result<(), ServiceError> {
        // "Not initiate any sign-in attempts for 15 consecutive minutes at any time after a lockout" begins anew.
        if self.last.is_some_and(|last| now >= last.max(self.until.unwrap_or(last)) + LONGEST) {
            *self = Self::default();
        }
        if self.until.is_some_and(|until| now < until) {
            return Err(not_authorized("Password attempts exceeded"));
        }
        Ok(())
    }

    /// A wrong password.
    pub(crate) fn failed(&mut self, now: SystemTime) {
        self.failures = self.failures.saturating_add(1);
        self.last = Some(now);
        if self.failures > FREE {
            // "For a cumulative number of failed sign-in attempts n, … locks out the user for 2^(n-5) seconds."
            let seconds = 1_u64 << (self.failures - FREE - 1).min(10);
            self.until = Some(now + Duration::from_secs(seconds).min(LONGEST));
        }
    }

    /// The right password.
    pub(crate) fn succeeded(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_failure_locks_for_a_second_and_each_further_one_twice_as_long() {
        let mut now = SystemTime::UNIX_EPOCH;
        let mut lock = LockOut::default();
        for _ in 0..5 {
            assert_eq!(lock.check(now), Ok(()));
            lock.failed(now);
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let last = now + Duration::from_secs(seconds) - Duration::from_millis(1);
            assert_eq!(lock.check(last).expect_err("locked").message, "Password attempts exceeded", "{seconds}");
            now += Duration::from_secs(seconds);
            assert_eq!(lock.check(now), Ok(()), "{seconds}");
            lock.failed(now);
        }
    }

    #[test]
    fn the_right_password_and_a_quarter_of_an_hour_of_quiet_begin_anew() {
        let mut now = SystemTime::UNIX_EPOCH;
        let mut lock = LockOut::default();
        (0..7).for_each(|_| lock.failed(now));
        lock.succeeded();
        assert_eq!(lock, LockOut::default());
        (0..7).for_each(|_| lock.failed(now));
        now += Duration::from_secs(4);
        assert_eq!(lock.check(now), Ok(()));
        assert_ne!(lock, LockOut::default());
        now += LONGEST;
        assert_eq!(lock.check(now), Ok(()));
        assert_eq!(lock, LockOut::default());
    }
}
