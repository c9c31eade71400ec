//! Sign-in by SRP, and what is refused.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::support::{ALL, PASSWORD, Pool, SITE, answer_of, not_authorized, prove, refused};

const WRONG: &str = "Incorrect username or password.";

#[tokio::test]
async fn the_password_is_proved_and_tokens_come() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
    assert_eq!(challenge["USER_ID_FOR_SRP"], "ann");
    assert_eq!(challenge["USERNAME"], "ann");
    let proof = prove(&client, &challenge, PASSWORD, SystemTime::now());
    let answer = pool.respond("PASSWORD_VERIFIER", answer_of(&challenge, &proof), None).await.expect("tokens");
    let result = &answer["AuthenticationResult"];
    assert_eq!((&result["ExpiresIn"], &result["TokenType"]), (&json!(3600), &json!("Bearer")));
    for token in ["AccessToken", "IdToken", "RefreshToken"] {
        assert!(result[token].is_string(), "{token}");
    }
    assert_eq!(answer["ChallengeParameters"], json!({}));
}

#[tokio::test]
async fn a_wrong_password_and_everything_else_that_does_not_fit_are_told_alike() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    pool.add_user("ben");
    assert_eq!(pool.sign_in("ann", "Wrong-horse-1").await, not_authorized(WRONG));
    for (member, value) in [
        ("USERNAME", json!("ben")),
        ("PASSWORD_CLAIM_SECRET_BLOCK", json!("bm90IGEgYmxvY2s=")),
        ("PASSWORD_CLAIM_SECRET_BLOCK", json!("no Base64!")),
        ("PASSWORD_CLAIM_SIGNATURE", json!("AAAA")),
        ("PASSWORD_CLAIM_SIGNATURE", json!("no Base64!")),
        ("TIMESTAMP", json!("Tue Sep 5 00:09:40 UTC 2017")),
        ("TIMESTAMP", json!("Tue Sep 05 00:09:40 UTC 2017")),
    ] {
        let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
        let mut answer = answer_of(&challenge, &prove(&client, &challenge, PASSWORD, SystemTime::now()));
        answer[member] = value.clone();
        let answer = pool.respond("PASSWORD_VERIFIER", answer, None).await;
        assert_eq!(answer, not_authorized(WRONG), "{member}: {value}");
        pool.cloud.cognito().advance(Duration::from_mins(30));
    }
}

#[tokio::test]
async fn a_proof_counts_once_and_for_three_minutes() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
    let answer = answer_of(&challenge, &prove(&client, &challenge, PASSWORD, SystemTime::now()));
    assert!(pool.respond("PASSWORD_VERIFIER", answer.clone(), None).await.is_ok());
    assert_eq!(pool.respond("PASSWORD_VERIFIER", answer, None).await, not_authorized(WRONG));

    let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
    let answer = answer_of(&challenge, &prove(&client, &challenge, PASSWORD, SystemTime::now()));
    pool.cloud.cognito().advance(Duration::from_mins(3));
    assert_eq!(pool.respond("PASSWORD_VERIFIER", answer, None).await, not_authorized(WRONG));
}

#[tokio::test]
async fn a_proof_for_one_client_is_none_for_another() {
    let mut pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
    let answer = answer_of(&challenge, &prove(&client, &challenge, PASSWORD, SystemTime::now()));
    pool.client_id = pool.new_client(json!({"ExplicitAuthFlows": SITE}));
    assert_eq!(pool.respond("PASSWORD_VERIFIER", answer, None).await, not_authorized(WRONG));
}

