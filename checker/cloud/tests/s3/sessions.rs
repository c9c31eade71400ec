//! Requests under a role's session credentials, as a function makes them.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use cloud::roles::CreateRole;
use cloud::{Cloud, Credentials};

use crate::support::{BUCKET, Refusal, client_with, http, put, refusal, start_with_bucket};

const ROLE: &str = "chat-lambda-data";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/chat-lambda-data/conversations";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// A bucket with `data/a.json`, and the role that Lambda may assume.
async fn start() -> (Cloud, Client) {
    let (cloud, student) = start_with_bucket().await;
    put(&student, BUCKET, "data/a.json", "[]").await;
    cloud.iam().create_role(&CreateRole { name: ROLE, trust_policy: TRUST, ..CreateRole::default() }).expect("a role");
    (cloud, student)
}

fn assume(cloud: &Cloud) -> Credentials {
    let arn = cloud.iam().get_role(ROLE).expect("the role").arn;
    cloud.iam().assume_role_for_service("lambda.amazonaws.com", &arn, "conversations").expect("a session")
}

fn client(cloud: &Cloud, credentials: &Credentials) -> Client {
    client_with(credentials, cloud.region(), &cloud.endpoint())
}

/// A policy of one statement.
fn statement(effect: &str, action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"One","Effect":"{effect}","Action":"{action}","Resource":"arn:aws:s3:::{resource}"}}]}}"#
    )
}

fn allow(cloud: &Cloud, name: &str, action: &str, resource: &str) {
    cloud.iam().put_role_policy(ROLE, name, &statement("Allow", action, resource)).expect("a policy");
}

async fn get(client: &Client, key: &str) -> Result<(), Refusal> {
    let answer = client.get_object().bucket(BUCKET).key(key).send().await;
    if answer.is_ok() { Ok(()) } else { Err(refusal(answer)) }
}

async fn refused(client: &Client, key: &str) -> Refusal {
    get(client, key).await.expect_err("the request is refused")
}

fn last_decision(cloud: &Cloud) -> String {
    cloud.trace().pop().and_then(|event| event.decision).expect("a decision")
}

#[tokio::test]
async fn a_role_without_policies_may_nothing() {
    let (cloud, _) = start().await;
    let function = client(&cloud, &assume(&cloud));
    let refused = refused(&function, "data/a.json").await;
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    assert_eq!(
        refused.message,
        format!(
            "User: {SESSION} is not authorized to perform: s3:GetObject on resource: \
             \"arn:aws:s3:::{BUCKET}/data/a.json\" because no identity-based policy allows the s3:GetObject action"
        )
    );
    assert_eq!(cloud.trace().pop().expect("a request").principal.to_string(), SESSION);
    let decision = last_decision(&cloud);
    assert!(
        decision.starts_with(&format!(
            "no identity-based policy of role {ROLE} allows s3:GetObject; the bucket has no policy that could allow \
             {SESSION} s3:GetObject"
        )),
        "{decision}"
    );
}

#[tokio::test]
async fn a_policy_counts_from_the_next_request_on_and_the_trace_names_it() {
    let (cloud, student) = start().await;
    put(&student, BUCKET, "index.html", "hello").await;
    let function = client(&cloud, &assume(&cloud));
    allow(&cloud, "chat-s3-access", "s3:GetObject", &format!("{BUCKET}/data/*"));
    assert_eq!(get(&function, "data/a.json").await, Ok(()));
    assert_eq!(
        last_decision(&cloud),
        format!("statement 1 \"One\" of identity-based policy chat-s3-access of role {ROLE} allows s3:GetObject")
    );
    assert_eq!(refused(&function, "index.html").await.brief(), (403, "AccessDenied"));
    let decision = last_decision(&cloud);
    assert!(
        decision.contains("nearest is statement \"One\" (line 1) of chat-s3-access, but its Resource does not cover"),
        "{decision}"
    );
    let put = function.put_object().bucket(BUCKET).key("data/b.json").send().await;
    assert!(refusal(put).message.contains("s3:PutObject"));
    cloud.iam().delete_role_policy(ROLE, "chat-s3-access").expect("it is there");
    assert_eq!(refused(&function, "data/a.json").await.brief(), (403, "AccessDenied"));
}

