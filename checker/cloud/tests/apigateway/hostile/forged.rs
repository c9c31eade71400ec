//! Tokens that no pool signed.

use cloud::cognito::TokenUse;
use serde_json::{Value, json};

use super::Attack;
use super::token::{decode, encode, hmac_signed, parts, pem, public_keys, with_claims, with_header};
use crate::users::{Users, pool};

/// Forged: signed by nobody, by another algorithm, or by another key.
pub(super) async fn forged(users: &Users) -> Vec<Attack> {
    let good = users.id_token(json!({}));
    let [header, claims, signature] = parts(&good);
    let keys = public_keys(users).await;
    let key = &keys["keys"][0];
    let modulus = decode(key["n"].as_str().expect("a number"));
    let token = Attack::token;
    let alg = |name, algorithm: &str| token(name, &with_header(&good, json!({"alg": algorithm})));
    let unsigned = |name, algorithm: &str| {
        let token = with_header(&good, json!({"alg": algorithm}));
        let [header, claims, _] = parts(&token);
        Attack::token(name, &format!("{header}.{claims}."))
    };
    let kid = |name, kid: Value| token(name, &with_header(&good, json!({"kid": kid})));
    // An attacker's own key signs the right claims.
    let (attackers, _) = pool(&users.cloud, "AttackersPool");
    let by_attacker = users.cloud.cognito().sign(&attackers, TokenUse::Id, &users.id_claims());
    let victims_kid: Value = serde_json::from_slice::<Value>(&decode(header)).expect("JSON")["kid"].clone();
    let own_key = json!({"kty": "RSA", "e": "AQAB", "n": key["n"], "kid": "mine", "alg": "RS256", "use": "sig"});
    let flipped = {
        let mut bytes = decode(signature);
        bytes[0] ^= 1;
        format!("{header}.{claims}.{}", encode(bytes))
    };
    vec![
        unsigned("alg none without a signature", "none"),
        unsigned("alg None", "None"),
        unsigned("alg NONE", "NONE"),
        unsigned("alg nOnE", "nOnE"),
        unsigned("alg RS256 without a signature", "RS256"),
        unsigned("alg is empty and there is no signature", ""),
        alg("alg none with the old signature", "none"),
        alg("alg RS512 over a signature by RS256", "RS512"),
        alg("alg PS256", "PS256"),
        alg("alg ES256", "ES256"),
        alg("alg EdDSA", "EdDSA"),
        alg("alg rs256 in small letters", "rs256"),
        token("alg is missing", &with_header(&good, json!({"alg": null}))),
        token("alg is a list", &with_header(&good, json!({"alg": ["RS256", "none"]}))),
        token("HS256 with the public key's PEM as its secret", &hmac_signed(&good, "HS256", pem(key).as_bytes())),
        token("HS256 with the public key's modulus as its secret", &hmac_signed(&good, "HS256", &modulus)),
        token("HS256 with the JWK as its secret", &hmac_signed(&good, "HS256", key.to_string().as_bytes())),
        token("HS256 with an empty secret", &hmac_signed(&good, "HS256", b"")),
        token("HMAC that says RS256", &hmac_signed(&good, "RS256", &modulus)),
        token("another pool's key and its kid", &by_attacker),
        token("another pool's key under the victim's kid", &with_header(&by_attacker, json!({"kid": victims_kid}))),
        kid("kid is missing", Value::Null),
        kid("kid is unknown", json!("nobody")),
        kid("kid is a path", json!("../../../../dev/null")),
        kid("kid is SQL", json!("x' UNION SELECT 'secret' --")),
        kid("kid is a command", json!("|id")),
        kid("kid is a number", json!(0)),
        kid("kid is that of the access key", keys["keys"][1]["kid"].clone()),
        token("jku leads to an attacker", &with_header(&by_attacker, json!({"jku": "http://127.0.0.1:1/jwks.json"}))),
        token("x5u leads to an attacker", &with_header(&by_attacker, json!({"x5u": "http://127.0.0.1:1/cert.pem"}))),
        token("jwk brings its own key", &with_header(&by_attacker, json!({"jwk": own_key}))),
        token("x5c brings its own certificate", &with_header(&by_attacker, json!({"x5c": ["MIIB"]}))),
        token("crit asks for what nobody understands", &with_header(&good, json!({"crit": ["exp"], "b64": false}))),
        token("zip", &with_header(&good, json!({"zip": "DEF"}))),
        token("a bit of the signature is another", &flipped),
        token("the signature is cut", &good[..good.len() - 8]),
        token("the signature is that of another token", &{
            let other = users.id_token(json!({"jti": "another"}));
            format!("{header}.{claims}.{}", parts(&other)[2])
        }),
        token("the signature is all zero", &format!("{header}.{claims}.{}", encode([0; 256]))),
        token("another user's name", &with_claims(&good, json!({"cognito:username": "grace"}))),
        token("another sub", &with_claims(&good, json!({"sub": "0f4c1e9a-0000-4000-8000-000000000002"}))),
        token("a group more", &with_claims(&good, json!({"cognito:groups": ["admin"]}))),
        token("an end that was moved", &with_claims(&good, json!({"exp": users.now() + 999_999}))),
    ]
}
