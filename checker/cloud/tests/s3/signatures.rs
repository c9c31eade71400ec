//! Signature Version 4 and the region of its scope.

use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;

use crate::support::{BUCKET, client_with, http, put, refusal, start, start_with_bucket};

#[tokio::test]
async fn an_unknown_access_key_is_refused() {
    let cloud = start().await;
    let mut credentials = cloud.student().clone();
    credentials.access_key_id = "AKIANOBODYEVERHADTHIS".to_owned();
    let client = client_with(&credentials, cloud.region(), &cloud.endpoint());
    let refused = refusal(client.list_buckets().send().await);
    assert_eq!(refused.brief(), (403, "InvalidAccessKeyId"));
    assert_eq!(refused.message, "The AWS Access Key Id you provided does not exist in our records.");
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let cloud = start().await;
    let mut credentials = cloud.student().clone();
    credentials.secret_access_key.push('x');
    let client = client_with(&credentials, cloud.region(), &cloud.endpoint());
    let refused = refusal(client.list_buckets().send().await);
    assert_eq!(refused.brief(), (403, "SignatureDoesNotMatch"));
    assert_eq!(
        refused.message,
        "The request signature we calculated does not match the signature you provided. Check your key and signing \
         method."
    );
}

#[tokio::test]
async fn a_presigned_url_needs_no_further_credentials() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a b", "hello").await;
    let config = PresigningConfig::expires_in(Duration::from_mins(1)).expect("a minute");
    let request = client.get_object().bucket(BUCKET).key("a b").presigned(config).await.expect("a URL");
    let uri = request.uri().split_once(&cloud.endpoint()).expect("path style").1;
    let answer = http(&cloud, "GET", uri, &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello"));
    let tampered = uri.replace("a%20b", "a%20c");
    assert_eq!(http(&cloud, "GET", &tampered, &[]).await.element("Code"), Some("SignatureDoesNotMatch"));
}

#[tokio::test]
async fn requests_that_are_no_s3_requests_break_nothing() {
    let cloud = start().await;
    for (method, uri, headers) in [
        ("POST", "/", &[("Content-Length", "0")][..]),
        ("PATCH", "/bucket-name/key", &[]),
        ("GET", "/bucket-name/key", &[("Authorization", "Bearer x")]),
        ("GET", "/?X-Amz-Signature=1", &[]),
        ("GET", "*", &[]),
        ("GET", "/bucket-name?x=%zz&&=", &[]),
        ("PUT", "/bucket-name?policy", &[]),
        ("POST", "/bucket-name", &[("Content-Type", "multipart/form-data; boundary=x"), ("Content-Length", "0")]),
        ("GET", "/bucket-name/key", &[("Range", "bytes=x")]),
        ("GET", "/bucket-name/key", &[("Host", "a..s3.eu-central-1.localhost")]),
        ("CONNECT", "example.com:443", &[]),
    ] {
        let answer = http(&cloud, method, uri, headers).await;
        assert!((400..=501).contains(&answer.status), "{method} {uri}: {answer:?}");
        assert_ne!(answer.status, 500, "{method} {uri}: {answer:?}");
    }
}
