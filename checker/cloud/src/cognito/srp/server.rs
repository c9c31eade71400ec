//! The pool's side.

use num_bigint::BigUint;
use ring::hmac;

use super::{GROUP, Timestamp, parse, private_key, proof_key, proved, random, scrambling};

/// What the pool keeps of a password: enough to check who knows it, and not enough to know it.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cognito) struct Verifier {
    salt: BigUint,
    value: BigUint,
}

impl Verifier {
    /// Of a user by the name that the pool keeps; `pool_name` is what stands after `_` in the pool's id.
    pub(in crate::cognito) fn new(pool_name: &str, user: &str, password: &str) -> Self {
        Self::salted(random(16), pool_name, user, password)
    }

    /// The one that a pool makes up for a user who is not there: the same salt each time, and a password that nobody
    /// knows, so that nobody is told who is there.
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>
    pub(in crate::cognito) fn made_up(salt: &[u8]) -> Self {
        Self { salt: BigUint::from_bytes_be(salt), value: GROUP.power(&random(32)) }
    }

    pub(super) fn salted(salt: BigUint, pool_name: &str, user: &str, password: &str) -> Self {
        let value = GROUP.power(&private_key(&salt, pool_name, user, password));
        Self { salt, value }
    }

    /// Whether this is the password.
    pub(in crate::cognito) fn is(&self, pool_name: &str, user: &str, password: &str) -> bool {
        Self::salted(self.salt.clone(), pool_name, user, password) == *self
    }
}

/// Whoever prints a user must not print what a password could be guessed by.
impl std::fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Verifier(…)")
    }
}

/// A sign-in whose proof is waited for.
#[derive(Clone)]
pub(in crate::cognito) struct Handshake {
    pub(super) salt: BigUint,
    pub(super) public: BigUint,
    key: hmac::Key,
}

impl Handshake {
    /// Answers a client's public number; `None` where it is no number, or one that lets anybody in: a multiple of the
    /// prime (RFC 5054, section 2.5.4).
    pub(in crate::cognito) fn begin(verifier: &Verifier, srp_a: &str) -> Option<Self> {
        Self::with_secret(verifier, srp_a, &random(128))
    }

    pub(super) fn with_secret(verifier: &Verifier, srp_a: &str, secret: &BigUint) -> Option<Self> {
        let client = parse(srp_a)?;
        if &client % &GROUP.prime == BigUint::ZERO {
            return None;
        }
        let public = GROUP.server_public(&verifier.value, secret);
        let u = scrambling(&client, &public);
        let shared = GROUP.server_secret(&client, &verifier.value, secret, &u);
        Some(Self { salt: verifier.salt.clone(), public, key: proof_key(&shared, &u) })
    }

    /// `SALT`, in hexadecimal digits.
    pub(in crate::cognito) fn salt(&self) -> String {
        self.salt.to_str_radix(16)
    }

    /// `SRP_B`, in hexadecimal digits.
    pub(in crate::cognito) fn srp_b(&self) -> String {
        self.public.to_str_radix(16)
    }

    /// Whether a signature proves that whoever made it knows the password. It is compared in constant time.
    pub(in crate::cognito) fn is_proved_by(&self, presented: &Presented<'_>) -> bool {
        let Presented { pool_name, user, secret_block, timestamp, signature } = presented;
        let text = proved(pool_name, user, secret_block, &timestamp.0);
        hmac::verify(&self.key, &text, signature).is_ok()
    }
}

/// Whoever prints the pool's state must not print the key.
impl std::fmt::Debug for Handshake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Handshake(…)")
    }
}

/// A proof and what it was made for.
#[derive(Clone, Copy, Debug)]
pub(in crate::cognito) struct Presented<'a> {
    /// What stands after `_` in the pool's id.
    pub(in crate::cognito) pool_name: &'a str,
    /// `USER_ID_FOR_SRP`.
    pub(in crate::cognito) user: &'a str,
    /// The secret block's bytes.
    pub(in crate::cognito) secret_block: &'a [u8],
    /// `TIMESTAMP`.
    pub(in crate::cognito) timestamp: &'a Timestamp,
    /// The bytes of `PASSWORD_CLAIM_SIGNATURE`.
    pub(in crate::cognito) signature: &'a [u8],
}
