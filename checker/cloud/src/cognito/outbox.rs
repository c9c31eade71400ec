//! The letters with codes. No mail leaves this machine: they are kept here, and whoever holds the cloud reads them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Older letters are dropped: a cloud left open for a day must not grow.
const CAPACITY: usize = 1_000;

/// One e-mail or text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The address, or the telephone number.
    pub to: String,
    /// The user's name in the pool.
    pub user: String,
    /// The pool.
    pub pool_id: String,
    /// The code; of an invitation, the temporary password.
    pub code: String,
    /// What the code is for.
    pub purpose: Purpose,
    /// When it was sent, by the pools' clock.
    pub sent: SystemTime,
}

/// What a code is for. <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `ConfirmSignUp`.
    SignUp,
    /// `ConfirmForgotPassword`.
    ForgotPassword,
    /// The temporary password of a user whom `AdminCreateUser` made.
    Invitation,
    /// `VerifyUserAttribute`: the address is a new one.
    VerifyAttribute,
}

impl Purpose {
    /// As the outbox shows it: `sign-up`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::ForgotPassword => "forgot-password",
            Self::Invitation => "invitation",
            Self::VerifyAttribute => "verify-attribute",
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    letters: Mutex<VecDeque<Letter>>,
}

impl Outbox {
    pub(super) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn send(&self, letter: Letter) {
        let mut letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        if letters.len() == CAPACITY {
            letters.pop_front();
        }
        letters.push_back(letter);
    }
}
