//! The flows that send the password, the first password of who was invited, and refresh.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{ALL, PASSWORD, Pool, SITE, claims, not_authorized, refused};

fn parameters(name: &str, password: &str) -> Value {
    json!({"USERNAME": name, "PASSWORD": password})
}

#[tokio::test]
async fn a_password_that_is_sent_is_compared() {
    let pool = Pool::with_flows(ALL).await;
    pool.add_user("ann");
    let answer = pool.initiate("USER_PASSWORD_AUTH", parameters("ann", PASSWORD)).await.expect("tokens");
    assert_eq!(claims(&answer["AuthenticationResult"]["IdToken"])["cognito:username"], "ann");
    let wrong = not_authorized("Incorrect username or password.");
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", parameters("ann", "Wrong-horse-1")).await, wrong);
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", parameters("nobody", PASSWORD)).await, wrong);
    let missing = refused("InvalidParameterException", "Missing required parameter PASSWORD");
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", json!({"USERNAME": "ann"})).await, missing);
}

#[tokio::test]
async fn an_administrator_signs_users_in_by_flows_of_its_own() {
    let pool = Pool::with_flows(ALL).await;
    pool.add_user("ann");
    let request = |flow: &str| json!({"AuthFlow": flow, "ClientId": pool.client_id, "AuthParameters": parameters("ann", PASSWORD)});
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let answer = pool.admin("AdminInitiateAuth", request(flow));
        assert!(answer["AuthenticationResult"]["IdToken"].is_string(), "{flow}");
    }
    let answer = pool.try_admin("AdminInitiateAuth", request("USER_PASSWORD_AUTH"));
    assert_eq!(answer, refused("InvalidParameterException", "Initiate Auth method not supported."));
    // Without a signature nobody is an administrator.
    let mut unsigned = request("ADMIN_USER_PASSWORD_AUTH");
    unsigned["UserPoolId"] = json!(pool.id);
    let answer = pool.call("AdminInitiateAuth", unsigned).await.expect_err("refused");
    assert_eq!(answer.0, "MissingAuthenticationTokenException", "{answer:?}");
}

#[tokio::test]
async fn flows_that_nobody_can_use_here_are_refused_in_aws_words() {
    let pool = Pool::with(json!({"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]})).await;
    let answer = pool.initiate("CUSTOM_AUTH", json!({"USERNAME": "ann"})).await;
    let words = "Custom auth lambda trigger is not configured for the user pool.";
    assert_eq!(answer, refused("InvalidParameterException", words));
    let answer = pool.initiate("USER_AUTH", json!({"USERNAME": "ann"})).await.expect_err("refused");
    assert_eq!(answer.0, "InvalidParameterException");
}

#[tokio::test]
async fn who_may_not_sign_in_is_told_why() {
    let pool = Pool::with_flows(ALL).await;
    let sign_up = json!({
        "ClientId": pool.client_id, "Username": "new", "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": "new@example.com"}],
    });
    pool.call("SignUp", sign_up).await.expect("signed up");
    let unconfirmed = refused("UserNotConfirmedException", "User is not confirmed.");
    assert_eq!(pool.sign_in("new", PASSWORD).await, unconfirmed);
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", parameters("new", PASSWORD)).await, unconfirmed);
    // The proof is checked first: who does not know the password is not told.
    assert_eq!(pool.sign_in("new", "Wrong-horse-1").await, not_authorized("Incorrect username or password."));
    pool.admin("AdminConfirmSignUp", json!({"Username": "new"}));
    assert!(pool.sign_in("new", PASSWORD).await.is_ok());

    pool.admin("AdminDisableUser", json!({"Username": "new"}));
    assert_eq!(pool.sign_in("new", PASSWORD).await, not_authorized("User is disabled."));
    pool.add_user("ann");
    pool.admin("AdminResetUserPassword", json!({"Username": "ann"}));
    let reset = refused("PasswordResetRequiredException", "Password reset required for the user");
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", parameters("ann", PASSWORD)).await, reset);
}

#[tokio::test]
async fn who_was_invited_chooses_a_password_first() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_invited("ann", "Temporary-1");
    let challenge = pool.sign_in("ann", "Temporary-1").await.expect("a challenge");
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!(challenge["ChallengeParameters"]["USER_ID_FOR_SRP"], "ann");
    let attributes = challenge["ChallengeParameters"]["userAttributes"].as_str().expect("JSON as text");
    let attributes: Value = serde_json::from_str(attributes).expect("JSON");
    assert_eq!(attributes["email"], "ann@example.com");
    let session = challenge["Session"].as_str().expect("a session");

    let new = |password: &str| json!({"USERNAME": "ann", "NEW_PASSWORD": password});
    let answer = pool.respond("NEW_PASSWORD_REQUIRED", new("short"), Some(session)).await.expect_err("refused");
    assert_eq!(answer.0, "InvalidPasswordException", "{answer:?}");
    let answer = pool.respond("NEW_PASSWORD_REQUIRED", new(PASSWORD), Some(&"x".repeat(20))).await;
    assert_eq!(answer, not_authorized("Invalid session for the user."));
    let answer = pool.respond("NEW_PASSWORD_REQUIRED", new(PASSWORD), Some(session)).await.expect("tokens");
    assert!(answer["AuthenticationResult"]["IdToken"].is_string());
    let answer = pool.respond("NEW_PASSWORD_REQUIRED", new("Another-horse-1"), Some(session)).await;
    assert_eq!(answer, not_authorized("Invalid session for the user, session can only be used once."));
    assert!(pool.sign_in("ann", PASSWORD).await.is_ok());
    assert_eq!(pool.sign_in("ann", "Temporary-1").await, not_authorized("Incorrect username or password."));
}

