//! The Secure Remote Password protocol, version 6a, as user pools speak it: a password is proved and never sent.
//!
//! The arithmetic is [RFC 5054](https://www.rfc-editor.org/rfc/rfc5054)'s with SHA-256 and the 3072-bit group. AWS
//! describes the messages in
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html> and
//! leaves the numbers to its libraries; what they do is said where it differs from the RFC:
//! - numbers are hashed as Java writes a `BigInteger`: without leading zeros, but with one where the top bit is set;
//! - the identity is the pool's name with the user's; the pool's name is what stands after `_` in its id;
//! - the key of the proof comes from the shared secret by HKDF, with "Caldera Derived Key";
//! - the proof is a signature of the pool, the user, the secret block and the time.

mod client;
mod server;
#[cfg(test)]
mod tests;
mod timestamp;

use std::sync::LazyLock;

use num_bigint::BigUint;
use ring::{digest, hkdf, hmac};

pub use client::{Challenge, Client, NotServed, Proof};
pub(super) use server::{Handshake, Presented, Verifier};
pub(super) use timestamp::Timestamp;

/// The prime of the group of 3,072 bits: RFC 5054, appendix A, is RFC 3526's group 15.
const PRIME: &[u8] = b"\
FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F\
83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510\
15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C\
BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

/// A group to count in: a safe prime and a generator.
struct Group {
    prime: BigUint,
    generator: BigUint,
    /// The multiplier of version 6a: the hash of prime and generator.
    multiplier: BigUint,
}

/// The one that all user pools use; its generator is 2. RFC 5054's own for that size is 5.
static GROUP: LazyLock<Group> = LazyLock::new(|| {
    let prime = BigUint::parse_bytes(PRIME, 16).unwrap_or_default();
    let generator = BigUint::from(2_u8);
    let multiplier = hash(&[&padded(&prime), &padded(&generator)]);
    Group { prime, generator, multiplier: BigUint::from_bytes_be(&multiplier) }
});

impl Group {
    /// The generator to a power.
    fn power(&self, exponent: &BigUint) -> BigUint {
        self.generator.modpow(exponent, &self.prime)
    }

    /// What the server sends: `k*v + g^b`.
    fn server_public(&self, verifier: &BigUint, secret: &BigUint) -> BigUint {
        (&self.multiplier * verifier + self.power(secret)) % &self.prime
    }

    /// The secret that both sides come to, as the client does: `(B - k*g^x) ^ (a + u*x)`.
    fn client_secret(&self, server: &BigUint, x: &BigUint, secret: &BigUint, u: &BigUint) -> BigUint {
        let known = &self.multiplier * self.power(x) % &self.prime;
        // The prime is added so that the difference is never below zero.
        let base = (server % &self.prime + &self.prime - known) % &self.prime;
        base.modpow(&(secret + u * x), &self.prime)
    }

    /// The same secret, as the server does: `(A * v^u) ^ b`.
    fn server_secret(&self, client: &BigUint, verifier: &BigUint, secret: &BigUint, u: &BigUint) -> BigUint {
        (client * verifier.modpow(u, &self.prime) % &self.prime).modpow(secret, &self.prime)
    }
}

/// The pool's name as the protocol has it: what stands after `_` in its id.
pub(super) fn pool_name(pool_id: &str) -> &str {
    pool_id.split_once('_').map_or(pool_id, |(_, name)| name)
}

/// The scrambling parameter `u`.
fn scrambling(client: &BigUint, server: &BigUint) -> BigUint {
    BigUint::from_bytes_be(&hash(&[&padded(client), &padded(server)]))
}

/// The private key `x` of a password.
fn private_key(salt: &BigUint, pool_name: &str, user: &str, password: &str) -> BigUint {
    let identity = hash(&[pool_name.as_bytes(), user.as_bytes(), b":", password.as_bytes()]);
    BigUint::from_bytes_be(&hash(&[&padded(salt), &identity]))
}

/// The key of the proof: the first 16 bytes that HKDF derives.
fn proof_key(shared: &BigUint, u: &BigUint) -> hmac::Key {
    let mut key = [0; 16];
    let pseudo_random = hkdf::Salt::new(hkdf::HKDF_SHA256, &padded(u)).extract(&padded(shared));
    let derived = pseudo_random.expand(&[b"Caldera Derived Key"], KeyLength);
    // It fails only for keys of thousands of bytes.
    let _ = derived.and_then(|derived| derived.fill(&mut key));
    hmac::Key::new(hmac::HMAC_SHA256, &key)
}

/// How long the key of the proof is.
struct KeyLength;

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        16
    }
}

/// What the proof signs.
fn proved(pool_name: &str, user: &str, secret_block: &[u8], timestamp: &str) -> Vec<u8> {
    [pool_name.as_bytes(), user.as_bytes(), secret_block, timestamp.as_bytes()].concat()
}

/// SHA-256 of all parts, one after the other.
fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

/// A number as Java's `BigInteger.toByteArray` gives it: a leading zero tells that it is not negative.
pub(super) fn padded(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

/// A number that nobody can guess.
fn random(bytes: usize) -> BigUint {
    BigUint::from_bytes_be(&super::random::bytes(bytes))
}

/// Reads a number in hexadecimal digits, as clients and server send it. No more than twice the group's size is read.
fn parse(text: &str) -> Option<BigUint> {
    let longest = 2 * PRIME.len();
    let is_number = (1..=longest).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| BigUint::parse_bytes(text.as_bytes(), 16)).flatten()
}
