//! Who one is, and what IAM tells of roles and policies.

use cloud::roles::CreateRole;
use serde_json::json;

use crate::scene::{BUCKET, Scene, error};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const READ: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;
const LOGS: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const WHO: [&str; 2] = ["sts", "get-caller-identity"];

fn make_role(scene: &Scene) -> String {
    let roles = scene.cloud.iam();
    let role = CreateRole { name: "chat-lambda-data", trust_policy: TRUST, ..CreateRole::default() };
    let arn = roles.create_role(&role).expect("a role").arn;
    roles.attach_role_policy("chat-lambda-data", LOGS).expect("attached");
    roles.put_role_policy("chat-lambda-data", "chat-s3-access", READ).expect("a policy");
    arn
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn the_caller_is_the_student_or_a_roles_session() {
    let scene = Scene::with_bucket().await;
    let who = scene.json(&WHO).await;
    assert_eq!(
        who,
        json!({
            "UserId": "AIDACOURSELABSTUDENT0",
            "Account": "111122223333",
            "Arn": "arn:aws:iam::111122223333:user/student",
        })
    );
    let arn = make_role(&scene);
    let session = scene.cloud.iam().assume_role_for_service("lambda.amazonaws.com", &arn, "conversations");
    let session = session.expect("a session");
    let token = session.session_token.as_deref().expect("a token");
    let variables = [
        ("AWS_ACCESS_KEY_ID", session.access_key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", session.secret_access_key.as_str()),
        ("AWS_SESSION_TOKEN", token),
    ];
    let arn = "arn:aws:sts::111122223333:assumed-role/chat-lambda-data/conversations";
    let asked = [&WHO[..], &["--query", "Arn", "--output", "text"]].concat();
    assert_eq!(scene.aws_as(&asked, &variables).await.stdout.trim(), arn);
    let list = scene.aws_as(&["s3", "ls", &format!("s3://{BUCKET}")], &variables).await;
    assert_eq!(
        list.stderr.trim(),
        error(
            "AccessDenied",
            "ListObjectsV2",
            &format!(
                "User: {arn} is not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::{BUCKET}\" because \
                 no identity-based policy allows the s3:ListBucket action"
            )
        )
    );
    let invalid = "The security token included in the request is invalid.";
    let mistyped = scene.aws_as(&WHO, &[("AWS_ACCESS_KEY_ID", "AKIANOBODYHASTHISKEY")]).await;
    assert_eq!(mistyped.stderr.trim(), error("InvalidClientTokenId", "GetCallerIdentity", invalid));
    let without = scene.aws_as(&WHO, &variables[..2]).await;
    assert_eq!(without.stderr.trim(), error("InvalidClientTokenId", "GetCallerIdentity", invalid));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn iam_tells_of_roles_and_policies() {
    let scene = Scene::new().await;
    let arn = make_role(&scene);
    let role = scene.json(&["iam", "get-role", "--role-name", "chat-lambda-data", "--query", "Role"]).await;
    assert_eq!(role["Arn"], json!(arn));
    assert_eq!(
        role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"],
        json!({"Service": "lambda.amazonaws.com"})
    );
    assert_eq!(role["MaxSessionDuration"], json!(3600));
    let attached = scene.json(&["iam", "list-attached-role-policies", "--role-name", "chat-lambda-data"]).await;
    assert_eq!(
        attached,
        json!({"AttachedPolicies": [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": LOGS}]})
    );
    let inline = scene.json(&["iam", "list-role-policies", "--role-name", "chat-lambda-data"]).await;
    assert_eq!(inline, json!({"PolicyNames": ["chat-s3-access"]}));
    let named = ["--role-name", "chat-lambda-data", "--policy-name", "chat-s3-access"];
    let policy = scene.json(&[&["iam", "get-role-policy"][..], &named].concat()).await;
    assert_eq!(policy["PolicyDocument"]["Statement"][0]["Action"], json!("s3:GetObject"));
    let version = ["--policy-arn", LOGS, "--version-id", "v1"];
    let version = scene.json(&[&["iam", "get-policy-version"][..], &version].concat()).await;
    assert_eq!(
        version["PolicyVersion"]["Document"]["Statement"][0]["Action"],
        json!(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
    );
    assert_eq!(
        scene.json(&["iam", "get-policy", "--policy-arn", LOGS]).await["Policy"]["DefaultVersionId"],
        json!("v1")
    );
    let none = scene.refused(&["iam", "get-role", "--role-name", "none"]).await;
    assert_eq!(none, error("NoSuchEntity", "GetRole", "The role with name none cannot be found."));
    let users = scene.refused(&["iam", "list-users"]).await;
    let not_here = "iam:ListUsers is a part of AWS that this cloud does not emulate";
    assert_eq!(users, error("NotImplemented", "ListUsers", not_here));
}
