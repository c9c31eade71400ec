//! From sign-up to a confirmed user.

use std::time::Duration;

use cloud::cognito::Purpose;
use serde_json::{Value, json};

use super::scene::{PASSWORD, Scene, lab_client, lab_pool, with};

#[tokio::test]
async fn a_user_signs_up_gets_a_code_and_confirms() {
    let scene = Scene::start().await;
    let answer = scene.sign_up("ada").await.ok();
    assert_eq!(answer["UserConfirmed"], false);
    let details = json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"});
    assert_eq!(answer["CodeDeliveryDetails"], details);
    let letter = scene.letter();
    assert_eq!((letter.to.as_str(), letter.user.as_str(), letter.purpose), ("ada@example.com", "ada", Purpose::SignUp));
    assert_eq!(letter.pool_id, scene.pool);
    assert_eq!((letter.code.len(), letter.code.bytes().all(|digit| digit.is_ascii_digit())), (6, true));
    assert_eq!(scene.status("ada").await, "UNCONFIRMED");
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("false"));

    let wrong = if letter.code == "000000" { "000001" } else { "000000" };
    let refused = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": wrong})).await;
    assert_eq!(refused.refused(), ("CodeMismatchException", "Invalid verification code provided, please try again."));
    let confirmed = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": letter.code})).await.ok();
    assert_eq!(confirmed, json!({}));
    assert_eq!(scene.status("ada").await, "CONFIRMED");
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("true"));
    assert_eq!(scene.attribute("ada", "sub").await.as_deref(), answer["UserSub"].as_str());

    let again = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": letter.code})).await;
    let words = "User cannot be confirmed. Current status is CONFIRMED";
    assert_eq!(again.refused(), ("NotAuthorizedException", words));
}

#[tokio::test]
async fn a_code_counts_for_a_day_and_a_new_one_takes_its_place() {
    let scene = Scene::start().await;
    scene.sign_up("ada").await.ok();
    let first = scene.letter().code;
    scene.wait(Duration::from_hours(24));
    let late = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": first})).await;
    assert_eq!(late.refused(), ("ExpiredCodeException", "Invalid code provided, please request a code again."));
    let resent = scene.user("ResendConfirmationCode", "ada", json!({})).await.ok();
    assert_eq!(resent["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let second = scene.letter().code;
    assert_ne!(first, second);
    let old = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": first})).await;
    assert_eq!(old.refused().0, "CodeMismatchException");
    scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": second})).await.ok();
    let resent = scene.user("ResendConfirmationCode", "ada", json!({})).await;
    assert_eq!(resent.refused(), ("InvalidParameterException", "User is already confirmed."));
}

#[tokio::test]
async fn without_an_attribute_to_verify_nobody_gets_a_code_and_an_administrator_confirms() {
    let scene = Scene::of(&json!({"PoolName": "ChatPool"}), &lab_client()).await;
    let answer = scene.sign_up("ada").await.ok();
    assert_eq!((&answer["UserConfirmed"], &answer["CodeDeliveryDetails"]), (&json!(false), &Value::Null));
    assert_eq!(scene.cloud.cognito().outbox(), []);
    let resent = scene.user("ResendConfirmationCode", "ada", json!({})).await;
    let words = "Cannot resend codes. Auto verification not turned on.";
    assert_eq!(resent.refused(), ("NotAuthorizedException", words));
    let typed = scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": "123456"})).await;
    assert_eq!(typed.refused().0, "ExpiredCodeException");
    scene.admin_of("AdminConfirmSignUp", "ada", json!({})).await.ok();
    assert_eq!(scene.status("ada").await, "CONFIRMED");
    // Nobody has proved the address.
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("false"));
}

#[tokio::test]
async fn names_are_told_apart_by_case_unless_the_pool_says_otherwise() {
    let scene = Scene::start().await;
    scene.sign_up("ada").await.ok();
    scene.sign_up("Ada").await.ok();
    let pool = with(lab_pool(), &json!({"UsernameConfiguration": {"CaseSensitive": false}}));
    let scene = Scene::of(&pool, &lab_client()).await;
    scene.sign_up("ada").await.ok();
    assert_eq!(scene.sign_up("ADA").await.refused(), ("UsernameExistsException", "User already exists"));
    let code = scene.letter().code;
    scene.user("ConfirmSignUp", "Ada", json!({"ConfirmationCode": code})).await.ok();
}

#[tokio::test]
async fn where_users_sign_up_with_an_address_it_is_an_attribute_and_the_name_is_the_sub() {
    let pool = with(lab_pool(), &json!({"UsernameAttributes": ["email"]}));
    let scene = Scene::of(&pool, &lab_client()).await;
    let sign_up = |name: &'static str| scene.user("SignUp", name, json!({"Password": PASSWORD}));
    let answer = sign_up("ada@example.com").await.ok();
    let user = scene.admin_of("AdminGetUser", "ada@example.com", json!({})).await.ok();
    assert_eq!(user["Username"], answer["UserSub"]);
    assert_eq!(scene.attribute("ada@example.com", "email").await.as_deref(), Some("ada@example.com"));
    let words = "An account with the given email already exists.";
    assert_eq!(sign_up("ada@example.com").await.refused(), ("UsernameExistsException", words));
    assert_eq!(sign_up("ada").await.refused(), ("InvalidParameterException", "Username should be an email."));
    let code = scene.letter().code;
    scene.user("ConfirmSignUp", "ada@example.com", json!({"ConfirmationCode": code})).await.ok();
}

#[tokio::test]
async fn an_alias_is_of_the_user_who_proved_it() {
    let pool = with(lab_pool(), &json!({"AliasAttributes": ["email"]}));
    let scene = Scene::of(&pool, &lab_client()).await;
    let words = "Username cannot be of email format, since user pool is configured for email alias.";
    assert_eq!(scene.sign_up("ada@example.com").await.refused(), ("InvalidParameterException", words));
    let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
    let members = json!({"Password": PASSWORD, "UserAttributes": attributes});
    scene.user("SignUp", "ada", members.clone()).await.ok();
    let code = scene.letter().code;
    scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": code})).await.ok();
    assert_eq!(scene.admin_of("AdminGetUser", "ada@example.com", json!({})).await.ok()["Username"], "ada");

    // The same address again is told only when its code comes back: until then nobody learns that it has an account.
    scene.user("SignUp", "eve", members).await.ok();
    let code = scene.letter().code;
    let refused = scene.user("ConfirmSignUp", "eve", json!({"ConfirmationCode": code})).await;
    assert_eq!(refused.refused(), ("AliasExistsException", "An account with the given email already exists."));
    let forced = json!({"ConfirmationCode": code, "ForceAliasCreation": true});
    scene.user("ConfirmSignUp", "eve", forced).await.ok();
    assert_eq!(scene.admin_of("AdminGetUser", "ada@example.com", json!({})).await.ok()["Username"], "eve");
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("false"));
}
