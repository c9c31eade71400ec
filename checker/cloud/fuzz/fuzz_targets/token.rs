//! A header and claims, each on a line, or any text: as a token that nobody signed, and as claims that the pool signs.

#![no_main]

use std::sync::LazyLock;

use cloud::Config;
use cloud::cognito::{TokenUse, UserPools, Verified};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const POOL: &str = "eu-central-1_AbCdEf123";

static POOLS: LazyLock<UserPools> = LazyLock::new(|| UserPools::new(&Config::default()));

/// A token of the pool's own, whose signature forgers take.
static SIGNED: LazyLock<String> = LazyLock::new(|| POOLS.sign(POOL, TokenUse::Id, &serde_json::json!({"sub": "a"})));

fn verify(token: &str) -> Option<Verified> {
    let answers = [POOLS.verify_id(&[POOL], token), POOLS.verify_access(&[POOL], token)];
    let verified = answers.map(|answer| match answer {
        Ok(verified) => Some(verified),
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            None
        }
    });
    let [id, access] = verified;
    assert!(id.is_none() || access.is_none(), "a token of both kinds");
    id.or(access)
}

/// Base64 for URLs, without padding.
fn encode(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..=chunk.len() {
            encoded.push(char::from(LETTERS[(bits >> (18 - 6 * index) & 63) as usize]));
        }
    }
    encoded
}

fuzz_target!(|text: &str| {
    assert!(verify(text).is_none(), "nobody signed this");
    let Some((header, claims)) = text.split_once('\n') else { return };
    let (_, signature) = SIGNED.rsplit_once('.').expect("three parts");
    for signature in [signature, "", "AAAA", claims] {
        let forged = format!("{}.{}.{signature}", encode(header), encode(claims));
        assert!(verify(&forged).is_none(), "nobody signed this");
    }
    let Ok(claims) = serde_json::from_str::<Value>(claims) else { return };
    for key in [TokenUse::Id, TokenUse::Access] {
        let Some(verified) = verify(&POOLS.sign(POOL, key, &claims)) else { continue };
        assert_eq!(Value::Object(verified.claims.clone()), claims);
        assert_eq!(verified.text("iss"), Some(&*POOLS.issuer(POOL)));
        assert!(matches!(verified.text("token_use"), Some("id" | "access")));
        assert!(verified.claims["exp"].as_u64() > verified.claims["iat"].as_u64());
    }
});
