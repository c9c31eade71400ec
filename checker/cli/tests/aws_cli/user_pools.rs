//! User pools: a user signs up and confirms, an administrator makes another, both are listed.

use serde_json::{Value, json};

use crate::scene::{Scene, error};

const PASSWORD: &str = "Correct-horse-1";

/// A pool and a client as the lab makes them: their ids.
async fn pool(scene: &Scene) -> (String, String) {
    let made = scene
        .json(&[
            "cognito-idp",
            "create-user-pool",
            "--pool-name",
            "ChatPool",
            "--auto-verified-attributes",
            "email",
            "--schema",
            "Name=email,Required=true,Mutable=true",
        ])
        .await;
    let pool = made["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let made = scene
        .json(&[
            "cognito-idp",
            "create-user-pool-client",
            "--user-pool-id",
            &pool,
            "--client-name",
            "site",
            "--prevent-user-existence-errors",
            "ENABLED",
            "--explicit-auth-flows",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ])
        .await;
    (pool, made["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned())
}

async fn sign_up(scene: &Scene, client: &str, user: &str) -> Value {
    let email = format!("Name=email,Value={user}@example.com");
    let arguments = ["cognito-idp", "sign-up", "--client-id", client, "--username", user, "--password", PASSWORD];
    scene.json(&[&arguments[..], &["--user-attributes", &email]].concat()).await
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_user_signs_up_and_confirms_and_an_administrator_makes_another() {
    let scene = Scene::new().await;
    let (pool, client) = pool(&scene).await;
    let signed_up = sign_up(&scene, &client, "ada").await;
    assert_eq!(signed_up["UserConfirmed"], false);
    assert_eq!(signed_up["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let code = scene.cloud.cognito().outbox().pop().expect("a letter").code;
    let confirm =
        ["cognito-idp", "confirm-sign-up", "--client-id", &client, "--username", "ada", "--confirmation-code", &code];
    scene.done(&confirm).await;

    let of_bob = ["--user-pool-id", &pool, "--username", "bob"];
    let made = scene
        .json(&[&["cognito-idp", "admin-create-user"], &of_bob[..], &["--message-action", "SUPPRESS"]].concat())
        .await;
    assert_eq!(made["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let password = ["--password", PASSWORD, "--permanent"];
    scene.done(&[&["cognito-idp", "admin-set-user-password"], &of_bob[..], &password[..]].concat()).await;

    let listed = scene.json(&["cognito-idp", "list-users", "--user-pool-id", &pool]).await;
    let users = listed["Users"].as_array().expect("users").iter();
    let users: Vec<_> = users.map(|user| json!([user["Username"], user["UserStatus"], user["Enabled"]])).collect();
    assert_eq!(users, [json!(["ada", "CONFIRMED", true]), json!(["bob", "CONFIRMED", true])]);
    // Version 1 of the AWS CLI shows the number as it came, version 2 a date.
    let created = &listed["Users"][0]["UserCreateDate"];
    assert!(created.is_f64() || created.as_str().is_some_and(|date| date.starts_with("20")), "{listed}");
    let filter = ["cognito-idp", "list-users", "--user-pool-id", &pool, "--filter", "username = \"bob\""];
    assert_eq!(scene.json(&filter).await["Users"].as_array().map(Vec::len), Some(1));
    // The AWS CLI follows the tokens of the pages itself.
    let pages = ["cognito-idp", "list-users", "--user-pool-id", &pool, "--page-size", "1"];
    assert_eq!(scene.json(&pages).await["Users"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn refusals_are_told_in_cognitos_words() {
    let scene = Scene::new().await;
    let (pool, client) = pool(&scene).await;
    sign_up(&scene, &client, "ada").await;
    let sign_in = [
        "cognito-idp",
        "initiate-auth",
        "--auth-flow",
        "USER_PASSWORD_AUTH",
        "--client-id",
        &client,
        "--auth-parameters",
        "USERNAME=nobody,PASSWORD=Correct-horse-1",
    ];
    let told = scene.refused(&sign_in).await;
    assert_eq!(told, error("NotAuthorizedException", "InitiateAuth", "Incorrect username or password."));
    let confirm =
        ["cognito-idp", "confirm-sign-up", "--client-id", &client, "--username", "ada", "--confirmation-code", "x"];
    let words = "Invalid verification code provided, please try again.";
    assert_eq!(scene.refused(&confirm).await, error("CodeMismatchException", "ConfirmSignUp", words));
    let get = ["cognito-idp", "admin-get-user", "--user-pool-id", &pool, "--username", "nobody"];
    let told = scene.refused(&get).await;
    assert_eq!(told, error("UserNotFoundException", "AdminGetUser", "User does not exist."));
}
