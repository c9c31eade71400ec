//! The RSA keys that pools sign their tokens with: two each, one for ID tokens and one for access tokens.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use crypto_bigint::BoxedUint;
use crypto_primes::{Flavor, random_prime};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use num_bigint::BigUint;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents};
use ring::{digest, rsa};
use serde_json::{Value, json};

use super::token::TokenUse;

/// The keys of a pool.
#[derive(Debug)]
pub(super) struct Keys {
    id: Key,
    access: Key,
}

/// The keys of all pools of this process. Pools of the same id in several clouds, as checks start them one after the
/// other, share theirs: making two takes 0.15 s.
static MADE: LazyLock<Mutex<HashMap<String, Arc<OnceLock<Keys>>>>> = LazyLock::new(Mutex::default);

/// Runs something with a pool's keys, which are made when first asked for.
pub(super) fn with_keys<T>(pool_id: &str, run: impl FnOnce(&Keys) -> T) -> T {
    let keys = MADE.lock().unwrap_or_else(PoisonError::into_inner).entry(pool_id.to_owned()).or_default().clone();
    run(keys.get_or_init(|| Keys { id: Key::generate(), access: Key::generate() }))
}

impl Keys {
    /// The key for a kind of token.
    pub(super) fn of(&self, token_use: TokenUse) -> &Key {
        match token_use {
            TokenUse::Id => &self.id,
            TokenUse::Access => &self.access,
        }
    }

    /// The key of this id.
    pub(super) fn named(&self, kid: &str) -> Option<&Key> {
        [&self.id, &self.access].into_iter().find(|key| key.kid == kid)
    }

    /// The public keys: a JWK set. <https://www.rfc-editor.org/rfc/rfc7517#section-5>
    pub(super) fn public(&self) -> Value {
        json!({"keys": [self.id.public(), self.access.public()]})
    }
}

/// One key of 2,048 bits.
#[derive(Debug)]
pub(super) struct Key {
    /// Its id: the Base64 of 32 bytes, as AWS's are.
    pub(super) kid: String,
    pair: KeyPair,
}

/// The public exponent of nearly all RSA keys.
const EXPONENT: u32 = 65_537;
const PRIME_BITS: u32 = 1024;

impl Key {
    fn generate() -> Self {
        // Two primes of 1,024 bits may have a product of 2,047; ring takes nothing that is not a proper key.
        loop {
            if let Some(pair) = private_key().and_then(|key| KeyPair::from_der(&key).ok()) {
                let fingerprint = digest::digest(&digest::SHA256, pair.public().as_ref());
                return Self { kid: base64_simd::STANDARD.encode_to_string(fingerprint), pair };
            }
        }
    }

    /// A signature by RS256. <https://www.rfc-editor.org/rfc/rfc7518#section-3.3>
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        // It fails only for a buffer of another size, or without a random source to blind with.
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.expect("a buffer of the key's size and the system's random source");
        signature
    }

    /// Whether a signature by RS256 is this key's.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key: RsaPublicKeyComponents<Vec<u8>> = self.pair.public().into();
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
    }

    fn public(&self) -> Value {
        let rsa::PublicKeyComponents { n, e }: rsa::PublicKeyComponents<Vec<u8>> = self.pair.public().into();
        let number = |bytes: Vec<u8>| base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
        json!({"alg": "RS256", "e": number(e), "kid": self.kid, "kty": "RSA", "n": number(n), "use": "sig"})
    }
}

/// A new private key as `RSAPrivateKey` of RFC 8017, appendix A.1.2, in DER; `None` where the primes do not fit.
fn private_key() -> Option<Vec<u8>> {
    let prime = || {
        let prime: BoxedUint = random_prime(&mut UnwrapErr(SysRng), Flavor::Any, PRIME_BITS);
        BigUint::from_bytes_be(&prime.to_be_bytes())
    };
    let (first, second) = (prime(), prime());
    // ring wants the larger one first.
    let (larger, smaller) = if first > second { (first, second) } else { (second, first) };
    let below = |prime: &BigUint| prime - 1_u8;
    let public = BigUint::from(EXPONENT);
    let private = public.modinv(&(below(&larger) * below(&smaller)))?;
    let numbers = [
        BigUint::ZERO, // the version
        &larger * &smaller,
        public,
        private.clone(),
        larger.clone(),
        smaller.clone(),
        &private % below(&larger),
        &private % below(&smaller),
        smaller.modinv(&larger)?,
    ];
    let numbers: Vec<u8> = numbers.iter().flat_map(|number| element(0x02, &super::srp::padded(number))).collect();
    Some(element(0x30, &numbers))
}

/// An element of DER: tag, length, content. <https://www.itu.int/rec/T-REC-X.690>, sections 8.1 and 10.1
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let used = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut element = vec![tag];
    match used {
        [] => element.push(0),
        [short] if *short < 0x80 => element.push(*short),
        long => {
            // A length has at most eight bytes.
            element.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            element.extend(long);
        }
    }
    element.extend(content);
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_keeps_its_two_keys() {
        let kids = |pool: &str| with_keys(pool, |keys| [keys.id.kid.clone(), keys.access.kid.clone()]);
        let [id, access] = kids("eu-central-1_KeysOne");
        assert_ne!(id, access);
        assert_eq!(kids("eu-central-1_KeysOne"), [id.clone(), access]);
        assert!(!kids("eu-central-1_KeysTwo").contains(&id));
        assert_eq!(id.len(), 44, "as AWS's are: {id}");
    }

    #[test]
    fn a_signature_is_of_one_key_and_one_message() {
        with_keys("eu-central-1_KeysOne", |keys| {
            let signature = keys.id.sign(b"message");
            assert!(keys.id.verifies(b"message", &signature));
            assert!(!keys.id.verifies(b"massage", &signature));
            assert!(!keys.access.verifies(b"message", &signature));
        });
    }

    #[test]
    fn lengths_are_written_as_short_as_they_can_be() {
        assert_eq!(element(0x02, &[0; 0x7f])[..2], [0x02, 0x7f]);
        assert_eq!(element(0x02, &[0; 0x80])[..3], [0x02, 0x81, 0x80]);
        assert_eq!(element(0x30, &[0; 0x100])[..4], [0x30, 0x82, 0x01, 0x00]);
    }
}
