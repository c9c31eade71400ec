//! Bucket policies: stored, refused, evaluated.

use crate::support::{BUCKET, block, get, http, open, put, refusal, start_with_bucket, stranger};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

fn statement(effect: &str, principal: &str, action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":{principal},"Action":"{action}","Resource":"arn:aws:s3:::{BUCKET}{resource}"}}]}}"#
    )
}

async fn put_policy(client: &Client, policy: &str) {
    block(client, [true, true, false, false]).await;
    client.put_bucket_policy().bucket(BUCKET).policy(policy).send().await.expect("the policy is put");
}

#[tokio::test]
async fn a_policy_comes_back_as_it_was_put() {
    let (_cloud, client) = start_with_bucket().await;
    let policy = statement("Allow", "\"*\"", "s3:GetObject", "/*")
        .replace(':', " : ")
        .replace("arn : aws : s3 :  :  : ", "arn:aws:s3:::")
        .replace("s3 : Get", "s3:Get");
    put_policy(&client, &policy).await;
    let got = client.get_bucket_policy().bucket(BUCKET).send().await.expect("a policy");
    assert_eq!(got.policy(), Some(policy.as_str()));
    let status = client.get_bucket_policy_status().bucket(BUCKET).send().await.expect("a status");
    assert_eq!(status.policy_status().and_then(aws_sdk_s3::types::PolicyStatus::is_public), Some(true));
    client.delete_bucket_policy().bucket(BUCKET).send().await.expect("204");
    let refused = refusal(client.get_bucket_policy().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "NoSuchBucketPolicy"));
}

#[tokio::test]
async fn a_malformed_policy_is_refused_in_s3s_words() {
    let (cloud, client) = start_with_bucket().await;
    let good = statement("Allow", "\"*\"", "s3:GetObject", "/*");
    let cases = [
        ("hello".to_owned(), "Policies must be valid JSON and the first byte must be '{'"),
        ("{}".to_owned(), "Missing required field Statement"),
        (good.replace(BUCKET, "another-bucket"), "Policy has invalid resource"),
        (good.replace("/*", ""), "Action does not apply to any resource(s) in statement"),
        (good.replace("s3:GetObject", "s3:GetObjekt"), "Policy has invalid action"),
        (good.replace("\"*\"", "{\"AWS\":\"arn:aws:iam::1:user/x\"}"), "Invalid principal in policy"),
    ];
    for (policy, message) in cases {
        let refused = refusal(client.put_bucket_policy().bucket(BUCKET).policy(&policy).send().await);
        assert_eq!(refused.brief(), (400, "MalformedPolicy"), "{policy}");
        assert_eq!(refused.message, message, "{policy}");
        let decision = cloud.trace().pop().and_then(|event| event.decision).unwrap_or_default();
        assert!(decision.contains("line "), "the trace says where: {decision}");
    }
}

#[tokio::test]
async fn a_public_read_policy_reaches_later_files_too() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "before", "1").await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/before")).await.status, 403);
    put_policy(&client, &statement("Allow", "\"*\"", "s3:GetObject", "/*")).await;
    put(&client, BUCKET, "after", "2").await;
    for key in ["before", "after"] {
        assert_eq!(get(&cloud, &format!("/{BUCKET}/{key}")).await.status, 200);
        let decision = cloud.trace().pop().and_then(|event| event.decision).unwrap_or_default();
        assert_eq!(decision, "statement 1 of the bucket policy allows s3:GetObject");
    }
    // What it does not say stays refused.
    assert_eq!(get(&cloud, &format!("/{BUCKET}")).await.status, 403);
    assert_eq!(http(&cloud, "DELETE", &format!("/{BUCKET}/before"), &[]).await.status, 403);
    let uri = format!("/{BUCKET}/new");
    assert_eq!(http(&cloud, "PUT", &uri, &[("Content-Length", "0")]).await.status, 403);
    let missing = get(&cloud, &format!("/{BUCKET}/missing")).await;
    assert_eq!((missing.status, missing.element("Message")), (403, Some("Access Denied")));
}

