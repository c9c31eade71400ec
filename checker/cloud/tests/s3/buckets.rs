//! `CreateBucket`, `DeleteBucket`, `HeadBucket`, `GetBucketLocation`, `ListBuckets`.

use aws_sdk_s3::types::{BucketCannedAcl, ObjectOwnership};

use crate::support::{
    BUCKET, block, client_in, client_with, get, http, located_in, make, put, refusal, start, start_with_bucket,
    stranger, student,
};

#[tokio::test]
async fn outside_us_east_1_a_bucket_needs_its_location_constraint() {
    let cloud = start().await;
    let refused = refusal(student(&cloud).create_bucket().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (400, "IllegalLocationConstraintException"));
    assert_eq!(
        refused.message,
        "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."
    );
}

#[tokio::test]
async fn the_location_constraint_must_be_the_endpoints_region() {
    let cloud = start().await;
    let client = student(&cloud);
    let request = client.create_bucket().bucket(BUCKET);
    let refused = refusal(request.create_bucket_configuration(located_in("eu-west-1")).send().await);
    assert_eq!(refused.brief(), (400, "IllegalLocationConstraintException"));
    assert_eq!(
        refused.message,
        "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to."
    );
    let request = client.create_bucket().bucket(BUCKET);
    let refused = refusal(request.create_bucket_configuration(located_in("eu-nowhere-1")).send().await);
    assert_eq!(refused.brief(), (400, "InvalidLocationConstraint"));
}

#[tokio::test]
async fn us_east_1_must_not_be_named() {
    let cloud = start().await;
    let client = client_in(&cloud, "us-east-1");
    let request = client.create_bucket().bucket(BUCKET);
    let refused = refusal(request.create_bucket_configuration(located_in("us-east-1")).send().await);
    assert_eq!(refused.brief(), (400, "InvalidLocationConstraint"));
    assert_eq!(refused.message, "The specified location-constraint is not valid");
    client.create_bucket().bucket(BUCKET).send().await.expect("us-east-1 needs no constraint");
    let location = client.get_bucket_location().bucket(BUCKET).send().await.expect("a location");
    assert_eq!(location.location_constraint().map_or("", |region| region.as_str()), "");
}

#[tokio::test]
async fn the_endpoint_of_us_east_1_makes_buckets_everywhere() {
    let cloud = start().await;
    let client = client_in(&cloud, "us-east-1");
    let request = client.create_bucket().bucket(BUCKET);
    let request = request.create_bucket_configuration(located_in("eu-west-1"));
    request.send().await.expect("a bucket in eu-west-1");
    let client = client_in(&cloud, "eu-west-1");
    let location = client.get_bucket_location().bucket(BUCKET).send().await.expect("a location");
    assert_eq!(
        location.location_constraint().map(aws_sdk_s3::types::BucketLocationConstraint::as_str),
        Some("eu-west-1")
    );
}

#[tokio::test]
async fn ones_own_bucket_again_is_a_conflict_but_not_in_us_east_1() {
    let (cloud, client) = start_with_bucket().await;
    let request = client.create_bucket().bucket(BUCKET);
    let refused = refusal(request.create_bucket_configuration(located_in("eu-central-1")).send().await);
    assert_eq!(refused.brief(), (409, "BucketAlreadyOwnedByYou"));
    assert_eq!(refused.message, "Your previous request to create the named bucket succeeded and you already own it.");

    let client = client_in(&cloud, "us-east-1");
    for _ in 0..2 {
        client.create_bucket().bucket("old-promise").send().await.expect("200 each time");
    }
}

#[tokio::test]
async fn in_us_east_1_the_acl_is_reset_when_a_bucket_is_made_again() {
    let cloud = start().await;
    let client = client_in(&cloud, "us-east-1");
    let request = client.create_bucket().bucket(BUCKET);
    request.object_ownership(ObjectOwnership::ObjectWriter).send().await.expect("a bucket");
    block(&client, [false, false, false, false]).await;
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
    request.send().await.expect("a public bucket ACL");
    client.create_bucket().bucket(BUCKET).send().await.expect("200");
    let acl = client.get_bucket_acl().bucket(BUCKET).send().await.expect("an ACL");
    assert_eq!(acl.grants().len(), 1);
}

