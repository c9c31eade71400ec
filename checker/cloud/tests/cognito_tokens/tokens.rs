//! What stands in the tokens, and how long they count.

use std::time::{Duration, SystemTime};

use cloud::cognito::Refusal;
use serde_json::{Value, json};

use super::support::{PASSWORD, Pool, SITE, claims, part};

fn names(claims: &Value) -> Vec<&str> {
    claims.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
#[tokio::test]
async fn the_id_token_tells_who_the_user_is() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    let id = claims(&tokens["IdToken"]);
    assert_eq!(
        names(&id),
        [
            "sub",
            "email",
            "email_verified",
            "iss",
            "cognito:username",
            "origin_jti",
            "aud",
            "event_id",
            "token_use",
            "auth_time",
            "exp",
            "iat",
            "jti"
        ]
    );
    assert_eq!(id["iss"], format!("https://cognito-idp.eu-central-1.amazonaws.com/{}", pool.id));
    assert_eq!(id["aud"], pool.client_id);
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["cognito:username"], "ann");
    assert_eq!((&id["email"], &id["email_verified"]), (&json!("ann@example.com"), &json!(true)));
    let time = |claim: &str| id[claim].as_u64().expect("a number");
    assert_eq!(time("exp") - time("iat"), 3600);
    assert_eq!(time("auth_time"), time("iat"));
    let user = pool.admin("AdminGetUser", json!({"Username": "ann"}));
    assert!(user["UserAttributes"].as_array().expect("a list").contains(&json!({"Name": "sub", "Value": id["sub"]})));
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>
#[tokio::test]
async fn the_access_token_tells_no_audience_and_no_address() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
    assert_eq!(
        names(&access),
        [
            "sub",
            "iss",
            "client_id",
            "origin_jti",
            "event_id",
            "token_use",
            "scope",
            "auth_time",
            "exp",
            "iat",
            "jti",
            "username"
        ]
    );
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["client_id"], pool.client_id);
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert_eq!(access["username"], "ann");
    for shared in ["sub", "iss", "origin_jti", "event_id", "auth_time"] {
        assert_eq!(access[shared], id[shared], "{shared}");
    }
    assert_ne!(access["jti"], id["jti"]);
    let [id, access] = ["IdToken", "AccessToken"].map(|name| part(&tokens[name], 0));
    assert_eq!((&id["alg"], &access["alg"]), (&json!("RS256"), &json!("RS256")));
    assert_ne!(id["kid"], access["kid"], "a key for each kind");
}

#[tokio::test]
async fn the_client_says_how_long_tokens_count_and_which_attributes_they_tell() {
    let pool = Pool::with(json!({
        "ExplicitAuthFlows": SITE, "IdTokenValidity": 10, "AccessTokenValidity": 20, "RefreshTokenValidity": 2,
        "TokenValidityUnits": {"IdToken": "minutes", "AccessToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email_verified"], "EnableTokenRevocation": false,
    }))
    .await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
    let lifetime = |claims: &Value| claims["exp"].as_u64().zip(claims["iat"].as_u64()).map(|(exp, iat)| exp - iat);
    assert_eq!((lifetime(&id), lifetime(&access)), (Some(600), Some(1200)));
    assert_eq!(tokens["ExpiresIn"], 1200);
    assert_eq!((id.get("email"), &id["email_verified"]), (None, &json!(true)));
    assert_eq!((id.get("origin_jti"), access.get("origin_jti")), (None, None));
    pool.cloud.cognito().advance(Duration::from_mins(119));
    assert!(pool.refresh(&tokens).await.is_ok());
    pool.cloud.cognito().advance(Duration::from_mins(1));
    assert!(pool.refresh(&tokens).await.is_err());
}

#[tokio::test]
async fn names_with_any_letters_come_through() {
    let pool = Pool::with_flows(SITE).await;
    for name in ["O\"Brien", "zoë", "日本", "a\\b", "<b>"] {
        pool.add_user(name);
        let tokens = pool.tokens(name).await;
        assert_eq!(claims(&tokens["IdToken"])["cognito:username"], name);
    }
}

#[tokio::test]
async fn a_token_whose_life_is_over_is_made_for_checks() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let pools = pool.cloud.cognito();
    let issued = SystemTime::now() - Duration::from_hours(2);
    let tokens = pools.tokens_of(&pool.id, &pool.client_id, "ann", issued).expect("tokens");
    assert!(matches!(pools.verify_id(&[&pool.id], &tokens.id), Err(Refusal::Expired { .. })));
    let answer = pool.call("GlobalSignOut", json!({"AccessToken": tokens.access})).await;
    assert_eq!(answer, super::support::not_authorized("Access Token has expired"));
    let now = pools.tokens_of(&pool.id, &pool.client_id, "ann", SystemTime::now()).expect("tokens");
    assert!(pools.verify_id(&[&pool.id], &now.id).is_ok());
    assert!(pools.tokens_of(&pool.id, &pool.client_id, "nobody", issued).is_err());
    assert!(pool.sign_in("ann", PASSWORD).await.is_ok());
}
