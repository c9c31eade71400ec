//! Tokens taken apart and put together otherwise.

use serde_json::{Value, json};

use crate::client::Request;
use crate::users::{Users, change};

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(super) fn decode(part: &str) -> Vec<u8> {
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part).expect("Base64")
}

/// A token's three parts.
pub(super) fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

/// A token with members of its header changed, and its signature left as it is.
pub(super) fn with_header(token: &str, changed: Value) -> String {
    let [header, claims, signature] = parts(token);
    let mut header: Value = serde_json::from_slice(&decode(header)).expect("JSON");
    change(&mut header, changed);
    format!("{}.{claims}.{signature}", encode(header.to_string()))
}

/// A token with claims changed, and its signature left as it is.
pub(super) fn with_claims(token: &str, changed: Value) -> String {
    let [header, claims, signature] = parts(token);
    let mut claims: Value = serde_json::from_slice(&decode(claims)).expect("JSON");
    change(&mut claims, changed);
    format!("{header}.{}.{signature}", encode(claims.to_string()))
}

/// A token that HMAC signs with some bytes.
pub(super) fn hmac_signed(token: &str, algorithm: &str, secret: &[u8]) -> String {
    let token = with_header(token, json!({"alg": algorithm}));
    let [header, claims, _] = parts(&token);
    let message = format!("{header}.{claims}");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    format!("{message}.{}", encode(ring::hmac::sign(&key, message.as_bytes())))
}

/// The pool's public keys, as everybody can read them.
pub(super) async fn public_keys(users: &Users) -> Value {
    let address = format!("127.0.0.1:{}", users.cloud.port()).parse().expect("an address");
    let target = format!("/{}/.well-known/jwks.json", users.pool_id);
    Request::get(&target).send(address).await.json()
}

/// A public key as `openssl` writes it.
pub(super) fn pem(key: &Value) -> String {
    let number = |name: &str| decode(key[name].as_str().expect("a number"));
    let element = |tag: u8, content: &[u8]| {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    };
    let (n, e) = (number("n"), number("e"));
    let numbers = [element(0x02, &[&[0], &n[..]].concat()), element(0x02, &e)].concat();
    let key = element(0x30, &numbers);
    format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        base64_simd::STANDARD.encode_to_string(key)
    )
}
