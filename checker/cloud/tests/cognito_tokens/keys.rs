//! What whoever verifies tokens fetches, and that the tokens are signed with it.

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

use super::support::{Pool, SITE, part};

fn decode(value: &Value) -> Vec<u8> {
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(value.as_str().expect("text").as_bytes()).expect("Base64")
}

#[tokio::test]
async fn tokens_are_verified_by_the_published_keys() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let discovery = pool.get(&format!("/{}/.well-known/openid-configuration", pool.id)).await;
    let discovery: Value = serde_json::from_slice(&discovery.bytes().await.expect("a body")).expect("JSON");
    assert_eq!(discovery["issuer"], format!("https://cognito-idp.eu-central-1.amazonaws.com/{}", pool.id));
    let path = discovery["jwks_uri"].as_str().and_then(|uri| uri.strip_prefix(&pool.cloud.endpoint())).expect("here");
    let response = pool.get(path).await;
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("cache-control"), "public, max-age=86400");
    let set: Value = serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON");
    let keys = set["keys"].as_array().expect("a list");
    assert_eq!(keys.len(), 2);

    let tokens = pool.tokens("ann").await;
    for name in ["IdToken", "AccessToken"] {
        let kid = part(&tokens[name], 0)["kid"].clone();
        let key = keys.iter().find(|key| key["kid"] == kid).expect("a published key");
        for (member, value) in [("kty", "RSA"), ("alg", "RS256"), ("use", "sig"), ("e", "AQAB")] {
            assert_eq!(key[member], value);
        }
        let (message, signature) = tokens[name].as_str().and_then(|token| token.rsplit_once('.')).expect("a token");
        let key = RsaPublicKeyComponents { n: decode(&key["n"]), e: decode(&key["e"]) };
        let signature = decode(&json!(signature));
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).expect("the key's signature");
    }
}

#[tokio::test]
async fn a_pool_that_is_not_there_has_no_keys() {
    let pool = Pool::with_flows(SITE).await;
    let response = pool.get("/eu-central-1_NotThere1/.well-known/jwks.json").await;
    assert_eq!(response.status(), 400);
    let text = String::from_utf8(response.bytes().await.expect("a body").to_vec()).expect("text");
    assert_eq!(text, r#"{"message":"User pool eu-central-1_NotThere1 does not exist."}"#);
}

#[tokio::test]
async fn aws_own_host_name_leads_to_the_same_keys() {
    let pool = Pool::with_flows(SITE).await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let response = client
        .get(format!("{}/{}/.well-known/jwks.json", pool.cloud.endpoint(), pool.id))
        .header("host", "cognito-idp.eu-central-1.amazonaws.com")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200);
    let event = pool.cloud.trace().pop().expect("a request");
    assert_eq!((event.service, event.operation.as_deref()), ("cognito-idp", Some("jwks.json")));
}
