//! A forgotten password, and who is told what about whom.

use std::time::Duration;

use cloud::cognito::Purpose;
use serde_json::json;

use super::scene::{Scene, lab_client, lab_pool, with};

const NEW: &str = "Another-horse-2";

#[tokio::test]
async fn the_code_that_a_proved_address_gets_sets_another_password() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    let answer = scene.user("ForgotPassword", "ada", json!({})).await.ok();
    let details = json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"});
    assert_eq!(answer["CodeDeliveryDetails"], details);
    let letter = scene.letter();
    assert_eq!((letter.to.as_str(), letter.purpose), ("ada@example.com", Purpose::ForgotPassword));
    let confirm = |code: &str, password: &str| {
        scene.user("ConfirmForgotPassword", "ada", json!({"ConfirmationCode": code, "Password": password}))
    };
    assert_eq!(confirm("x", NEW).await.refused().0, "CodeMismatchException");
    let words = "Password does not conform to policy: Password not long enough";
    assert_eq!(confirm(&letter.code, "Ab-1").await.refused(), ("InvalidPasswordException", words));
    assert_eq!(confirm(&letter.code, NEW).await.ok(), json!({}));
    // A code counts once.
    assert_eq!(confirm(&letter.code, NEW).await.refused().0, "ExpiredCodeException");
}

#[tokio::test]
async fn the_code_counts_for_an_hour() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    scene.user("ForgotPassword", "ada", json!({})).await.ok();
    let code = scene.letter().code;
    scene.wait(Duration::from_hours(1));
    let late = scene.user("ConfirmForgotPassword", "ada", json!({"ConfirmationCode": code, "Password": NEW})).await;
    assert_eq!(late.refused(), ("ExpiredCodeException", "Invalid code provided, please request a code again."));
}

#[tokio::test]
async fn a_client_that_prevents_it_tells_nobody_who_is_there() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    scene.confirmed("off").await;
    scene.admin_of("AdminDisableUser", "off", json!({})).await.ok();
    scene.sign_up("new").await.ok();
    let letters = scene.cloud.cognito().outbox().len();
    // Nobody, disabled, without a proved address: each the same answer, and no letter.
    for name in ["nobody", "off", "new"] {
        let answer = scene.user("ForgotPassword", name, json!({})).await.ok();
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL", "{name}");
        let again = scene.user("ForgotPassword", name, json!({})).await.ok();
        assert_eq!(again, answer, "{name}");
    }
    assert_eq!(scene.cloud.cognito().outbox().len(), letters);
    let confirm = json!({"ConfirmationCode": "123456", "Password": NEW});
    for name in ["nobody", "off"] {
        let refused = scene.user("ConfirmForgotPassword", name, confirm.clone()).await;
        assert_eq!(refused.refused().0, "CodeMismatchException", "{name}");
    }
    let unasked = scene.user("ConfirmForgotPassword", "ada", confirm.clone()).await;
    assert_eq!(unasked.refused().0, "ExpiredCodeException");
    let resent = scene.user("ResendConfirmationCode", "nobody", json!({})).await.ok();
    assert_eq!(resent["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    let confirmed = scene.user("ConfirmSignUp", "nobody", json!({"ConfirmationCode": "123456"})).await;
    assert_eq!(confirmed.refused().0, "ExpiredCodeException");
}

#[tokio::test]
async fn a_legacy_client_tells() {
    let scene = Scene::of(&lab_pool(), &with(lab_client(), &json!({"PreventUserExistenceErrors": "LEGACY"}))).await;
    scene.confirmed("off").await;
    scene.admin_of("AdminDisableUser", "off", json!({})).await.ok();
    scene.sign_up("new").await.ok();
    let nobody = ("UserNotFoundException", "Username/client id combination not found.");
    let unproved = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    let code = json!({"ConfirmationCode": "123456"});
    let confirm = json!({"ConfirmationCode": "123456", "Password": NEW});
    let table = [
        ("ForgotPassword", "nobody", json!({}), nobody),
        ("ForgotPassword", "off", json!({}), ("NotAuthorizedException", "User is disabled.")),
        ("ForgotPassword", "new", json!({}), ("InvalidParameterException", unproved)),
        ("ConfirmForgotPassword", "nobody", confirm.clone(), nobody),
        ("ConfirmForgotPassword", "off", confirm, ("NotAuthorizedException", "User is disabled.")),
        ("ConfirmSignUp", "nobody", code, nobody),
        ("ResendConfirmationCode", "nobody", json!({}), nobody),
    ];
    for (operation, name, members, told) in table {
        assert_eq!(scene.user(operation, name, members).await.refused(), told, "{operation} {name}");
    }
}
