//! S3 Block Public Access and the defaults of a new bucket.

use aws_sdk_s3::types::{BucketCannedAcl, ObjectCannedAcl, ObjectOwnership};

use crate::support::{BUCKET, block, get, open, own, put, refusal, start_with_bucket, stranger};

fn public_read() -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"PublicRead","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{BUCKET}/*"}}]}}"#
    )
}

#[tokio::test]
async fn a_new_bucket_blocks_public_access_and_has_acls_off() {
    let (_cloud, client) = start_with_bucket().await;
    let block = client.get_public_access_block().bucket(BUCKET).send().await.expect("a block");
    let block = block.public_access_block_configuration().expect("a configuration");
    assert_eq!(
        [
            block.block_public_acls(),
            block.ignore_public_acls(),
            block.block_public_policy(),
            block.restrict_public_buckets()
        ],
        [Some(true); 4]
    );
    let controls = client.get_bucket_ownership_controls().bucket(BUCKET).send().await.expect("controls");
    let rules = controls.ownership_controls().expect("controls").rules();
    assert_eq!(*rules[0].object_ownership(), ObjectOwnership::BucketOwnerEnforced);
    let refused = refusal(client.get_bucket_policy().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "NoSuchBucketPolicy"));
    assert_eq!(refused.message, "The bucket policy does not exist");
}

#[tokio::test]
async fn switches_that_are_not_named_are_off_and_deleted_ones_are_not_found() {
    let (_cloud, client) = start_with_bucket().await;
    let configuration = aws_sdk_s3::types::PublicAccessBlockConfiguration::builder().block_public_acls(true).build();
    let request = client.put_public_access_block().bucket(BUCKET);
    request.public_access_block_configuration(configuration).send().await.expect("200");
    let block = client.get_public_access_block().bucket(BUCKET).send().await.expect("a block");
    let block = block.public_access_block_configuration().expect("a configuration");
    assert_eq!((block.block_public_acls(), block.restrict_public_buckets()), (Some(true), Some(false)));
    client.delete_public_access_block().bucket(BUCKET).send().await.expect("204");
    let refused = refusal(client.get_public_access_block().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "NoSuchPublicAccessBlockConfiguration"));
    client.delete_bucket_ownership_controls().bucket(BUCKET).send().await.expect("204");
    let refused = refusal(client.get_bucket_ownership_controls().bucket(BUCKET).send().await);
    assert_eq!(refused.brief(), (404, "OwnershipControlsNotFoundError"));
}

#[tokio::test]
async fn block_public_acls_refuses_public_acls() {
    let (cloud, client) = start_with_bucket().await;
    own(&client, ObjectOwnership::BucketOwnerPreferred).await;
    put(&client, BUCKET, "a", "1").await;
    let user = &cloud.student().arn;
    let text = |action: &str, resource: &str| {
        format!(
            "User: {user} is not authorized to perform: {action} on resource: \"arn:aws:s3:::{resource}\" because \
             public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access."
        )
    };
    let object = format!("{BUCKET}/a");
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    let refused = refusal(request.send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    assert_eq!(refused.message, text("s3:PutObjectAcl", &object));
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
    assert_eq!(refusal(request.send().await).message, text("s3:PutBucketAcl", BUCKET));
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    assert_eq!(refusal(request.send().await).message, text("s3:PutObject", &object));
    let request = client.copy_object().bucket(BUCKET).key("b").copy_source(&object);
    let refused = refusal(request.acl(ObjectCannedAcl::AuthenticatedRead).send().await);
    assert_eq!(refused.message, text("s3:PutObject", &format!("{BUCKET}/b")));
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::Private);
    request.send().await.expect("it is not public");
    block(&client, [false, true, true, true]).await;
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    request.send().await.expect("only BlockPublicAcls refuses");
}

#[tokio::test]
async fn on_a_default_bucket_each_request_reads_its_own_refusal() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    let refused = refusal(request.send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    assert!(refused.message.contains("the BlockPublicAcls setting"), "{}", refused.message);
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    assert_eq!(refusal(request.send().await).brief(), (400, "AccessControlListNotSupported"));
}

#[tokio::test]
async fn ignore_public_acls_makes_existing_ones_ineffective() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    request.send().await.expect("put");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
    block(&client, [false, true, false, false]).await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 403);
    let decision = cloud.trace().pop().and_then(|event| event.decision).unwrap_or_default();
    assert!(decision.contains("IgnorePublicAcls is on"), "{decision}");
    // BlockPublicAcls alone leaves existing ones as they are.
    block(&client, [true, false, false, false]).await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
}

#[tokio::test]
async fn block_public_policy_refuses_public_policies() {
    let (cloud, client) = start_with_bucket().await;
    let refused = refusal(client.put_bucket_policy().bucket(BUCKET).policy(public_read()).send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    assert_eq!(
        refused.message,
        format!(
            "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{BUCKET}\" because \
             public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
            cloud.student().arn
        )
    );
    let private = public_read().replace("\"*\"", "{\"AWS\":\"arn:aws:iam::444455556666:root\"}");
    client.put_bucket_policy().bucket(BUCKET).policy(private).send().await.expect("it is not public");
    block(&client, [true, true, false, true]).await;
    client.put_bucket_policy().bucket(BUCKET).policy(public_read()).send().await.expect("204");
}

#[tokio::test]
async fn restrict_public_buckets_stops_an_existing_public_policy() {
    let (cloud, client) = start_with_bucket().await;
    block(&client, [true, true, false, false]).await;
    client.put_bucket_policy().bucket(BUCKET).policy(public_read()).send().await.expect("204");
    put(&client, BUCKET, "a", "1").await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
    stranger(&cloud).get_object().bucket(BUCKET).key("a").send().await.expect("everyone");
    block(&client, [true, true, false, true]).await;
    let answer = get(&cloud, &format!("/{BUCKET}/a")).await;
    assert_eq!((answer.status, answer.element("Message")), (403, Some("Access Denied")));
    let decision = cloud.trace().pop().and_then(|event| event.decision).unwrap_or_default();
    assert!(decision.contains("RestrictPublicBuckets is on"), "{decision}");
    refusal(stranger(&cloud).get_object().bucket(BUCKET).key("a").send().await);
    client.get_object().bucket(BUCKET).key("a").send().await.expect("the owner's account");
}
