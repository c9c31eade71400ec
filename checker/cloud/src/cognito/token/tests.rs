use std::time::Duration;

use super::super::keys::Keys;
use super::*;
use crate::Config;

const POOL: &str = "eu-central-1_TokenTst1";
const OTHER: &str = "eu-central-1_TokenTst2";

fn id_claims(pools: &UserPools) -> Value {
    let now = seconds(pools.now());
    json!({
        "sub": "a-user", "aud": "a-client", "token_use": "id", "iss": pools.issuer(POOL), "iat": now, "exp": now + 3600,
    })
}

/// The claims with some of them changed; `null` takes one away.
fn changed(mut claims: Value, changes: &Value) -> Value {
    let claims_of = claims.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            claims_of.remove(name);
        } else {
            claims_of.insert(name.clone(), value.clone());
        }
    }
    claims
}

fn encode(text: &str) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(text)
}

#[test]
fn what_the_pool_signed_counts() {
    let pools = UserPools::new(&Config::default());
    let token = pools.sign(POOL, TokenUse::Id, &id_claims(&pools));
    let verified = pools.verify_id(&[OTHER, POOL], &token).expect("verified");
    assert_eq!(verified.pool_id, POOL);
    assert_eq!(verified.text("sub"), Some("a-user"));
}

#[test]
fn every_fault_is_told_apart() {
    let pools = UserPools::new(&Config::default());
    let now = seconds(pools.now());
    let refusal = |changes: &Value| {
        let token = pools.sign(POOL, TokenUse::Id, &changed(id_claims(&pools), changes));
        pools.verify_id(&[POOL], &token).expect_err("refused")
    };
    // The clock goes on meanwhile.
    let is_expired =
        |exp: u64| matches!(refusal(&json!({"exp": exp})), Refusal::Expired { expired, .. } if expired == exp);
    assert!(is_expired(now - 10) && is_expired(now));
    for claim in ["iat", "nbf"] {
        let refused = refusal(&json!({(claim): now + 600}));
        assert!(matches!(refused, Refusal::NotYet { begins, .. } if begins == now + 600), "{claim}: {refused}");
    }
    let other = Refusal::Issuer { found: pools.issuer(OTHER), wanted: vec![pools.issuer(POOL)] };
    assert_eq!(refusal(&json!({"iss": pools.issuer(OTHER)})), other);
    let access = Refusal::TokenUse { found: "access".to_owned(), wanted: TokenUse::Id };
    assert_eq!(refusal(&json!({"token_use": "access"})), access);
    for name in ["iss", "exp", "iat", "token_use", "sub", "aud"] {
        let missing = refusal(&json!({(name): null}));
        assert!(matches!(missing, Refusal::Claim(found) if found == name), "{name}: {missing:?}");
        let of_another_type = refusal(&json!({(name): []}));
        assert!(matches!(of_another_type, Refusal::Claim(found) if found == name), "{name}: {of_another_type:?}");
    }
    assert!(matches!(refusal(&json!({"exp": "9999999999"})), Refusal::Claim("exp")), "text is no time");
    assert!(matches!(refusal(&json!({"exp": -1})), Refusal::Claim("exp")));
    assert!(matches!(refusal(&json!({"exp": 1e300})), Refusal::Claim("exp")));
}

#[test]
fn an_access_token_is_none_for_apps_and_an_id_token_none_for_access() {
    let pools = UserPools::new(&Config::default());
    let id = pools.sign(POOL, TokenUse::Id, &id_claims(&pools));
    let claims = json!({"token_use": "access", "aud": null, "client_id": "a-client", "scope": "a b"});
    let access = pools.sign(POOL, TokenUse::Access, &changed(id_claims(&pools), &claims));
    let verified = pools.verify_access(&[POOL], &access).expect("verified");
    assert_eq!(verified.scopes().collect::<Vec<_>>(), ["a", "b"]);
    assert!(matches!(pools.verify_id(&[POOL], &access), Err(Refusal::TokenUse { wanted: TokenUse::Id, .. })));
    assert!(matches!(pools.verify_access(&[POOL], &id), Err(Refusal::TokenUse { wanted: TokenUse::Access, .. })));
}