#[tokio::test]
async fn who_may_list_reads_that_a_key_is_missing() {
    let (cloud, client) = start_with_bucket().await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{BUCKET}/*"}},
            {{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::{BUCKET}"}}]}}"#
    );
    put_policy(&client, &policy).await;
    let missing = get(&cloud, &format!("/{BUCKET}/missing")).await;
    assert_eq!((missing.status, missing.element("Code")), (404, Some("NoSuchKey")));
}

#[tokio::test]
async fn an_explicit_deny_stops_the_owners_administrator_too() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "secret/a", "1").await;
    put_policy(&client, &statement("Deny", "\"*\"", "s3:GetObject", "/secret/*")).await;
    let refused = refusal(client.get_object().bucket(BUCKET).key("secret/a").send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    assert_eq!(
        refused.message,
        format!(
            "User: {} is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::{BUCKET}/secret/a\" with \
             an explicit deny in a resource-based policy",
            cloud.student().arn
        )
    );
}

#[tokio::test]
async fn an_explicit_deny_is_stronger_than_a_public_acl() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl("public-read".into());
    request.send().await.expect("put");
    let policy = statement("Deny", "\"*\"", "s3:GetObject", "/*");
    client.put_bucket_policy().bucket(BUCKET).policy(policy).send().await.expect("204");
    let answer = get(&cloud, &format!("/{BUCKET}/a")).await;
    assert_eq!((answer.status, answer.element("Message")), (403, Some("Access Denied")));
}

#[tokio::test]
async fn without_list_bucket_a_missing_key_is_forbidden_and_list_bucket_is_named() {
    let (cloud, client) = start_with_bucket().await;
    put_policy(&client, &statement("Deny", "\"*\"", "s3:ListBucket", "")).await;
    let refused = refusal(client.get_object().bucket(BUCKET).key("missing").send().await);
    assert_eq!(refused.status, 403);
    let start = format!(
        "User: {} is not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::{BUCKET}\"",
        cloud.student().arn
    );
    assert!(refused.message.starts_with(&start), "{}", refused.message);
    assert_eq!(refusal(client.head_object().bucket(BUCKET).key("missing").send().await).status, 403);
}

#[tokio::test]
async fn another_account_gets_in_by_policy_only() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let other = stranger(&cloud);
    let refused = refusal(other.get_object().bucket(BUCKET).key("a").send().await);
    assert_eq!((refused.status, refused.message.as_str()), (403, "Access Denied"));
    let principal = format!("{{\"AWS\":\"{}\"}}", cloud.other_account().arn);
    let policy = statement("Allow", &principal, "s3:GetObject", "/*");
    client.put_bucket_policy().bucket(BUCKET).policy(policy).send().await.expect("204");
    other.get_object().bucket(BUCKET).key("a").send().await.expect("the policy names it");
    let refused = refusal(other.list_objects_v2().bucket(BUCKET).send().await);
    assert_eq!(refused.message, "Access Denied");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 403);
}

#[tokio::test]
async fn a_copy_needs_to_read_its_source() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let other = stranger(&cloud);
    crate::support::make(&other, "their-bucket").await;
    let request = other.copy_object().bucket("their-bucket").key("a").copy_source(format!("{BUCKET}/a"));
    assert_eq!(refusal(request.send().await).brief(), (403, "AccessDenied"));
}

#[tokio::test]
async fn many_are_deleted_one_permission_each() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    put(&client, BUCKET, "kept", "1").await;
    put_policy(&client, &statement("Deny", "\"*\"", "s3:DeleteObject", "/kept")).await;
    let objects = ["a", "kept"].map(|key| ObjectIdentifier::builder().key(key).build().expect("a key"));
    let delete = Delete::builder().set_objects(Some(objects.to_vec())).build().expect("objects");
    let answer = client.delete_objects().bucket(BUCKET).delete(delete).send().await.expect("200");
    assert_eq!(answer.deleted()[0].key(), Some("a"));
    assert_eq!((answer.errors()[0].key(), answer.errors()[0].code()), (Some("kept"), Some("AccessDenied")));
}

#[tokio::test]
async fn a_policy_may_look_at_the_listed_prefix() {
    let (cloud, client) = start_with_bucket().await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::{BUCKET}","Condition":{{"StringEquals":{{"s3:prefix":"open/"}}}}}}]}}"#
    );
    put_policy(&client, &policy).await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}?list-type=2&prefix=open%2F")).await.status, 200);
    assert_eq!(get(&cloud, &format!("/{BUCKET}?list-type=2")).await.status, 403);
}
