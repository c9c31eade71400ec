//! `jsonwebtoken` verifies.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, decode, decode_header};
use serde_json::Value;

use crate::pool::Pool;

const PASSWORD: &str = "Correct-horse-1";

/// As a service does that lets in whom a pool signed in.
fn verify(pool: &Pool, token: &str, audience: Option<&str>) -> jsonwebtoken::errors::Result<TokenData<Value>> {
    let keys: JwkSet = serde_json::from_value(pool.pools.public_keys(&pool.id)).expect("a JWK set");
    let kid = decode_header(token)?.kid.expect("a kid");
    let key = keys.find(&kid).expect("a published key");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[pool.pools.issuer(&pool.id)]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    match audience {
        Some(audience) => validation.set_audience(&[audience]),
        None => validation.validate_aud = false,
    }
    decode(token, &DecodingKey::from_jwk(key)?, &validation)
}

#[test]
fn both_tokens_are_verified_with_the_published_keys() {
    let pool = Pool::new(false);
    pool.add_user("ann", PASSWORD);
    let tokens = pool.sign_in("ann", PASSWORD).expect("tokens");
    let text = |name: &str| tokens[name].as_str().expect("a token");
    let id = verify(&pool, text("IdToken"), Some(&pool.client_id)).expect("verified");
    assert_eq!(id.header.alg, Algorithm::RS256);
    assert_eq!(id.claims["cognito:username"], "ann");
    let access = verify(&pool, text("AccessToken"), None).expect("verified");
    assert_eq!(access.claims["client_id"], *pool.client_id);
    let other = verify(&pool, text("IdToken"), Some("another-client")).expect_err("refused");
    assert_eq!(*other.kind(), ErrorKind::InvalidAudience);
}

#[test]
fn an_altered_token_is_refused() {
    let pool = Pool::new(false);
    pool.add_user("ann", PASSWORD);
    let tokens = pool.sign_in("ann", PASSWORD).expect("tokens");
    let token = tokens["IdToken"].as_str().expect("a token");
    let (message, signature) = token.rsplit_once('.').expect("a signature");
    let (header, _) = message.split_once('.').expect("claims");
    let others = tokens["AccessToken"].as_str().and_then(|token| token.split('.').nth(1)).expect("claims");
    let forged = format!("{header}.{others}.{signature}");
    assert_eq!(*verify(&pool, &forged, None).expect_err("refused").kind(), ErrorKind::InvalidSignature);
}
