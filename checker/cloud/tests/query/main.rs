//! The services of the Query protocol over real sockets: STS by its SDK, and what a client that is none is told.

use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sts::error::ProvideErrorMetadata as _;
use cloud::roles::CreateRole;
use cloud::{Cloud, Config};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

async fn start() -> Cloud {
    Cloud::start(Config::default()).await.expect("a free port")
}

fn sts(cloud: &Cloud, credentials: &cloud::Credentials) -> aws_sdk_sts::Client {
    let token = credentials.session_token.clone();
    let credentials = Credentials::new(&credentials.access_key_id, &credentials.secret_access_key, token, None, "test");
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(cloud.region().to_owned()))
        .endpoint_url(cloud.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(aws_sdk_sts::config::retry::RetryConfig::disabled())
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

#[tokio::test]
async fn get_caller_identity_tells_a_user_and_a_session_who_they_are() {
    let cloud = start().await;
    let answer = sts(&cloud, cloud.student()).get_caller_identity().send().await.expect("an answer");
    assert_eq!(answer.arn(), Some("arn:aws:iam::111122223333:user/student"));
    assert_eq!(answer.account(), Some("111122223333"));
    assert!(answer.user_id().is_some_and(|id| id.starts_with("AIDA")), "{answer:?}");

    let role = cloud.iam().create_role(&CreateRole { name: "chat", trust_policy: TRUST, ..CreateRole::default() });
    let role = role.expect("a role");
    let session = cloud.iam().assume_role_for_service("lambda.amazonaws.com", &role.arn, "fn").expect("a session");
    let answer = sts(&cloud, &session).get_caller_identity().send().await.expect("an answer without any policy");
    assert_eq!(answer.arn(), Some("arn:aws:sts::111122223333:assumed-role/chat/fn"));
    assert_eq!(answer.user_id(), Some(&*format!("{}:fn", role.id)));
    let event = cloud.trace().pop().expect("a request");
    assert_eq!((event.service, event.operation.as_deref(), event.status), ("sts", Some("GetCallerIdentity"), 200));
    assert_eq!(event.principal.role(), Some("chat"));
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_key_are_told_in_sts_words() {
    let cloud = start().await;
    let mut wrong = cloud.student().clone();
    wrong.secret_access_key.push('x');
    let refused = sts(&cloud, &wrong).get_caller_identity().send().await.expect_err("refused");
    assert_eq!(refused.code(), Some("SignatureDoesNotMatch"));
    wrong.access_key_id = "AKIANOBODYEVERHADTHIS".to_owned();
    let refused = sts(&cloud, &wrong).get_caller_identity().send().await.expect_err("refused");
    assert_eq!(refused.code(), Some("InvalidClientTokenId"));
    assert_eq!(refused.message(), Some("The security token included in the request is invalid."));
    let event = cloud.trace().pop().expect("a request");
    assert_eq!((event.status, event.error_code.as_deref()), (403, Some("InvalidClientTokenId")));
}

#[tokio::test]
async fn what_is_not_emulated_says_so() {
    let cloud = start().await;
    let refused = sts(&cloud, cloud.student()).get_session_token().send().await.expect_err("refused");
    assert_eq!(refused.code(), Some("NotImplemented"));
    assert_eq!(refused.message(), Some("sts:GetSessionToken is a part of AWS that this cloud does not emulate"));
}

#[tokio::test]
async fn services_that_are_not_here_answer_in_their_protocol() {
    let cloud = start().await;
    let answer = send(
        &cloud,
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AWSEvents.ListRules\r\nContent-Length: 2\r\n\
         Connection: close\r\n\r\n{}",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
    assert!(answer.contains("\r\nx-amzn-requestid: "), "{answer}");
    assert!(
        answer.ends_with(
            r#"{"__type":"NotImplemented","message":"events is a part of AWS that this cloud does not emulate"}"#
        ),
        "{answer}"
    );
    let answer =
        send(&cloud, "GET / HTTP/1.1\r\nHost: sts.eu-central-1.amazonaws.com\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(answer.contains("<Code>MissingAuthenticationToken</Code>"), "{answer}");
}

/// Sends a request as written, and reads the whole answer.
async fn send(cloud: &Cloud, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", cloud.port())).await.expect("the cloud listens");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("the answer is read");
    answer
}
