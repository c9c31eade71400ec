//! The trace: every request, also those that never reach an operation.

use cloud::Principal;

use crate::support::{BUCKET, client_with, get, http, put, refusal, start, start_with_bucket};

#[tokio::test]
async fn each_request_leaves_one_event_in_order() {
    let (cloud, client) = start_with_bucket().await;
    let from = cloud.trace_len();
    let request = client.put_object().bucket(BUCKET).key("a b").content_type("text/plain");
    request.body(b"1".to_vec().into()).send().await.expect("put");
    get(&cloud, &format!("/{BUCKET}/a%20b")).await;
    let events = cloud.trace_since(from);
    let [put, get] = events.as_slice() else { panic!("two events: {events:?}") };
    assert_eq!((put.seq, get.seq), (from as u64, from as u64 + 1));
    assert_eq!((put.service, put.operation.as_deref()), ("s3", Some("PutObject")));
    assert_eq!((put.method.as_str(), put.status), ("PUT", 200));
    assert!(put.uri.starts_with(&format!("/{BUCKET}/a%20b")), "{}", put.uri);
    assert_eq!((put.bucket.as_deref(), put.key.as_deref()), (Some(BUCKET), Some("a b")));
    assert_eq!(put.principal.arn(), Some("arn:aws:iam::111122223333:user/student"));
    assert_eq!(put.request_header("content-type"), Some("text/plain"));
    assert_eq!(put.response_header("etag"), Some("\"c4ca4238a0b923820dcc509a6f75849b\""));
    assert_eq!(put.request_header("authorization"), None);
    assert_eq!(
        put.decision.as_deref(),
        Some("statement 1 of identity-based policy AdministratorAccess allows s3:PutObject")
    );
    assert_eq!(get.principal, Principal::Anonymous);
    assert_eq!((get.status, get.error_code.as_deref()), (403, Some("AccessDenied")));
    assert_eq!(get.error_message.as_deref(), Some("Access Denied"));
    assert!(get.decision.is_some());
}

#[tokio::test]
async fn refusals_before_any_operation_are_recorded_too() {
    let cloud = start().await;
    let mut credentials = cloud.student().clone();
    credentials.secret_access_key.push('x');
    let client = client_with(&credentials, cloud.region(), &cloud.endpoint());
    refusal(client.put_object().bucket(BUCKET).key("a").send().await);
    let event = cloud.trace().pop().expect("an event");
    assert_eq!((event.status, event.error_code.as_deref()), (403, Some("SignatureDoesNotMatch")));
    assert!(event.error_message.is_some_and(|message| message.starts_with("The request signature we calculated")));
    assert_eq!((event.bucket.as_deref(), event.key.as_deref()), (Some(BUCKET), Some("a")));
    assert_eq!(event.operation.as_deref(), Some("PutObject"), "as the SDK's x-id says");

    http(&cloud, "PATCH", "/some-bucket/key", &[]).await;
    let event = cloud.trace().pop().expect("an event");
    assert_eq!((event.status, event.error_code.as_deref()), (501, Some("NotImplemented")));
    get(&cloud, "/No_Bucket").await;
    let event = cloud.trace().pop().expect("an event");
    assert_eq!((event.status, event.error_code.as_deref()), (400, Some("InvalidBucketName")));
}

#[tokio::test]
async fn a_head_request_shows_its_error_in_the_trace_only() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let answer = http(&cloud, "HEAD", &format!("/{BUCKET}/a"), &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    let event = cloud.trace().pop().expect("an event");
    assert_eq!(event.error_code.as_deref(), Some("AccessDenied"));
}
