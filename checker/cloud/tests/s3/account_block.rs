//! Block Public Access of the whole account, by the API of S3 Control.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_s3::types::{ObjectCannedAcl, ObjectOwnership};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings};
use aws_sigv4::sign::v4;
use cloud::{Cloud, STUDENT_ACCOUNT};

use crate::support::{Answer, BUCKET, block, get, http, open, put, refusal, send, start_with_bucket};

const PATH: &str = "/v20180820/configuration/publicAccessBlock";

/// Sends a request signed as the AWS CLI's `s3control` commands sign it.
async fn signed(cloud: &Cloud, by: &cloud::Credentials, method: &str, account: &str, body: &str) -> Answer {
    let host = format!("127.0.0.1:{}", cloud.port());
    let identity = Credentials::new(&by.access_key_id, &by.secret_access_key, None, None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(cloud.region())
        .name("s3")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .expect("complete");
    let given = [("host", host.as_str()), ("x-amz-account-id", account)];
    let body_to_sign = SignableBody::Bytes(body.as_bytes());
    let request = SignableRequest::new(method, format!("http://{host}{PATH}"), given.into_iter(), body_to_sign);
    let signature = aws_sigv4::http_request::sign(request.expect("a request"), &SigningParams::V4(params));
    let (instructions, _) = signature.expect("signed").into_parts();
    let length = body.len().to_string();
    let mut headers = vec![("x-amz-account-id", account), ("content-length", &length)];
    headers.extend(instructions.headers());
    send(cloud, method, PATH, &headers, body).await
}

async fn by_student(cloud: &Cloud, method: &str, body: &str) -> Answer {
    signed(cloud, cloud.student(), method, STUDENT_ACCOUNT, body).await
}

fn configuration(switch: &str) -> String {
    format!(
        "<PublicAccessBlockConfiguration xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><{switch}>true</{switch}></PublicAccessBlockConfiguration>"
    )
}

fn public_read() -> String {
    format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{BUCKET}/*"}}}}"#
    )
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html>
#[tokio::test]
async fn the_accounts_switches_are_set_read_and_taken_away() {
    let (cloud, _client) = start_with_bucket().await;
    let none = by_student(&cloud, "GET", "").await;
    assert_eq!((none.status, none.element("Code")), (404, Some("NoSuchPublicAccessBlockConfiguration")));
    assert_eq!(by_student(&cloud, "PUT", &configuration("BlockPublicPolicy")).await.status, 200);
    let found = by_student(&cloud, "GET", "").await;
    assert_eq!((found.element("BlockPublicPolicy"), found.element("BlockPublicAcls")), (Some("true"), Some("false")));
    assert_eq!(by_student(&cloud, "PUT", "<Nonsense/>").await.element("Code"), Some("MalformedXML"));
    assert_eq!(by_student(&cloud, "DELETE", "").await.status, 200);
    assert_eq!(by_student(&cloud, "GET", "").await.status, 404);
}

#[tokio::test]
async fn nobody_else_may_ask_or_change_them() {
    let (cloud, _client) = start_with_bucket().await;
    let foreign =
        signed(&cloud, cloud.other_account(), "PUT", STUDENT_ACCOUNT, &configuration("BlockPublicAcls")).await;
    assert_eq!((foreign.status, foreign.element("Code")), (403, Some("AccessDenied")));
    let anonymous = http(&cloud, "GET", PATH, &[("x-amz-account-id", STUDENT_ACCOUNT)]).await;
    assert_eq!(anonymous.status, 403, "{}", anonymous.body);
    assert_eq!(by_student(&cloud, "GET", "").await.status, 404, "nothing was set");
}

/// The more restrictive of the account's and the bucket's settings holds.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[tokio::test]
async fn an_accounts_switch_counts_though_the_buckets_is_off() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let put_policy = || client.put_bucket_policy().bucket(BUCKET).policy(public_read()).send();

    by_student(&cloud, "PUT", &configuration("BlockPublicPolicy")).await;
    let refused = refusal(put_policy().await);
    assert!(
        refused.message.ends_with(
            "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        ),
        "{}",
        refused.message
    );
    let said = cloud.trace().last().and_then(|event| event.decision.clone()).unwrap_or_default();
    assert_eq!(said, "BlockPublicPolicy is on for the whole account: the policy is public");

    by_student(&cloud, "PUT", &configuration("BlockPublicAcls")).await;
    put_policy().await.expect("only the switch about ACLs is on");
    put(&client, BUCKET, "a", "1").await;
    let public = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead).send();
    assert_eq!(refusal(public.await).brief(), (403, "AccessDenied"));

    let path = format!("/{BUCKET}/a");
    assert_eq!(get(&cloud, &path).await.status, 200);
    by_student(&cloud, "PUT", &configuration("RestrictPublicBuckets")).await;
    assert_eq!(get(&cloud, &path).await.status, 403, "the policy is public, and restricted");
    by_student(&cloud, "DELETE", "").await;
    assert_eq!(get(&cloud, &path).await.status, 200);

    client.delete_bucket_policy().bucket(BUCKET).send().await.expect("204");
    crate::support::own(&client, ObjectOwnership::BucketOwnerPreferred).await;
    client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead).send().await.expect("public");
    assert_eq!(get(&cloud, &path).await.status, 200);
    by_student(&cloud, "PUT", &configuration("IgnorePublicAcls")).await;
    assert_eq!(get(&cloud, &path).await.status, 403, "the ACL is public, and ignored");
    block(&client, [false; 4]).await;
    assert_eq!(get(&cloud, &path).await.status, 403, "the bucket's own switches change nothing");
}