#[tokio::test]
async fn a_name_that_another_account_has_is_taken() {
    let cloud = start().await;
    make(&stranger(&cloud), BUCKET).await;
    let request = student(&cloud).create_bucket().bucket(BUCKET);
    let refused = refusal(request.create_bucket_configuration(located_in("eu-central-1")).send().await);
    assert_eq!(refused.brief(), (409, "BucketAlreadyExists"));
    assert!(refused.message.starts_with("The requested bucket name is not available."));
}

#[tokio::test]
async fn names_follow_the_naming_rules() {
    let cloud = start().await;
    let client = student(&cloud);
    for name in ["Chat-Site", "chat_site", "ab", "192.168.5.4", "xn--chat"] {
        let request = client.create_bucket().bucket(name);
        let refused = refusal(request.create_bucket_configuration(located_in("eu-central-1")).send().await);
        assert_eq!(refused.brief(), (400, "InvalidBucketName"), "{name}");
        assert_eq!(refused.message, "The specified bucket is not valid.");
    }
    make(&client, "my.site.example").await;
}

#[tokio::test]
async fn a_public_acl_on_a_new_bucket_is_refused() {
    let cloud = start().await;
    let client = student(&cloud);
    let request = || {
        let request = client.create_bucket().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
        request.create_bucket_configuration(located_in("eu-central-1"))
    };
    let refused = refusal(request().send().await);
    assert_eq!(refused.brief(), (400, "InvalidBucketAclWithObjectOwnership"));
    let refused = refusal(request().object_ownership(ObjectOwnership::ObjectWriter).send().await);
    assert_eq!(refused.brief(), (400, "InvalidBucketAclWithBlockPublicAccessError"));
}

#[tokio::test]
async fn only_an_empty_bucket_is_deleted() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let refused = refusal(client.delete_bucket().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (409, "BucketNotEmpty"));
    client.delete_object().bucket(BUCKET).key("a").send().await.expect("deleted");
    client.delete_bucket().bucket(BUCKET).send().await.expect("deleted");
    let refused = refusal(client.delete_bucket().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "NoSuchBucket"));
    assert_eq!(refused.message, "The specified bucket does not exist");
}

#[tokio::test]
async fn head_bucket_tells_the_region() {
    let (_cloud, client) = start_with_bucket().await;
    let head = client.head_bucket().bucket(BUCKET).send().await.expect("the bucket is there");
    assert_eq!(head.bucket_region(), Some("eu-central-1"));
    assert_eq!(refusal(client.head_bucket().bucket("no-such-bucket").send().await).status, 404);
}

#[tokio::test]
async fn head_bucket_of_another_account_is_forbidden() {
    let (cloud, _client) = start_with_bucket().await;
    assert_eq!(refusal(stranger(&cloud).head_bucket().bucket(BUCKET).send().await).status, 403);
}

#[tokio::test]
async fn a_bucket_in_another_region_is_a_permanent_redirect() {
    let (cloud, _client) = start_with_bucket().await;
    let client = client_in(&cloud, "eu-west-1");
    let refused = refusal(client.list_objects_v2().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (301, "PermanentRedirect"));
    let error = client.head_bucket().bucket(BUCKET).send().await.expect_err("wrong region");
    let response = error.raw_response().expect("an answer");
    assert_eq!(response.status().as_u16(), 301);
    assert_eq!(response.headers().get("x-amz-bucket-region"), Some("eu-central-1"));
}

#[tokio::test]
async fn a_region_that_does_not_exist_is_told_from_one_that_does() {
    let cloud = start().await;
    let refused = refusal(client_in(&cloud, "eu-centrall-1").list_buckets().send().await);
    assert_eq!(refused.brief(), (400, "AuthorizationHeaderMalformed"));
    assert_eq!(
        refused.message,
        "The authorization header is malformed; the region 'eu-centrall-1' is wrong; expecting 'eu-central-1'"
    );
}

