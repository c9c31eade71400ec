//! The side of whoever signs in: what Cognito's libraries do. Checks and tests sign in with it.

use std::time::SystemTime;

use num_bigint::BigUint;
use ring::hmac;

use super::{GROUP, Timestamp, parse, pool_name, private_key, proof_key, proved, random, scrambling};

/// One sign-in.
pub struct Client {
    pool_name: String,
    secret: BigUint,
    public: BigUint,
}

/// What `RespondToAuthChallenge` is sent in answer to `PASSWORD_VERIFIER`, beside `USERNAME` and
/// `PASSWORD_CLAIM_SECRET_BLOCK`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// `PASSWORD_CLAIM_SIGNATURE`, in Base64.
    pub signature: String,
    /// `TIMESTAMP`.
    pub timestamp: String,
}

/// Why a client cannot go on with what the server sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotServed {
    /// Salt or public number are not hexadecimal.
    #[error("SALT or SRP_B is no hexadecimal number")]
    NoNumber,
    /// The server's number gives the password away, or lets anybody play the server (RFC 5054, section 2.5.3).
    #[error("SRP_B is a multiple of the group's prime")]
    UnsafeNumber,
    /// The secret block is not Base64.
    #[error("SECRET_BLOCK is no Base64")]
    NoBase64,
}

impl Client {
    /// Begins to sign in to a pool: `eu-central-1_AbCdEf123`.
    #[must_use]
    pub fn new(pool_id: &str) -> Self {
        Self::with_secret(pool_id, random(128))
    }

    pub(super) fn with_secret(pool_id: &str, secret: BigUint) -> Self {
        Self { pool_name: pool_name(pool_id).to_owned(), public: GROUP.power(&secret), secret }
    }

    /// `SRP_A`, in hexadecimal digits.
    #[must_use]
    pub fn srp_a(&self) -> String {
        self.public.to_str_radix(16)
    }

    /// Answers the challenge: `user_id` is `USER_ID_FOR_SRP`, and `salt`, `srp_b` and `secret_block` are its other
    /// parameters.
    ///
    /// # Errors
    ///
    /// Where the server did not send what the protocol wants.
    pub fn prove(&self, challenge: &Challenge<'_>, password: &str, now: SystemTime) -> Result<Proof, NotServed> {
        let Challenge { user_id, salt, srp_b, secret_block } = challenge;
        let (Some(salt), Some(server)) = (parse(salt), parse(srp_b)) else { return Err(NotServed::NoNumber) };
        let u = scrambling(&self.public, &server);
        if &server % &GROUP.prime == BigUint::ZERO || u == BigUint::ZERO {
            return Err(NotServed::UnsafeNumber);
        }
        let base64 = base64_simd::STANDARD;
        let secret_block = base64.decode_to_vec(secret_block.as_bytes()).map_err(|_| NotServed::NoBase64)?;
        let x = private_key(&salt, &self.pool_name, user_id, password);
        let shared = GROUP.client_secret(&server, &x, &self.secret, &u);
        let Timestamp(timestamp) = Timestamp::new(now);
        let text = proved(&self.pool_name, user_id, &secret_block, &timestamp);
        let signature = hmac::sign(&proof_key(&shared, &u), &text);
        Ok(Proof { signature: base64.encode_to_string(signature), timestamp })
    }
}

/// The parameters of the challenge `PASSWORD_VERIFIER`.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a> {
    /// `USER_ID_FOR_SRP`.
    pub user_id: &'a str,
    /// `SALT`.
    pub salt: &'a str,
    /// `SRP_B`.
    pub srp_b: &'a str,
    /// `SECRET_BLOCK`.
    pub secret_block: &'a str,
}

/// Whoever prints a client must not print its secret.
impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Client").field("pool_name", &self.pool_name).finish_non_exhaustive()
    }
}
