//! Sessions end, and with them what their tokens may do at the pool.

use serde_json::{Value, json};

use super::support::{Pool, SITE, not_authorized, refused};

fn access(tokens: &Value) -> Value {
    json!({"AccessToken": tokens["AccessToken"]})
}

#[tokio::test]
async fn who_signs_out_everywhere_ends_all_sessions_of_that_user() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    pool.add_user("ben");
    let (phone, laptop, other) = (pool.tokens("ann").await, pool.tokens("ann").await, pool.tokens("ben").await);
    assert_eq!(pool.call("GlobalSignOut", access(&phone)).await, Ok(json!({})));
    for tokens in [&phone, &laptop] {
        assert_eq!(pool.call("GlobalSignOut", access(tokens)).await, not_authorized("Access Token has been revoked"));
        assert_eq!(pool.refresh(tokens).await, not_authorized("Refresh Token has been revoked"));
    }
    assert!(pool.refresh(&other).await.is_ok());
    // Who only looks at signature and time, as API Gateway does, does not notice.
    let id = laptop["IdToken"].as_str().expect("a token");
    assert!(pool.cloud.cognito().verify_id(&[&pool.id], id).is_ok());
    assert!(pool.refresh(&pool.tokens("ann").await).await.is_ok(), "a new session");
}

#[tokio::test]
async fn an_administrator_signs_a_user_out() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    pool.admin("AdminUserGlobalSignOut", json!({"Username": "ann"}));
    assert_eq!(pool.refresh(&tokens).await, not_authorized("Refresh Token has been revoked"));
    let nobody = pool.try_admin("AdminUserGlobalSignOut", json!({"Username": "nobody"}));
    assert_eq!(nobody, refused("UserNotFoundException", "User does not exist."));
}

#[tokio::test]
async fn a_revoked_refresh_token_takes_its_own_session_along() {
    let mut pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let (first, second) = (pool.tokens("ann").await, pool.tokens("ann").await);
    let request = json!({"ClientId": pool.client_id, "Token": first["RefreshToken"]});
    assert_eq!(pool.call("RevokeToken", request.clone()).await, Ok(json!({})));
    assert_eq!(pool.call("RevokeToken", request).await, Ok(json!({})), "twice is as once");
    assert_eq!(pool.refresh(&first).await, not_authorized("Refresh Token has been revoked"));
    assert_eq!(pool.call("GlobalSignOut", access(&first)).await, not_authorized("Access Token has been revoked"));
    assert!(pool.refresh(&second).await.is_ok());

    let request = json!({"ClientId": pool.client_id, "Token": second["AccessToken"]});
    let answer = pool.call("RevokeToken", request).await.expect_err("refused");
    assert_eq!(answer.0, "UnsupportedTokenTypeException");
    let own = std::mem::take(&mut pool.client_id);
    let other = pool.new_client(json!({"ExplicitAuthFlows": SITE}));
    let request = json!({"ClientId": other, "Token": second["RefreshToken"]});
    assert_eq!(pool.call("RevokeToken", request).await.expect_err("refused").0, "UnauthorizedException");
    pool.client_id = own;
    assert!(pool.refresh(&second).await.is_ok(), "another client did not end it");
}

#[tokio::test]
async fn only_a_users_own_access_token_acts_for_them() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    let with = |token: &Value| pool.call("GlobalSignOut", json!({"AccessToken": token}));
    let invalid = not_authorized("Invalid Access Token");
    assert_eq!(with(&tokens["IdToken"]).await, invalid);
    assert_eq!(with(&json!("a.b.c")).await, invalid);
    let mut altered = tokens["AccessToken"].as_str().expect("a token").to_owned();
    altered.truncate(altered.len() - 4);
    altered.push_str("AAAA");
    assert_eq!(with(&json!(altered)).await, not_authorized("Could not verify signature for Access Token"));
    let answer = with(&json!("not a token")).await.expect_err("refused");
    assert_eq!(answer.0, "InvalidParameterException", "{answer:?}");

    pool.admin("AdminDisableUser", json!({"Username": "ann"}));
    assert_eq!(with(&tokens["AccessToken"]).await, not_authorized("User is disabled."));
    pool.admin("AdminDeleteUser", json!({"Username": "ann"}));
    assert_eq!(with(&tokens["AccessToken"]).await, refused("UserNotFoundException", "User does not exist."));
}