#[tokio::test]
async fn buckets_are_listed_for_their_owner_only() {
    let (cloud, client) = start_with_bucket().await;
    make(&client, "another-bucket").await;
    make(&stranger(&cloud), "not-yours").await;
    let listed = client.list_buckets().send().await.expect("a list");
    let names: Vec<_> = listed.buckets().iter().filter_map(|bucket| bucket.name()).collect();
    assert_eq!(names, ["another-bucket", BUCKET]);
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html: "at least one valid parameter" brings the region.
    assert_eq!(listed.buckets()[0].bucket_region(), None);
    let page = client.list_buckets().max_buckets(1).send().await.expect("a page");
    assert_eq!(page.buckets()[0].bucket_region(), Some("eu-central-1"));
    let token = page.continuation_token().expect("there is more");
    let page = client.list_buckets().continuation_token(token).send().await.expect("a page");
    assert_eq!(page.buckets().len(), 1);
    assert_eq!(page.buckets()[0].name(), Some(BUCKET));
    assert_eq!(get(&cloud, "/").await.status, 403);
}

#[tokio::test]
async fn a_missing_bucket_is_said_to_anybody() {
    let cloud = start().await;
    let answer = get(&cloud, "/no-such-bucket/key").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.element("Code"), Some("NoSuchBucket"));
    assert_eq!(answer.element("BucketName"), Some("no-such-bucket"));
    assert_eq!(answer.header("content-type"), Some("application/xml"));
    assert_eq!(answer.element("RequestId"), answer.header("x-amz-request-id"));
    assert_eq!(answer.element("HostId"), answer.header("x-amz-id-2"));
    assert_eq!(answer.header("server"), Some("AmazonS3"));
    assert_eq!(http(&cloud, "HEAD", "/no-such-bucket/key", &[]).await.body, "");
}

#[tokio::test]
async fn what_is_not_emulated_says_so() {
    let (cloud, client) = start_with_bucket().await;
    let refused = refusal(client.get_bucket_lifecycle_configuration().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (501, "NotImplemented"));
    // `s3s` does not know this one, and would delete nothing less than the bucket.
    let uri = format!("/{BUCKET}?metadataConfiguration");
    assert_eq!(http(&cloud, "DELETE", &uri, &[]).await.element("Code"), Some("NotImplemented"));
    client.head_bucket().bucket(BUCKET).send().await.expect("still there");
    let versioning = client.get_bucket_versioning().bucket(BUCKET).send().await.expect("an answer");
    assert_eq!(versioning.status(), None);
}

#[tokio::test]
async fn new_objects_are_encrypted_with_sse_s3() {
    let (_cloud, client) = start_with_bucket().await;
    let encryption = client.get_bucket_encryption().bucket(BUCKET).send().await.expect("an answer");
    let rules = encryption.server_side_encryption_configuration().expect("a configuration").rules();
    let default = rules[0].apply_server_side_encryption_by_default().expect("a default");
    assert_eq!(default.sse_algorithm().as_str(), "AES256");
    put(&client, BUCKET, "a", "1").await;
    let head = client.head_object().bucket(BUCKET).key("a").send().await.expect("the object");
    assert_eq!(head.server_side_encryption().map(aws_sdk_s3::types::ServerSideEncryption::as_str), Some("AES256"));
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let cloud = start().await;
    let config = cloud::Config { port: Some(cloud.port()), ..cloud::Config::default() };
    let refused = cloud::Cloud::start(config).await.expect_err("the port is taken");
    assert!(matches!(refused, cloud::StartError::PortInUse { port } if port == cloud.port()));
}

#[tokio::test]
async fn a_cloud_that_is_shut_down_frees_its_port() {
    let cloud = start().await;
    let (port, credentials, endpoint) = (cloud.port(), cloud.student().clone(), cloud.endpoint());
    client_with(&credentials, "eu-central-1", &endpoint).list_buckets().send().await.expect("it answers");
    cloud.shutdown().await;
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.expect_err("nobody listens");
}