#[test]
fn nothing_but_the_pools_own_signature_counts() {
    let pools = UserPools::new(&Config::default());
    let claims = id_claims(&pools);
    let token = pools.sign(POOL, TokenUse::Id, &claims);
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("three parts") };
    let refusal = |token: &str| pools.verify_id(&[POOL], token).expect_err("refused");

    let altered = changed(claims.clone(), &json!({"sub": "somebody"})).to_string();
    assert_eq!(refusal(&format!("{header}.{}.{signature}", encode(&altered))), Refusal::Signature);
    assert_eq!(refusal(&format!("{header}.{payload}.")), Refusal::Signature);
    let other = pools.sign(OTHER, TokenUse::Id, &claims);
    assert!(matches!(refusal(&other), Refusal::UnknownKey(_)), "another pool's key with this pool's name");

    let kid = with_keys(POOL, |keys| keys.of(TokenUse::Id).kid.clone());
    for algorithm in ["none", "None", "HS256", "RS512", "rs256", ""] {
        let header = encode(&json!({"kid": kid, "alg": algorithm}).to_string());
        let refused = refusal(&format!("{header}.{payload}.{signature}"));
        assert_eq!(refused, Refusal::Algorithm(algorithm.to_owned()));
    }
    // The classic confusion: the public key as the secret of an HMAC.
    let public = with_keys(POOL, Keys::public).to_string();
    let header = encode(&json!({"kid": kid, "alg": "HS256"}).to_string());
    let message = format!("{header}.{payload}");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public.as_bytes());
    let forged = base64_simd::URL_SAFE_NO_PAD.encode_to_string(ring::hmac::sign(&key, message.as_bytes()));
    assert_eq!(refusal(&format!("{message}.{forged}")), Refusal::Algorithm("HS256".to_owned()));
    // A key that the token brings along is not looked at.
    let header = json!({"alg": "RS256", "jwk": {"kty": "RSA"}, "jku": "http://127.0.0.1/keys", "kid": "../../keys"});
    let refused = refusal(&format!("{}.{payload}.{signature}", encode(&header.to_string())));
    assert_eq!(refused, Refusal::UnknownKey("../../keys".to_owned()));
}

#[test]
fn what_is_no_token_is_told_why() {
    let pools = UserPools::new(&Config::default());
    let token = pools.sign(POOL, TokenUse::Id, &id_claims(&pools));
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("three parts") };
    let list = encode("[1]");
    for (given, words) in [
        (String::new(), "1 parts"),
        ("token".to_owned(), "1 parts"),
        ("..".to_owned(), "header is no JSON"),
        (format!("{header}.{payload}"), "2 parts"),
        (format!("{token}.{token}"), "6 parts"),
        (format!("Bearer {token}"), "header is not Base64"),
        (format!(" {token}"), "space"),
        (format!("{token}\n"), "space"),
        (format!("{header}.{payload}.{signature}="), "signature is not Base64"),
        (format!("{header}.pay load.{signature}"), "payload is not Base64"),
        (format!("{list}.{payload}.{signature}"), "header is no JSON object"),
        (format!("{header}.{list}.{signature}"), "payload is no JSON object"),
        (format!("{}.{payload}.{signature}", encode(r#"{"alg":"RS256","crit":["exp"]}"#)), "crit"),
        (format!("{header}.{}.{signature}", encode(&"[".repeat(20_000))), "payload is no JSON"),
        ("é.ü.🔑".to_owned(), "Base64"),
        ("a".repeat(1_000_000), "64 KiB"),
    ] {
        let refused = pools.verify_id(&[POOL], &given).expect_err("refused");
        let Refusal::Malformed(message) = &refused else { panic!("{given}: {refused:?}") };
        assert!(message.contains(words), "{given}: {message}");
    }
}

#[test]
fn a_token_expires_by_the_pools_clock() {
    let pools = UserPools::new(&Config::default());
    let token = pools.sign(POOL, TokenUse::Id, &id_claims(&pools));
    assert!(pools.verify_id(&[POOL], &token).is_ok());
    pools.advance(Duration::from_hours(1));
    let refused = pools.verify_id(&[POOL], &token).expect_err("expired");
    assert!(matches!(refused, Refusal::Expired { .. }), "{refused}");
}