#[tokio::test]
async fn managed_policies_count_aws_own_and_the_customers() {
    let (cloud, _) = start().await;
    let function = client(&cloud, &assume(&cloud));
    let logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    cloud.iam().attach_role_policy(ROLE, logs).expect("attached");
    assert_eq!(refused(&function, "data/a.json").await.brief(), (403, "AccessDenied"));
    let own = statement("Allow", "s3:GetObject", &format!("{BUCKET}/data/*"));
    let own = cloud.iam().create_policy("chat-s3-access", None, None, &own).expect("a policy").arn;
    // Defined is not attached.
    assert_eq!(refused(&function, "data/a.json").await.brief(), (403, "AccessDenied"));
    cloud.iam().attach_role_policy(ROLE, &own).expect("attached");
    assert_eq!(get(&function, "data/a.json").await, Ok(()));
    cloud.iam().detach_role_policy(ROLE, &own).expect("detached");
    cloud.iam().attach_role_policy(ROLE, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess").expect("attached");
    assert_eq!(get(&function, "data/a.json").await, Ok(()));
    assert!(last_decision(&cloud).contains("policy AmazonS3ReadOnlyAccess of role"), "{}", last_decision(&cloud));
}

#[tokio::test]
async fn an_explicit_deny_wins_over_every_allow() {
    let (cloud, _) = start().await;
    let function = client(&cloud, &assume(&cloud));
    allow(&cloud, "all", "s3:*", "*");
    let deny = statement("Deny", "s3:GetObject", &format!("{BUCKET}/data/*"));
    cloud.iam().put_role_policy(ROLE, "no-data", &deny).expect("a policy");
    let refused = refused(&function, "data/a.json").await;
    assert_eq!(
        refused.message,
        format!(
            "User: {SESSION} is not authorized to perform: s3:GetObject on resource: \
             \"arn:aws:s3:::{BUCKET}/data/a.json\" with an explicit deny in an identity-based policy"
        )
    );
    assert!(last_decision(&cloud).starts_with("statement 1 \"One\" of identity-based policy no-data of role"));
}

#[tokio::test]
async fn a_missing_key_is_missing_only_for_a_role_that_may_list() {
    let (cloud, _) = start().await;
    let function = client(&cloud, &assume(&cloud));
    allow(&cloud, "read", "s3:GetObject", &format!("{BUCKET}/data/*"));
    let hidden = refused(&function, "data/none.json").await;
    assert_eq!(hidden.brief(), (403, "AccessDenied"));
    assert_eq!(
        hidden.message,
        format!(
            "User: {SESSION} is not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::{BUCKET}\" \
             because no identity-based policy allows the s3:ListBucket action"
        )
    );
    // The object's ARN is not the bucket's: a common slip.
    allow(&cloud, "list", "s3:ListBucket", &format!("{BUCKET}/*"));
    assert_eq!(refused(&function, "data/none.json").await.brief(), (403, "AccessDenied"));
    allow(&cloud, "list", "s3:ListBucket", BUCKET);
    assert_eq!(refused(&function, "data/none.json").await.brief(), (404, "NoSuchKey"));
}

#[tokio::test]
async fn in_one_account_the_bucket_policy_alone_lets_a_role_in() {
    let (cloud, student) = start().await;
    let function = client(&cloud, &assume(&cloud));
    let policy = |effect: &str| {
        statement(effect, "s3:GetObject", &format!("{BUCKET}/*"))
            .replace("\"Action\"", r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/chat-lambda-data"},"Action""#)
    };
    let set = async |policy: String| {
        student.put_bucket_policy().bucket(BUCKET).policy(policy).send().await.expect("a policy");
    };
    let nobody = policy("Allow").replace("chat-lambda-data", "chat-lambda-date");
    let answer = refusal(student.put_bucket_policy().bucket(BUCKET).policy(nobody).send().await);
    assert_eq!((answer.brief(), answer.message.as_str()), ((400, "MalformedPolicy"), "Invalid principal in policy"));
    set(policy("Allow")).await;
    assert_eq!(get(&function, "data/a.json").await, Ok(()));
    assert_eq!(last_decision(&cloud), "statement 1 \"One\" of the bucket policy allows s3:GetObject");
    allow(&cloud, "all", "s3:*", "*");
    set(policy("Deny")).await;
    let refused = refused(&function, "data/a.json").await;
    assert!(refused.message.ends_with("with an explicit deny in a resource-based policy"), "{}", refused.message);
}

#[tokio::test]
async fn the_session_token_goes_with_each_request() {
    let (cloud, _) = start().await;
    allow(&cloud, "all", "s3:*", "*");
    let session = assume(&cloud);
    assert_eq!(get(&client(&cloud, &session), "data/a.json").await, Ok(()));
    let without = Credentials { session_token: None, ..session.clone() };
    assert_eq!(refused(&client(&cloud, &without), "data/a.json").await.brief(), (403, "InvalidAccessKeyId"));
    let other = Credentials { session_token: assume(&cloud).session_token, ..session.clone() };
    let wrong = refused(&client(&cloud, &other), "data/a.json").await;
    assert_eq!(wrong.brief(), (400, "InvalidToken"));
    assert_eq!(wrong.message, "The provided token is malformed or otherwise invalid.");
    // A user's own key has none.
    let needless = Credentials { session_token: session.session_token.clone(), ..cloud.student().clone() };
    assert_eq!(refused(&client(&cloud, &needless), "data/a.json").await.brief(), (400, "InvalidToken"));
    assert!(cloud.trace().iter().rev().take(3).all(|event| event.principal.arn().is_none()), "nobody is proved");
}

#[tokio::test]
async fn a_session_can_expire_and_be_ended() {
    let (cloud, _) = start().await;
    allow(&cloud, "all", "s3:*", "*");
    let (session, other) = (assume(&cloud), assume(&cloud));
    let function = client(&cloud, &session);
    cloud.iam().set_expiry(&session.access_key_id, Some(SystemTime::now() + Duration::from_hours(1)));
    assert_eq!(get(&function, "data/a.json").await, Ok(()));
    cloud.iam().set_expiry(&session.access_key_id, Some(SystemTime::UNIX_EPOCH));
    let expired = refused(&function, "data/a.json").await;
    assert_eq!(expired.brief(), (400, "ExpiredToken"));
    assert_eq!(expired.message, "The provided token has expired.");
    cloud.iam().end_session(&session.access_key_id);
    assert_eq!(refused(&function, "data/a.json").await.brief(), (403, "InvalidAccessKeyId"));
    assert_eq!(get(&client(&cloud, &other), "data/a.json").await, Ok(()));
}

#[tokio::test]
async fn a_presigned_url_of_a_session_carries_its_token() {
    let (cloud, _) = start().await;
    allow(&cloud, "read", "s3:GetObject", &format!("{BUCKET}/*"));
    let session = assume(&cloud);
    let function = client(&cloud, &session);
    let config = PresigningConfig::expires_in(Duration::from_mins(1)).expect("a minute");
    let request = function.get_object().bucket(BUCKET).key("data/a.json").presigned(config).await.expect("a URL");
    let uri = request.uri().split_once(&cloud.endpoint()).expect("path style").1;
    let answer = http(&cloud, "GET", uri, &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "[]"));
    cloud.iam().end_session(&session.access_key_id);
    assert_eq!(http(&cloud, "GET", uri, &[]).await.element("Code"), Some("InvalidAccessKeyId"));
}