#[tokio::test]
async fn an_invitation_and_a_session_do_not_wait_for_ever() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_invited("ann", "Temporary-1");
    let challenge = pool.sign_in("ann", "Temporary-1").await.expect("a challenge");
    pool.cloud.cognito().advance(Duration::from_mins(3));
    let new = json!({"USERNAME": "ann", "NEW_PASSWORD": PASSWORD});
    let answer = pool.respond("NEW_PASSWORD_REQUIRED", new, challenge["Session"].as_str()).await;
    assert_eq!(answer, not_authorized("Invalid session for the user, session is expired."));
    pool.cloud.cognito().advance(Duration::from_hours(7 * 24));
    let expired = "Temporary password has expired and must be reset by an administrator.";
    assert_eq!(pool.sign_in("ann", "Temporary-1").await, not_authorized(expired));
}

#[tokio::test]
async fn a_refresh_token_gets_new_tokens_and_no_new_refresh_token() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    pool.cloud.cognito().advance(Duration::from_hours(2));
    let answer = pool.refresh(&tokens).await.expect("tokens");
    let fresh = &answer["AuthenticationResult"];
    assert_eq!(fresh.get("RefreshToken"), None);
    let (old, new) = (claims(&tokens["IdToken"]), claims(&fresh["IdToken"]));
    for kept in ["sub", "auth_time", "origin_jti", "event_id"] {
        assert_eq!(old[kept], new[kept], "{kept}");
    }
    assert_ne!(old["jti"], new["jti"]);
    assert!(pool.cloud.cognito().verify_id(&[&pool.id], fresh["IdToken"].as_str().expect("a token")).is_ok());

    let request = json!({"ClientId": pool.client_id, "RefreshToken": tokens["RefreshToken"]});
    let answer = pool.call("GetTokensFromRefreshToken", request).await.expect("tokens");
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}

#[tokio::test]
async fn a_refresh_token_that_does_not_count_is_told_why() {
    let mut pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let tokens = pool.tokens("ann").await;
    let invalid = not_authorized("Invalid Refresh Token");
    assert_eq!(pool.refresh(&json!({"RefreshToken": "no.token"})).await, invalid);
    assert_eq!(pool.refresh(&json!({"RefreshToken": tokens["IdToken"]})).await, invalid);
    let own = std::mem::take(&mut pool.client_id);
    pool.client_id = pool.new_client(json!({"ExplicitAuthFlows": SITE}));
    assert_eq!(pool.refresh(&tokens).await, invalid, "another client's");
    pool.client_id = own;

    pool.admin("AdminDisableUser", json!({"Username": "ann"}));
    assert_eq!(pool.refresh(&tokens).await, not_authorized("User is disabled."));
    pool.admin("AdminEnableUser", json!({"Username": "ann"}));
    assert_eq!(pool.refresh(&tokens).await, not_authorized("Refresh Token has been revoked"));
    let tokens = pool.tokens("ann").await;
    pool.cloud.cognito().advance(Duration::from_hours(30 * 24));
    assert_eq!(pool.refresh(&tokens).await, not_authorized("Refresh Token has expired"));

    let tokens = pool.tokens("ann").await;
    pool.admin("AdminDeleteUser", json!({"Username": "ann"}));
    assert_eq!(pool.refresh(&tokens).await, refused("UserNotFoundException", "User does not exist."));
    // Whoever takes the name later is somebody else.
    pool.add_user("ann");
    assert_eq!(pool.refresh(&tokens).await, refused("UserNotFoundException", "User does not exist."));
}

#[tokio::test]
async fn a_client_with_a_secret_wants_its_hash() {
    let pool = Pool::with(json!({"ExplicitAuthFlows": ALL, "GenerateSecret": true})).await;
    pool.add_user("ann");
    let client = &pool.client_id;
    let answer = pool.sign_in("ann", PASSWORD).await;
    let words = format!("Client {client} is configured with secret but SECRET_HASH was not received");
    assert_eq!(answer, not_authorized(&words));
    let mut with_hash = parameters("ann", PASSWORD);
    with_hash["SECRET_HASH"] = json!("AAAA");
    let answer = pool.initiate("USER_PASSWORD_AUTH", with_hash.clone()).await;
    assert_eq!(answer, not_authorized(&format!("Unable to verify secret hash for client {client}")));

    let described = pool.admin("DescribeUserPoolClient", json!({"ClientId": client}));
    let secret = described["UserPoolClient"]["ClientSecret"].as_str().expect("a secret");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let hash = ring::hmac::sign(&key, format!("ann{client}").as_bytes());
    with_hash["SECRET_HASH"] = json!(base64_simd::STANDARD.encode_to_string(hash));
    let answer = pool.initiate("USER_PASSWORD_AUTH", with_hash.clone()).await.expect("tokens");
    let refresh = &answer["AuthenticationResult"]["RefreshToken"];
    let parameters = json!({"REFRESH_TOKEN": refresh, "SECRET_HASH": with_hash["SECRET_HASH"]});
    assert!(pool.initiate("REFRESH_TOKEN_AUTH", parameters).await.is_ok());
    let without = pool.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": refresh})).await;
    assert_eq!(without, not_authorized(&words));
}
