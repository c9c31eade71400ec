//! Challenges that a sign-in waits for an answer to.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::random;
use super::refusal::not_authorized;
use super::srp::Handshake;
use crate::ServiceError;

/// More are not kept: the oldest make room.
const CAPACITY: usize = 1_000;

/// All challenges of a cloud that wait.
#[derive(Default)]
pub(super) struct Challenges(Mutex<VecDeque<Challenge>>);

/// A challenge that was sent.
#[derive(Clone)]
pub(super) struct Challenge {
    /// What the answer names it by: `Session`, or the secret block.
    pub(super) id: String,
    pub(super) client_id: String,
    /// The name that the pool keeps for the user; one that it made up where nobody is there.
    pub(super) username: String,
    /// What the user sent as the name.
    pub(super) named: String,
    pub(super) expires: SystemTime,
    pub(super) kind: Kind,
    used: bool,
}

/// What is asked for.
#[derive(Clone)]
pub(super) enum Kind {
    /// `PASSWORD_VERIFIER`.
    PasswordVerifier(Box<Handshake>),
    /// `NEW_PASSWORD_REQUIRED`.
    NewPassword,
}

impl Challenge {
    /// A challenge with an id of as many random bytes as AWS's seem to have.
    pub(super) fn new(client_id: &str, username: &str, named: &str, expires: SystemTime, kind: Kind) -> Self {
        Self {
            id: base64_simd::STANDARD.encode_to_string(random::bytes(768)),
            client_id: client_id.to_owned(),
            username: username.to_owned(),
            named: named.to_owned(),
            expires,
            kind,
            used: false,
        }
    }

    /// Whether an answer names the user whom the challenge is for.
    pub(super) fn is_for(&self, name: &str) -> bool {
        name == self.username || name == self.named
    }
}

/// Whoever prints the pools must not print their users' secrets.
impl std::fmt::Debug for Challenges {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Challenges").field(&self.all().len()).finish()
    }
}

impl Challenges {
    /// Keeps a challenge.
    pub(super) fn put(&self, challenge: Challenge) {
        let mut all = self.all();
        if all.len() >= CAPACITY {
            all.pop_front();
        }
        all.push_back(challenge);
    }

    /// Takes the handshake of a secret block: a proof counts once, and after the session's time no more.
    pub(super) fn take_handshake(&self, id: &str, now: SystemTime) -> Option<(Challenge, Box<Handshake>)> {
        let mut all = self.all();
        let index = all.iter().position(|challenge| challenge.id == id)?;
        let Kind::PasswordVerifier(handshake) = all[index].kind.clone() else { return None };
        let challenge = all.remove(index)?;
        (now < challenge.expires).then_some((challenge, handshake))
    }

    /// The challenge of a `Session`, which may still be answered.
    ///
    /// # Errors
    ///
    /// `NotAuthorizedException`, in the words that public logs have of it.
    pub(super) fn new_password(&self, id: &str, client_id: &str, now: SystemTime) -> Result<Challenge, ServiceError> {
        let all = self.all();
        let is_wanted = |challenge: &&Challenge| {
            challenge.id == id && challenge.client_id == client_id && matches!(challenge.kind, Kind::NewPassword)
        };
        let found = all.iter().find(is_wanted).ok_or_else(|| not_authorized("Invalid session for the user."))?;
        if found.used {
            return Err(not_authorized("Invalid session for the user, session can only be used once."));
        }
        if found.expires <= now {
            return Err(not_authorized("Invalid session for the user, session is expired."));
        }
        Ok(found.clone())
    }

    /// The challenge is met.
    pub(super) fn close(&self, id: &str) {
        self.all().iter_mut().filter(|challenge| challenge.id == id).for_each(|challenge| challenge.used = true);
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Challenge>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
