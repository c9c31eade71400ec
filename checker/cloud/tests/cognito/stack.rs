//! Pools and clients of a template.

use std::collections::BTreeMap;

use cloud::template::{Inputs, Stack, Template};
use cloud::{Cloud, Config, CreateFailed, STUDENT_ACCOUNT};
use serde_json::json;

const TEMPLATE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  ChatUserPool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: ChatPool
      AutoVerifiedAttributes: [email]
      Schema:
        - Name: email
          Required: true
          Mutable: true
      Policies:
        PasswordPolicy:
          MinimumLength: 8
          RequireNumbers: "true"
  ChatUserPoolClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ChatUserPool
      ClientName: site
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
Outputs:
  Pool: {Value: !Ref ChatUserPool}
  Client: {Value: !Ref ChatUserPoolClient}
  Arn: {Value: !GetAtt ChatUserPool.Arn}
  Name: {Value: !GetAtt ChatUserPool.ProviderName}
  Url: {Value: !GetAtt ChatUserPool.ProviderURL}
"#;

fn resolve(text: &str) -> Stack {
    let include = |name: &str| Err(format!("{name} is not there"));
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 7,
        include: &include,
    };
    let told = |diagnostics: Vec<cloud::template::Diagnostic>| {
        diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    Template::parse(text, "template.yaml")
        .and_then(|template| template.resolve(&inputs))
        .unwrap_or_else(|errors| panic!("{}", told(errors)))
}

async fn deploy(text: &str) -> (Cloud, Stack, Vec<CreateFailed>) {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let stack = resolve(text);
    let failures = cloud.deploy(&stack, &|_| None);
    (cloud, stack, failures)
}

/// Replaces a text of the template, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(TEMPLATE.contains(old), "{old}");
    TEMPLATE.replacen(old, new, 1)
}

#[tokio::test]
async fn a_pool_and_its_client_are_made_as_the_template_says() {
    let (cloud, stack, failures) = deploy(TEMPLATE).await;
    assert!(failures.is_empty(), "{failures:?}");
    let output = |name: &str| stack.output(name).expect("an output");
    let pool = output("Pool");
    let (region, letters) = pool.split_once('_').expect("an underscore");
    assert_eq!((region, letters.len()), ("eu-central-1", 9), "{pool}");
    assert!(letters.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{pool}");
    assert_eq!(output("Arn"), format!("arn:aws:cognito-idp:eu-central-1:{STUDENT_ACCOUNT}:userpool/{pool}"));
    assert_eq!(output("Name"), format!("cognito-idp.eu-central-1.amazonaws.com/{pool}"));
    assert_eq!(output("Url"), format!("https://cognito-idp.eu-central-1.amazonaws.com/{pool}"));
    assert_eq!(output("Client").len(), 26);

    let described = cloud.cognito().call("DescribeUserPool", &json!({"UserPoolId": pool})).expect("it is there");
    let described = &described["UserPool"];
    assert_eq!((&described["Name"], &described["AutoVerifiedAttributes"]), (&json!("ChatPool"), &json!(["email"])));
    let policy = &described["Policies"]["PasswordPolicy"];
    // What a policy does not mention it does not require.
    assert_eq!((&policy["RequireNumbers"], &policy["RequireSymbols"]), (&json!(true), &json!(false)));
    let of = json!({"UserPoolId": pool, "ClientId": output("Client")});
    let client = cloud.cognito().call("DescribeUserPoolClient", &of).expect("it is there");
    let client = &client["UserPoolClient"];
    assert_eq!(client["ExplicitAuthFlows"], json!(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]));
    assert_eq!((&client["ClientName"], client.get("ClientSecret")), (&json!("site"), None));
}

#[tokio::test]
async fn ids_are_the_same_in_each_run() {
    let (first, second) = (resolve(TEMPLATE), resolve(TEMPLATE));
    for output in ["Pool", "Client"] {
        assert_eq!(first.output(output), second.output(output));
    }
}

