//! What administrators do, and who is one.

use std::time::Duration;

use cloud::cognito::Purpose;
use cloud::roles::CreateRole;
use serde_json::json;

use super::scene::{PASSWORD, Scene};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

#[tokio::test]
async fn an_administrator_makes_a_user_who_gets_a_temporary_password() {
    let scene = Scene::start().await;
    let members = json!({
        "UserAttributes": [{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}],
        "DesiredDeliveryMediums": ["EMAIL"],
    });
    let made = scene.admin_of("AdminCreateUser", "ada", members.clone()).await.ok();
    assert_eq!(
        (&made["User"]["Username"], &made["User"]["UserStatus"]),
        (&json!("ada"), &json!("FORCE_CHANGE_PASSWORD"))
    );
    let letter = scene.letter();
    assert_eq!((letter.to.as_str(), letter.purpose), ("ada@example.com", Purpose::Invitation));
    let again = scene.admin_of("AdminCreateUser", "ada", members).await;
    assert_eq!(again.refused(), ("UsernameExistsException", "User account already exists"));

    let letters = scene.cloud.cognito().outbox().len();
    let quiet = json!({"MessageAction": "SUPPRESS", "TemporaryPassword": PASSWORD});
    scene.admin_of("AdminCreateUser", "bob", quiet).await.ok();
    assert_eq!(scene.cloud.cognito().outbox().len(), letters);
    let resent = scene.admin_of("AdminCreateUser", "ada", json!({"MessageAction": "RESEND"})).await.ok();
    assert_eq!(resent["User"]["Username"], "ada");

    scene.admin_of("AdminSetUserPassword", "bob", json!({"Password": PASSWORD, "Permanent": true})).await.ok();
    assert_eq!(scene.status("bob").await, "CONFIRMED");
    let resent = scene.admin_of("AdminCreateUser", "bob", json!({"MessageAction": "RESEND"})).await;
    let words = "Resend not possible. bob status is not FORCE_CHANGE_PASSWORD";
    assert_eq!(resent.refused(), ("UnsupportedUserStateException", words));
    let short = scene.admin_of("AdminSetUserPassword", "bob", json!({"Password": "Ab-1"})).await;
    let words = "Password does not conform to policy: Password not long enough";
    assert_eq!(short.refused(), ("InvalidPasswordException", words));
}

#[tokio::test]
async fn users_are_disabled_enabled_changed_and_deleted() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    scene.admin_of("AdminDisableUser", "ada", json!({})).await.ok();
    assert_eq!(scene.admin_of("AdminGetUser", "ada", json!({})).await.ok()["Enabled"], false);
    scene.admin_of("AdminEnableUser", "ada", json!({})).await.ok();
    assert_eq!(scene.admin_of("AdminGetUser", "ada", json!({})).await.ok()["Enabled"], true);

    let set = |name: &str, value: &str| {
        let members = json!({"UserAttributes": [{"Name": name, "Value": value}]});
        scene.admin_of("AdminUpdateUserAttributes", "ada", members)
    };
    set("given_name", "Ada").await.ok();
    assert_eq!(scene.attribute("ada", "given_name").await.as_deref(), Some("Ada"));
    // Another address is unproved, and gets a code.
    set("email", "ada@elsewhere.example").await.ok();
    assert_eq!(scene.attribute("ada", "email_verified").await.as_deref(), Some("false"));
    let letter = scene.letter();
    assert_eq!((letter.to.as_str(), letter.purpose), ("ada@elsewhere.example", Purpose::VerifyAttribute));

    scene.admin_of("AdminDeleteUser", "ada", json!({})).await.ok();
    let gone = ("UserNotFoundException", "User does not exist.");
    for operation in ["AdminGetUser", "AdminDeleteUser", "AdminDisableUser", "AdminEnableUser", "AdminConfirmSignUp"] {
        assert_eq!(scene.admin_of(operation, "ada", json!({})).await.refused(), gone, "{operation}");
    }
}

#[tokio::test]
async fn a_role_needs_the_action_on_the_pools_arn() {
    let scene = Scene::start().await;
    let other = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Another11";
    let role =
        scene.cloud.iam().create_role(&CreateRole { name: "chat", trust_policy: TRUST, ..CreateRole::default() });
    let role = role.expect("a role");
    let session =
        scene.cloud.iam().assume_role_for_service("lambda.amazonaws.com", &role.arn, "fn").expect("a session");
    let allow = |resource: &str| {
        let policy = json!({"Version": "2012-10-17", "Statement":
            [{"Effect": "Allow", "Action": "cognito-idp:ListUsers", "Resource": resource}]});
        scene.cloud.iam().put_role_policy("chat", "list", &policy.to_string()).expect("a policy");
    };
    let list = || scene.signed(&session, "ListUsers", json!({"UserPoolId": scene.pool}));
    let arn = format!("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{}", scene.pool);
    let words = format!(
        "User: arn:aws:sts::111122223333:assumed-role/chat/fn is not authorized to perform: cognito-idp:ListUsers on \
         resource: {arn} because no identity-based policy allows the cognito-idp:ListUsers action"
    );
    assert_eq!(list().await.refused(), ("AccessDeniedException", words.as_str()));
    allow(other);
    assert_eq!(list().await.refused().0, "AccessDeniedException");
    allow(&arn);
    assert_eq!(list().await.ok(), json!({"Users": []}));
    let event = scene.cloud.trace().pop().expect("a request");
    assert_eq!((event.service, event.operation.as_deref()), ("cognito-idp", Some("ListUsers")));
    assert_eq!(event.principal.role(), Some("chat"));
    let deleted = scene.signed(&session, "AdminDeleteUser", json!({"UserPoolId": scene.pool, "Username": "a"})).await;
    assert_eq!(deleted.refused().0, "AccessDeniedException");
}

