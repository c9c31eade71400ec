//! What users do with their own accounts, by an access token.

use cloud::cognito::Purpose;
use serde_json::{Value, json};

use super::scene::{PASSWORD, Scene, lab_client, lab_pool, with};

const NEW: &str = "Another-horse-2";

async fn access_token(scene: &Scene, user: &str) -> Value {
    scene.confirmed(user).await;
    scene.signed_in(user, PASSWORD).await["AccessToken"].clone()
}

#[tokio::test]
async fn a_user_sees_changes_and_deletes_the_own_account() {
    let scene = Scene::start().await;
    let token = access_token(&scene, "ada").await;
    let ask = |operation: &'static str, members: Value| {
        scene.public(operation, with(json!({"AccessToken": token}), &members))
    };
    let user = ask("GetUser", json!({})).await.ok();
    assert_eq!(user["Username"], "ada");
    let attributes = user["UserAttributes"].as_array().expect("attributes");
    assert!(attributes.contains(&json!({"Name": "email_verified", "Value": "true"})), "{user}");

    let email = json!({"UserAttributes": [{"Name": "email", "Value": "ada@elsewhere.example"}]});
    let updated = ask("UpdateUserAttributes", email).await.ok();
    assert_eq!(updated["CodeDeliveryDetailsList"][0]["Destination"], "a***@e***");
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("false"));
    let letter = scene.letter();
    assert_eq!((letter.to.as_str(), letter.purpose), ("ada@elsewhere.example", Purpose::VerifyAttribute));
    let verify = |code: &str| ask("VerifyUserAttribute", json!({"AttributeName": "email", "Code": code}));
    assert_eq!(verify("x").await.refused().0, "CodeMismatchException");
    verify(&letter.code).await.ok();
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("true"));
    assert_eq!(verify(&letter.code).await.refused().0, "ExpiredCodeException");
    let resent = ask("GetUserAttributeVerificationCode", json!({"AttributeName": "email"})).await.ok();
    assert_eq!(resent["CodeDeliveryDetails"]["AttributeName"], "email");

    let proved = json!({"UserAttributes": [{"Name": "email_verified", "Value": "true"}]});
    let words = "A client attempted to write unauthorized attribute";
    assert_eq!(ask("UpdateUserAttributes", proved).await.refused(), ("NotAuthorizedException", words));

    ask("DeleteUser", json!({})).await.ok();
    assert_eq!(scene.admin_of("AdminGetUser", "ada", json!({})).await.refused().0, "UserNotFoundException");
    assert_eq!(ask("GetUser", json!({})).await.status, 400);
}

#[tokio::test]
async fn a_password_changes_for_whoever_knows_it() {
    let scene = Scene::start().await;
    let token = access_token(&scene, "ada").await;
    let change = |previous: &str, proposed: &str| {
        let members = json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed});
        scene.public("ChangePassword", members)
    };
    let wrong = ("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(change("Wrong-horse-1", NEW).await.refused(), wrong);
    let words = "Password does not conform to policy: Password must have numeric characters";
    assert_eq!(change(PASSWORD, "Another-horse").await.refused(), ("InvalidPasswordException", words));
    change(PASSWORD, NEW).await.ok();
    assert_eq!(scene.try_password("ada", NEW).await, Ok(()));
    assert_eq!(scene.try_password("ada", PASSWORD).await.expect_err("the old one").0, "NotAuthorizedException");
}

#[tokio::test]
async fn every_way_to_a_password_leads_to_the_same_one() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    scene.user("ForgotPassword", "ada", json!({})).await.ok();
    let members = json!({"ConfirmationCode": scene.letter().code, "Password": NEW});
    scene.user("ConfirmForgotPassword", "ada", members).await.ok();
    assert_eq!(scene.try_password("ada", NEW).await, Ok(()));
    scene.admin_of("AdminSetUserPassword", "ada", json!({"Password": PASSWORD, "Permanent": true})).await.ok();
    assert_eq!(scene.try_password("ada", PASSWORD).await, Ok(()));
    assert!(scene.try_password("ada", NEW).await.is_err());
}

#[tokio::test]
async fn a_client_shows_what_it_may_read_and_an_immutable_attribute_stays() {
    let schema = json!([
        {"Name": "email", "Required": true, "Mutable": true},
        {"Name": "team", "AttributeDataType": "String", "Mutable": false},
    ]);
    let pool = with(lab_pool(), &json!({ "Schema": schema }));
    let scene = Scene::of(&pool, &with(lab_client(), &json!({"ReadAttributes": ["email"]}))).await;
    let attributes = json!([{"Name": "email", "Value": "a@b.example"}, {"Name": "custom:team", "Value": "red"}]);
    scene.user("SignUp", "ada", json!({"Password": PASSWORD, "UserAttributes": attributes})).await.ok();
    scene.user("ConfirmSignUp", "ada", json!({"ConfirmationCode": scene.letter().code})).await.ok();
    let token = scene.signed_in("ada", PASSWORD).await["AccessToken"].clone();
    let user = scene.public("GetUser", json!({ "AccessToken": token })).await.ok();
    let names: Vec<&str> =
        user["UserAttributes"].as_array().expect("a list").iter().filter_map(|of| of["Name"].as_str()).collect();
    assert_eq!(names, ["sub", "email"]);
    let team = json!({"AccessToken": token, "UserAttributes": [{"Name": "custom:team", "Value": "blue"}]});
    let words = "Attributes did not conform to the schema: user.custom:team: Attribute cannot be updated.\n";
    assert_eq!(scene.public("UpdateUserAttributes", team).await.refused(), ("InvalidParameterException", words));
}

#[tokio::test]
async fn what_is_no_access_token_is_refused() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    let id_token = scene.signed_in("ada", PASSWORD).await["IdToken"].clone();
    let invalid = ("NotAuthorizedException", "Invalid Access Token");
    for token in [id_token, json!("a.b.c"), json!("x")] {
        let refused = scene.public("GetUser", json!({ "AccessToken": token })).await;
        assert_eq!(refused.refused(), invalid, "{token}");
    }
    let words =
        "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null";
    assert_eq!(scene.public("GetUser", json!({})).await.refused(), ("InvalidParameterException", words));
}