#[tokio::test]
async fn users_stay_when_the_stack_is_deployed_again() {
    let (cloud, stack, _) = deploy(TEMPLATE).await;
    let user = json!({"UserPoolId": stack.output("Pool"), "Username": "ada", "MessageAction": "SUPPRESS"});
    cloud.cognito().call("AdminCreateUser", &user).expect("a user");
    assert!(cloud.deploy(&resolve(&with("MinimumLength: 8", "MinimumLength: 12")), &|_| None).is_empty());
    let users = cloud.cognito().call("ListUsers", &json!({"UserPoolId": stack.output("Pool")})).expect("users");
    assert_eq!(users["Users"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_update_changes_pool_and_client_and_keeps_the_users() {
    let (cloud, stack, _) = deploy(TEMPLATE).await;
    let pool = stack.output("Pool").expect("a pool");
    let user = json!({"UserPoolId": pool, "Username": "ada", "MessageAction": "SUPPRESS"});
    cloud.cognito().call("AdminCreateUser", &user).expect("a user");
    let updated = resolve(&with("MinimumLength: 8", "MinimumLength: 12").replace("ENABLED", "LEGACY"));
    assert!(cloud.update(&stack, &updated, &|_| None).is_empty());
    let described = cloud.cognito().call("DescribeUserPool", &json!({"UserPoolId": pool})).expect("it is there");
    assert_eq!(described["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"], 12);
    assert_eq!(described["UserPool"]["EstimatedNumberOfUsers"], 1);
    let of = json!({"UserPoolId": pool, "ClientId": stack.output("Client")});
    let client = cloud.cognito().call("DescribeUserPoolClient", &of).expect("it is there");
    assert_eq!(client["UserPoolClient"]["PreventUserExistenceErrors"], "LEGACY");

    let another = with("AutoVerifiedAttributes: [email]", "UsernameAttributes: [email]");
    let failures = cloud.update(&updated, &resolve(&another), &|_| None);
    assert_eq!(
        failures[0].error.message,
        "Invalid request provided: Updates are not allowed for property - UsernameAttributes."
    );

    let empty = resolve("Resources:\n  Data:\n    Type: AWS::S3::Bucket\n");
    assert!(cloud.update(&updated, &empty, &|_| None).is_empty());
    assert!(cloud.cognito().call("DescribeUserPool", &json!({"UserPoolId": pool})).is_err());
}

#[tokio::test]
async fn what_cognito_does_not_make_is_refused_with_its_place() {
    let table = [
        (
            with("AutoVerifiedAttributes: [email]", "UsernameAttributes: [email]\n      AliasAttributes: [email]"),
            "AWS::Cognito::UserPool",
            "Only one of the aliasAttributes or usernameAttributes can be set in a User Pool.",
            "AliasAttributes",
        ),
        (
            with(
                "          Mutable: true\n",
                "          Mutable: true\n        - Name: team\n          Required: true\n",
            ),
            "AWS::Cognito::UserPool",
            "Required custom attributes are not supported currently.",
            "Schema",
        ),
        (
            with("ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"),
            "AWS::Cognito::UserPoolClient",
            "You can't assign these legacy ExplicitAuthFlows values to user pool clients at the same time as values that \
             begin with ALLOW_: ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH",
            "ExplicitAuthFlows",
        ),
        (
            with("ClientName: site", "AccessTokenValidity: 25"),
            "AWS::Cognito::UserPoolClient",
            "Invalid range for token validity.",
            "AccessTokenValidity",
        ),
        (
            with("UserPoolId: !Ref ChatUserPool", "UserPoolId: eu-central-1_Nobodys11"),
            "AWS::Cognito::UserPoolClient",
            "User pool eu-central-1_Nobodys11 does not exist.",
            "UserPoolId",
        ),
    ];
    for (text, resource_type, message, property) in table {
        let (_, _, failures) = deploy(&text).await;
        let [failed] = failures.as_slice() else { panic!("{message}: {failures:?}") };
        assert_eq!((failed.resource_type.as_str(), failed.error.message.as_str()), (resource_type, message));
        let line = text.lines().nth(failed.at.line - 1).unwrap_or_default();
        let before = text.lines().nth(failed.at.line.saturating_sub(2)).unwrap_or_default();
        assert!(line.contains(property) || before.contains(property), "{message}: {:?} {line}", failed.at);
        let service = "(Service: CognitoIdentityProvider, Status Code: 400)";
        assert!(failed.to_string().ends_with(service), "{failed}");
    }
}

#[tokio::test]
async fn a_password_below_six_letters_is_refused_before_anything_is_made() {
    let text = with("MinimumLength: 8", "MinimumLength: 5");
    let include = |_: &str| Err(String::new());
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 7,
        include: &include,
    };
    let refused = Template::parse(&text, "template.yaml").and_then(|template| template.resolve(&inputs));
    let told = refused.expect_err("refused").iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("MinimumLength"), "{told}");
}

#[tokio::test]
async fn what_is_not_emulated_gives_one_note() {
    let stack = resolve(&with(
        "      UserPoolName: ChatPool\n",
        "      UserPoolName: ChatPool\n      EmailVerificationSubject: Hello\n",
    ));
    let notes: Vec<String> = stack.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("EmailVerificationSubject"), "{notes:?}");
}