#[tokio::test]
async fn what_is_missing_or_unreadable_is_told() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let missing = |name: &str| refused("InvalidParameterException", &format!("Missing required parameter {name}"));
    assert_eq!(pool.initiate("USER_SRP_AUTH", json!({"SRP_A": "ab"})).await, missing("USERNAME"));
    assert_eq!(pool.initiate("USER_SRP_AUTH", json!({"USERNAME": "ann"})).await, missing("SRP_A"));
    let (client, challenge) = pool.begin_srp("ann").await.expect("a challenge");
    let answer = answer_of(&challenge, &prove(&client, &challenge, PASSWORD, SystemTime::now()));
    for name in ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"] {
        let mut answer = answer.clone();
        answer.as_object_mut().expect("an object").remove(name);
        assert_eq!(pool.respond("PASSWORD_VERIFIER", answer, None).await, missing(name));
    }
    let mut unreadable = answer;
    unreadable["TIMESTAMP"] = json!("2017-09-05T00:09:40Z");
    let message = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";
    let answer = pool.respond("PASSWORD_VERIFIER", unreadable, None).await;
    assert_eq!(answer, refused("InvalidParameterException", message));
    // A number that the prime divides would let anybody in who sends it.
    for srp_a in ["0", "00", "no number", &"f".repeat(5_000)] {
        let answer = pool.initiate("USER_SRP_AUTH", json!({"USERNAME": "ann", "SRP_A": srp_a})).await;
        assert_eq!(answer.expect_err("refused").0, "InvalidParameterException", "{srp_a}");
    }
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>
#[tokio::test]
async fn who_is_not_there_is_not_told_where_the_client_says_so() {
    let pool = Pool::with_flows(SITE).await;
    pool.add_user("ann");
    let (_, challenge) = pool.begin_srp("nobody").await.expect("a challenge");
    let (_, again) = pool.begin_srp("nobody").await.expect("a challenge");
    let (_, other) = pool.begin_srp("nobody-else").await.expect("a challenge");
    assert_eq!(challenge["SALT"], again["SALT"], "the same salt each time");
    assert_eq!(challenge["USER_ID_FOR_SRP"], again["USER_ID_FOR_SRP"]);
    assert_ne!(challenge["SRP_B"], again["SRP_B"]);
    assert_ne!(challenge["SALT"], other["SALT"]);
    assert_eq!(challenge["USER_ID_FOR_SRP"].as_str().map(str::len), Some(36), "a UUID");
    assert_eq!(pool.sign_in("nobody", PASSWORD).await, not_authorized(WRONG));

    let legacy = Pool::with(json!({"ExplicitAuthFlows": SITE})).await;
    let answer = legacy.sign_in("nobody", PASSWORD).await;
    assert_eq!(answer, refused("UserNotFoundException", "User does not exist."));
}

#[tokio::test]
async fn the_sub_is_no_name_to_sign_in_with() {
    let pool = Pool::with(json!({"ExplicitAuthFlows": SITE})).await;
    pool.add_user("ann");
    let sub = super::support::claims(&pool.tokens("ann").await["IdToken"])["sub"].clone();
    let answer = pool.sign_in(sub.as_str().expect("text"), PASSWORD).await;
    assert_eq!(answer, refused("UserNotFoundException", "User does not exist."));
}

#[tokio::test]
async fn too_many_wrong_passwords_lock_whatever_the_flow() {
    let pool = Pool::with_flows(ALL).await;
    pool.add_user("ann");
    for _ in 0..5 {
        assert_eq!(pool.sign_in("ann", "Wrong-horse-1").await, not_authorized(WRONG));
    }
    let locked = not_authorized("Password attempts exceeded");
    assert_eq!(pool.sign_in("ann", PASSWORD).await, locked);
    let parameters = json!({"USERNAME": "ann", "PASSWORD": PASSWORD});
    assert_eq!(pool.initiate("USER_PASSWORD_AUTH", parameters).await, locked);
    pool.cloud.cognito().advance(Duration::from_secs(1));
    assert!(pool.sign_in("ann", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_flow_must_be_open() {
    let pool = Pool::with_flows(&["ALLOW_USER_PASSWORD_AUTH"]).await;
    pool.add_user("ann");
    let answer = pool.sign_in("ann", PASSWORD).await;
    assert_eq!(answer, refused("InvalidParameterException", "USER_SRP_AUTH is not enabled for the client."));
    let answer = pool.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": "a"})).await;
    assert_eq!(answer, refused("InvalidParameterException", "Auth flow not enabled for this client"));

    let pool = Pool::with_flows(SITE).await;
    let parameters = json!({"USERNAME": "ann", "PASSWORD": PASSWORD});
    let answer = pool.initiate("USER_PASSWORD_AUTH", parameters.clone()).await;
    assert_eq!(answer, refused("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"));
    let answer = pool.initiate("ADMIN_USER_PASSWORD_AUTH", parameters.clone()).await;
    assert_eq!(answer, refused("InvalidParameterException", "Initiate Auth method not supported."));
    let answer = pool.initiate("PASSWORD", parameters).await.expect_err("refused");
    assert!(answer.1.contains("at 'authFlow' failed to satisfy constraint"), "{answer:?}");
}
