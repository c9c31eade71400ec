//! The refusals, each with the source of its words.

use base64_simd::STANDARD;
use ring::hmac;
use serde_json::{Value, json};

use super::scene::{PASSWORD, Scene, lab_client, lab_pool, with};

/// Operation, members, error, message, source.
type Row = (&'static str, Value, &'static str, String, &'static str);

fn row(operation: &'static str, members: Value, code: &'static str, message: &str, source: &'static str) -> Row {
    (operation, members, code, message.to_owned(), source)
}

/// `[{"Name": …, "Value": …}]`.
fn attributes(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

async fn check(scene: &Scene, rows: Vec<Row>) {
    for (operation, members, code, message, source) in rows {
        let name = members["Username"].as_str().unwrap_or("ada").to_owned();
        let answer = scene.user(operation, &name, members.clone()).await;
        assert_eq!(answer.refused(), (code, message.as_str()), "{operation} {members} ({source})");
    }
}

#[tokio::test]
async fn a_sign_up_is_refused_in_the_words_of_aws() {
    let scene = Scene::start().await;
    scene.sign_up("taken").await.ok();
    let invalid = "InvalidParameterException";
    let email = attributes(&[("email", "ada@example.com")]);
    let sign_up = |members: Value| with(json!({"Password": PASSWORD, "UserAttributes": email}), &members);
    let password = |broken: &str, password: &str| {
        let message = format!("Password did not conform with policy: {broken}");
        let members = sign_up(json!({"Password": password}));
        row(
            "SignUp",
            members,
            "InvalidPasswordException",
            &message,
            "getmoto/moto: test_sign_up_existing_user, public logs",
        )
    };
    let rows = vec![
        password("Password not long enough", "Ab-1"),
        password("Password must have uppercase characters", "correct-horse-1"),
        password("Password must have lowercase characters", "CORRECT-HORSE-1"),
        password("Password must have numeric characters", "Correct-horse"),
        password("Password must have symbol characters", "CorrectHorse1"),
        row(
            "SignUp",
            sign_up(json!({"Username": "taken"})),
            "UsernameExistsException",
            "User already exists",
            "aws_verified tests of getmoto/moto",
        ),
        row(
            "SignUp",
            json!({"Password": PASSWORD}),
            invalid,
            "Attributes did not conform to the schema: emails: The attribute emails is required\n",
            "public logs of 2025",
        ),
        row(
            "SignUp",
            sign_up(json!({"UserAttributes": attributes(&[("email", "ada")])})),
            invalid,
            "Invalid email address format.",
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"UserAttributes": attributes(&[("email", "a@b.example"), ("phone_number", "0123")])})),
            invalid,
            "Invalid phone number format.",
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"UserAttributes": attributes(&[("email", "a@b.example"), ("custom:team", "a")])})),
            invalid,
            "Attributes did not conform to the schema: custom:team: Attribute does not exist in the schema.\n",
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"UserAttributes": attributes(&[("email", "a@b.example"), ("email_verified", "true")])})),
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute",
            "aws-amplify/amplify-js#3919",
        ),
        row(
            "SignUp",
            sign_up(json!({"Password": "x"})),
            invalid,
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: ^[\\S]+.*[\\S]+$",
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"SecretHash": "c2VjcmV0"})),
            "NotAuthorizedException",
            &format!("Unable to verify secret hash for client {}", scene.client),
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"ClientId": "nobodysclient"})),
            "ResourceNotFoundException",
            "User pool client nobodysclient does not exist.",
            "public logs",
        ),
        row(
            "SignUp",
            sign_up(json!({"ClientId": "no client"})),
            invalid,
            "1 validation error detected: Value 'no client' at 'clientId' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\w+]+",
            "public logs",
        ),
    ];
    check(&scene, rows).await;
}

#[tokio::test]
async fn where_only_administrators_make_users_nobody_signs_up() {
    let pool = with(lab_pool(), &json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}));
    let scene = Scene::of(&pool, &lab_client()).await;
    let words = "SignUp is not permitted for this user pool";
    assert_eq!(scene.sign_up("ada").await.refused(), ("NotAuthorizedException", words));
}

#[tokio::test]
async fn a_client_with_a_secret_needs_its_hash() {
    let scene = Scene::start().await;
    let client = scene.another_client(&json!({"ClientName": "server", "GenerateSecret": true})).await;
    let (id, secret) =
        (client["ClientId"].as_str().expect("an id"), client["ClientSecret"].as_str().expect("a secret"));
    let hash = |name: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        STANDARD.encode_to_string(hmac::sign(&key, format!("{name}{id}").as_bytes()))
    };
    let members = |hash: Value| {
        let email = attributes(&[("email", "ada@example.com")]);
        json!({"ClientId": id, "Password": PASSWORD, "UserAttributes": email, "SecretHash": hash})
    };
    let none = format!("Client {id} is configured with secret but SECRET_HASH was not received");
    let wrong = format!("Unable to verify secret hash for client {id}");
    let refused = scene.user("SignUp", "ada", members(Value::Null)).await;
    assert_eq!(refused.refused(), ("NotAuthorizedException", none.as_str()), "aws-amplify/amplify-android#2504");
    let refused = scene.user("SignUp", "ada", members(json!(hash("eve")))).await;
    assert_eq!(refused.refused(), ("NotAuthorizedException", wrong.as_str()), "aws_verified tests of getmoto/moto");
    scene.user("SignUp", "ada", members(json!(hash("ada")))).await.ok();
}

#[tokio::test]
async fn a_list_is_refused_in_the_words_of_aws() {
    let scene = Scene::start().await;
    let invalid = "InvalidParameterException";
    let table = [
        (
            json!({"Limit": 61}),
            "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less \
             than or equal to 60",
        ),
        (
            json!({"UserPoolId": "ChatPool"}),
            "1 validation error detected: Value 'ChatPool' at 'userPoolId' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
        ),
        (
            json!({"UserPoolId": null}),
            "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
        ),
        (json!({"Filter": "email"}), "Error while parsing filter"),
        (json!({"Filter": r#"custom:team = "a""#}), "Invalid search attribute: custom:team"),
        (json!({"PaginationToken": "x"}), "Invalid pagination token."),
    ];
    for (members, message) in table {
        let asked = with(json!({"UserPoolId": scene.pool}), &members);
        assert_eq!(scene.admin("ListUsers", asked).await.refused(), (invalid, message), "{members}");
    }
    let asked = json!({"UserPoolId": "eu-central-1_Nobodys11"});
    let words = "User pool eu-central-1_Nobodys11 does not exist.";
    assert_eq!(scene.admin("ListUsers", asked).await.refused(), ("ResourceNotFoundException", words));
}