#[tokio::test]
async fn what_users_do_needs_no_signature_and_what_administrators_do_needs_one() {
    let scene = Scene::start().await;
    for operation in ["ListUsers", "AdminGetUser", "AdminCreateUser", "DescribeUserPool", "ListUserPools"] {
        let body = json!({"UserPoolId": scene.pool, "Username": "ada", "MaxResults": 1});
        let refused = scene.public(operation, body).await;
        assert_eq!(refused.refused().0, "MissingAuthenticationTokenException", "{operation}");
    }
    let mut wrong = scene.cloud.student().clone();
    wrong.secret_access_key.push('x');
    let refused = scene.signed(&wrong, "ListUsers", json!({"UserPoolId": scene.pool})).await;
    assert_eq!(refused.refused().0, "InvalidSignatureException");
}

#[tokio::test]
async fn pools_and_clients_are_described_listed_changed_and_deleted() {
    let scene = Scene::start().await;
    let pool = scene.admin("DescribeUserPool", json!({"UserPoolId": scene.pool})).await.ok();
    let pool = &pool["UserPool"];
    assert_eq!(pool["Arn"], format!("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{}", scene.pool));
    assert_eq!(pool["AutoVerifiedAttributes"], json!(["email"]));
    let policy = json!({
        "MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
        "RequireSymbols": true, "TemporaryPasswordValidityDays": 7,
    });
    assert_eq!(pool["Policies"]["PasswordPolicy"], policy);
    let listed = scene.admin("ListUserPools", json!({"MaxResults": 10})).await.ok();
    assert_eq!((listed["UserPools"][0]["Id"].as_str(), listed.get("NextToken")), (Some(&*scene.pool), None));

    let secret = scene.another_client(&json!({"ClientName": "server", "GenerateSecret": true})).await;
    assert!(secret["ClientSecret"].as_str().is_some_and(|secret| secret.len() > 50), "{secret}");
    let of = json!({"UserPoolId": scene.pool, "ClientId": scene.client});
    let client = scene.admin("DescribeUserPoolClient", of.clone()).await.ok();
    assert_eq!(client["UserPoolClient"].get("ClientSecret"), None);
    assert_eq!(client["UserPoolClient"]["PreventUserExistenceErrors"], "ENABLED");
    // What an update does not name is AWS's default again.
    let updated = scene.admin("UpdateUserPoolClient", of.clone()).await.ok();
    assert_eq!(updated["UserPoolClient"]["PreventUserExistenceErrors"], "LEGACY");
    let listed = scene.admin("ListUserPoolClients", json!({"UserPoolId": scene.pool, "MaxResults": 1})).await.ok();
    let token = listed["NextToken"].clone();
    let rest = json!({"UserPoolId": scene.pool, "MaxResults": 1, "NextToken": token});
    let rest = scene.admin("ListUserPoolClients", rest).await.ok();
    assert_ne!(listed["UserPoolClients"], rest["UserPoolClients"]);
    assert_eq!(rest.get("NextToken"), None);

    scene.admin("DeleteUserPoolClient", of.clone()).await.ok();
    let words = format!("User pool client {} does not exist.", scene.client);
    assert_eq!(scene.admin("DescribeUserPoolClient", of).await.refused(), ("ResourceNotFoundException", &*words));
    scene.admin("DeleteUserPool", json!({"UserPoolId": scene.pool})).await.ok();
    let words = format!("User pool {} does not exist.", scene.pool);
    let gone = scene.admin("DescribeUserPool", json!({"UserPoolId": scene.pool})).await;
    assert_eq!(gone.refused(), ("ResourceNotFoundException", &*words));
}

#[tokio::test]
async fn a_reset_password_asks_for_a_code() {
    let scene = Scene::start().await;
    scene.confirmed("ada").await;
    scene.admin_of("AdminResetUserPassword", "ada", json!({})).await.ok();
    assert_eq!(scene.status("ada").await, "RESET_REQUIRED");
    let letter = scene.letter();
    assert_eq!(letter.purpose, Purpose::ForgotPassword);
    scene.wait(Duration::from_mins(59));
    let members = json!({"ConfirmationCode": letter.code, "Password": "Another-horse-2"});
    scene.user("ConfirmForgotPassword", "ada", members).await.ok();
    assert_eq!(scene.status("ada").await, "CONFIRMED");
    scene.admin_of("AdminCreateUser", "bob", json!({"MessageAction": "SUPPRESS"})).await.ok();
    let words = "User password cannot be reset in the current state.";
    let refused = scene.admin_of("AdminResetUserPassword", "bob", json!({})).await;
    assert_eq!(refused.refused(), ("NotAuthorizedException", words));
}
