//! Who reads a website: everyone or nobody.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html>

use aws_sdk_s3::types::{
    BucketCannedAcl, ObjectCannedAcl, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration,
};
use http::Method;

use crate::site::{BUCKET, Site};

/// Fact: not publicly readable -> 403 `AccessDenied` HTML.
#[tokio::test]
async fn a_private_object_is_denied() {
    let site = Site::private_bucket().await;
    site.index_document().await;
    site.put("index.html", "home").await;
    let reply = site.get("/").await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("<li>Code: AccessDenied</li>\n<li>Message: Access Denied</li>\n"), "{}", reply.body);
    assert!(!reply.body.contains("Key"), "a denied stranger learns no key: {}", reply.body);
    assert!(site.decision().contains("the bucket has no policy"), "{}", site.decision());
}

/// Fact: key absent and the caller lacks s3:ListBucket -> 403; 404 for a missing key only if anonymous may list.
#[tokio::test]
async fn a_missing_object_is_missing_only_for_those_who_may_list() {
    let site = Site::new(&[]).await;
    let reply = site.get("/missing.html").await;
    assert_eq!(reply.status, 403);
    assert!(site.decision().contains("403 instead of 404, because without s3:ListBucket"), "{}", site.decision());

    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.get("/missing.html").await;
    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("<li>Code: NoSuchKey</li>"), "{}", reply.body);
}

/// A public bucket ACL lists, a public object ACL reads: each alone does not do the other's work.
#[tokio::test]
async fn acls_count_where_they_are_on() {
    let site = Site::private_bucket().await;
    site.index_document().await;
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::ObjectWriter).build();
    let controls = OwnershipControls::builder().rules(rule.expect("a rule")).build().expect("controls");
    site.s3.put_bucket_ownership_controls().bucket(BUCKET).ownership_controls(controls).send().await.expect("ACLs on");
    site.s3.delete_public_access_block().bucket(BUCKET).send().await.expect("no block");
    site.s3.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead).send().await.expect("a public bucket");
    site.put("private.html", "private").await;
    let public = site.s3.put_object().bucket(BUCKET).key("public.html").acl(ObjectCannedAcl::PublicRead);
    public.body(b"public".to_vec().into()).send().await.expect("a public object");

    assert_eq!(site.get("/public.html").await.status, 200);
    assert!(site.decision().contains("object ACL grants READ to AllUsers"), "{}", site.decision());
    assert_eq!(site.get("/private.html").await.status, 403);
    assert!(site.decision().contains("object ACL does not grant READ"), "{}", site.decision());
    assert_eq!(site.get("/missing.html").await.status, 404);
    assert!(site.decision().contains("bucket ACL grants READ to AllUsers"), "{}", site.decision());

    let block = PublicAccessBlockConfiguration::builder().ignore_public_acls(true).build();
    let request = site.s3.put_public_access_block().bucket(BUCKET);
    request.public_access_block_configuration(block).send().await.expect("a block");
    assert_eq!(site.get("/public.html").await.status, 403);
    assert!(site.decision().contains("IgnorePublicAcls is on"), "{}", site.decision());
}

/// Block Public Access wins over a public policy, also one that was there before.
#[tokio::test]
async fn a_public_policy_does_not_count_under_restrict_public_buckets() {
    let site = Site::new(&[("index.html", "home")]).await;
    assert_eq!(site.get("/").await.status, 200);
    let block = PublicAccessBlockConfiguration::builder().restrict_public_buckets(true).build();
    let request = site.s3.put_public_access_block().bucket(BUCKET);
    request.public_access_block_configuration(block).send().await.expect("a block");
    assert_eq!(site.get("/").await.status, 403);
    assert!(site.decision().contains("RestrictPublicBuckets"), "{}", site.decision());
}

/// Key difference to the REST endpoint: "Supports only publicly readable content".
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html#WebsiteRestEndpointDiff>
#[tokio::test]
async fn an_authorization_header_is_ignored() {
    let site = Site::private_bucket().await;
    site.index_document().await;
    site.put("index.html", "home").await;
    let credential = format!("{}/20260101/eu-central-1/s3/aws4_request", site.cloud.student().access_key_id);
    let signed = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=00");
    let reply = site.send(Method::GET, "/", &[("authorization", &signed)]).await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("<li>Code: AccessDenied</li>"), "not SignatureDoesNotMatch: {}", reply.body);
    assert_eq!(site.last_event().principal, cloud::Principal::Anonymous);

    site.allow(&["s3:GetObject"]).await;
    assert_eq!(site.send(Method::GET, "/", &[("authorization", &signed)]).await.status, 200);
}

fn get_objects_if(effect: &str, condition: &serde_json::Value) -> serde_json::Value {
    let resource = format!("arn:aws:s3:::{BUCKET}/*");
    serde_json::json!({
        "Effect": effect, "Principal": "*", "Action": "s3:GetObject", "Resource": resource, "Condition": condition
    })
}

/// Fact: the website endpoint is HTTP only. So a policy that refuses plain HTTP refuses the website.
#[tokio::test]
async fn a_policy_that_demands_https_shuts_the_website() {
    let site = Site::new(&[("index.html", "home")]).await;
    let plain = serde_json::json!({"Bool": {"aws:SecureTransport": "false"}});
    let statements = [get_objects_if("Allow", &serde_json::json!({})), get_objects_if("Deny", &plain)];
    site.policy(&serde_json::json!({"Version": "2012-10-17", "Statement": statements})).await;
    assert_eq!(site.get("/").await.status, 403);
    assert!(site.decision().contains("denies s3:GetObject"), "{}", site.decision());
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS>
#[tokio::test]
async fn a_policy_can_ask_for_a_referer() {
    let site = Site::new(&[("index.html", "home")]).await;
    let referer = serde_json::json!({"StringLike": {"aws:Referer": "http://www.example.com/*"}});
    let statements = [get_objects_if("Allow", &referer)];
    site.policy(&serde_json::json!({"Version": "2012-10-17", "Statement": statements})).await;
    let reply = site.send(Method::GET, "/", &[("referer", "http://www.example.com/page")]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(site.get("/").await.status, 403);
}
