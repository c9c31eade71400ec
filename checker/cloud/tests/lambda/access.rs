//! The session that a function acts under.

use cloud::lambda::NewFunction;
use cloud::{Cloud, Config};
use serde_json::json;

use crate::scene::{FUNCTION, TRUST, ask, bootstrap, role, start};

pub(crate) async fn a_role_that_lambda_may_not_assume_makes_no_function() {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let trust = TRUST.replace("lambda.amazonaws.com", "apigateway.amazonaws.com");
    let wrong = role(&cloud, "wrong-trust", &trust);
    for role in [wrong.as_str(), "arn:aws:iam::111122223333:role/nobody"] {
        let refused = cloud.create_function(NewFunction::new(FUNCTION, role, bootstrap())).expect_err(role);
        assert_eq!(
            refused.to_string(),
            "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."
        );
    }
}

pub(crate) async fn a_functions_calls_are_judged_by_its_role() {
    let cloud = start().await;
    let event = json!({"do": "get-object", "bucket": "chat-data-4711", "key": "data/conversations.json"});
    let student = {
        let credentials = cloud.student();
        let credentials = aws_sdk_s3::config::Credentials::new(
            &credentials.access_key_id,
            &credentials.secret_access_key,
            None,
            None,
            "test",
        );
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
            .credentials_provider(credentials)
            .region(aws_sdk_s3::config::Region::new("eu-central-1"))
            .endpoint_url(cloud.endpoint())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        aws_sdk_s3::Client::from_conf(config)
    };
    let located = aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint(aws_sdk_s3::types::BucketLocationConstraint::EuCentral1)
        .build();
    student
        .create_bucket()
        .bucket("chat-data-4711")
        .create_bucket_configuration(located)
        .send()
        .await
        .expect("a bucket");
    let body = aws_sdk_s3::primitives::ByteStream::from_static(b"[]");
    let put = student.put_object().bucket("chat-data-4711").key("data/conversations.json").body(body);
    put.send().await.expect("an object");

    let denied = ask(&cloud, event.clone()).await;
    assert_eq!(denied["code"], "AccessDenied");
    assert_eq!(
        denied["message"],
        "User: arn:aws:sts::111122223333:assumed-role/chat-lambda-data/chat-hello is not authorized to perform: \
         s3:GetObject on resource: \"arn:aws:s3:::chat-data-4711/data/conversations.json\" because no identity-based \
         policy allows the s3:GetObject action"
    );
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::chat-data-4711/data/*"}]}"#;
    cloud.iam().put_role_policy("chat-lambda-data", "chat-s3-access", policy).expect("a policy");
    let before = cloud.trace_len();
    assert_eq!(ask(&cloud, event).await, json!({"body": "[]"}));
    // The trace names function and role of the call itself.
    let trace = cloud.trace_since(before);
    let call = trace.iter().find(|event| event.operation.as_deref() == Some("GetObject")).expect("the call");
    assert_eq!(call.principal.role(), Some("chat-lambda-data"));
    assert_eq!(call.principal.arn(), Some("arn:aws:sts::111122223333:assumed-role/chat-lambda-data/chat-hello"));
}
