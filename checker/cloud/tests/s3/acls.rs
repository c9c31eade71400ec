//! ACLs: what they grant, how they are written, when they count.

use aws_sdk_s3::types::{BucketCannedAcl, ObjectCannedAcl, ObjectOwnership, Permission, Type};

use crate::support::{BUCKET, block, get, http, open, own, put, refusal, start_with_bucket, stranger};

#[tokio::test]
async fn public_read_lets_everyone_read_one_object() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("public").acl(ObjectCannedAcl::PublicRead);
    request.body(b"hello".to_vec().into()).send().await.expect("put");
    put(&client, BUCKET, "private", "secret").await;
    let answer = get(&cloud, &format!("/{BUCKET}/public")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello"));
    let decision = cloud.trace().pop().and_then(|event| event.decision);
    assert_eq!(decision.as_deref(), Some("object ACL grants READ to AllUsers"));
    let answer = get(&cloud, &format!("/{BUCKET}/private")).await;
    assert_eq!((answer.status, answer.element("Message")), (403, Some("Access Denied")));
}

#[tokio::test]
async fn put_object_acl_changes_it_later() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    put(&client, BUCKET, "a", "1").await;
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    request.send().await.expect("200");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
    let acl = client.get_object_acl().bucket(BUCKET).key("a").send().await.expect("an ACL");
    let public = acl.grants().iter().filter_map(|grant| {
        let grantee = grant.grantee()?;
        Some((grantee.uri()?, grant.permission()?))
    });
    let public: Vec<_> = public.collect();
    assert_eq!(public, [("http://acs.amazonaws.com/groups/global/AllUsers", &Permission::Read)]);
    assert_eq!(*acl.grants()[0].grantee().expect("the owner").r#type(), Type::CanonicalUser);
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl(ObjectCannedAcl::Private);
    request.send().await.expect("200");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 403);
}

#[tokio::test]
async fn grants_come_as_headers_or_as_a_document() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    put(&client, BUCKET, "a", "1").await;
    let everyone = "uri=http://acs.amazonaws.com/groups/global/AllUsers";
    let request = client.put_object_acl().bucket(BUCKET).key("a").grant_read(everyone);
    request.send().await.expect("200");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
    let acl = client.get_object_acl().bucket(BUCKET).key("a").send().await.expect("an ACL");
    put(&client, BUCKET, "b", "1").await;
    let document = aws_sdk_s3::types::AccessControlPolicy::builder()
        .set_owner(acl.owner().cloned())
        .set_grants(Some(acl.grants().to_vec()))
        .build();
    let request = client.put_object_acl().bucket(BUCKET).key("b").access_control_policy(document);
    request.send().await.expect("200");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/b")).await.status, 200);
    let request = client.put_object_acl().bucket(BUCKET).key("a").grant_read("uri=http://example.com/");
    assert_eq!(refusal(request.send().await).message, "Invalid group uri");
    let request = client.put_object_acl().bucket(BUCKET).key("a").grant_read(everyone);
    let refused = refusal(request.acl(ObjectCannedAcl::Private).send().await);
    assert_eq!(refused.brief(), (400, "InvalidRequest"));
    assert_eq!(refusal(client.put_object_acl().bucket(BUCKET).key("a").send().await).code, "MissingSecurityHeader");
    let request = client.put_object_acl().bucket(BUCKET).key("a").acl("public-reed".into());
    assert_eq!(refusal(request.send().await).brief(), (400, "InvalidArgument"));
}

#[tokio::test]
async fn a_public_bucket_acl_lists_but_does_not_read() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    put(&client, BUCKET, "a", "1").await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}")).await.status, 403);
    assert_eq!(get(&cloud, &format!("/{BUCKET}/missing")).await.status, 403);
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
    request.send().await.expect("200");
    let answer = get(&cloud, &format!("/{BUCKET}")).await;
    assert_eq!((answer.status, answer.element("Key")), (200, Some("a")));
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 403);
    // Who may list may know that a key is missing.
    let answer = get(&cloud, &format!("/{BUCKET}/missing")).await;
    assert_eq!((answer.status, answer.element("Key")), (404, Some("missing")));
    let acl = client.get_bucket_acl().bucket(BUCKET).send().await.expect("an ACL");
    assert_eq!(acl.grants().len(), 2);
}

#[tokio::test]
async fn a_copy_does_not_take_the_acl_along() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    request.send().await.expect("put");
    let request = client.copy_object().bucket(BUCKET).key("b").copy_source(format!("{BUCKET}/a"));
    request.send().await.expect("copied");
    assert_eq!(get(&cloud, &format!("/{BUCKET}/b")).await.status, 403);
}

#[tokio::test]
async fn an_enforced_bucket_takes_no_acls_but_full_control_for_its_owner() {
    let (_cloud, client) = start_with_bucket().await;
    block(&client, [false, false, false, false]).await;
    put(&client, BUCKET, "a", "1").await;
    let not_supported = (400, "AccessControlListNotSupported");
    let put = || client.put_object().bucket(BUCKET).key("b");
    let refused = refusal(put().acl(ObjectCannedAcl::PublicRead).send().await);
    assert_eq!(refused.brief(), not_supported);
    assert_eq!(refused.message, "The bucket does not allow ACLs");
    assert_eq!(refusal(put().acl(ObjectCannedAcl::Private).send().await).brief(), not_supported);
    put().acl(ObjectCannedAcl::BucketOwnerFullControl).send().await.expect("accepted");
    let put_acl = || client.put_object_acl().bucket(BUCKET).key("a");
    assert_eq!(refusal(put_acl().acl(ObjectCannedAcl::PublicRead).send().await).brief(), not_supported);
    put_acl().acl(ObjectCannedAcl::BucketOwnerFullControl).send().await.expect("accepted");
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
    assert_eq!(refusal(request.send().await).brief(), not_supported);
    let upload = client.create_multipart_upload().bucket(BUCKET).key("c").acl(ObjectCannedAcl::PublicRead);
    assert_eq!(refusal(upload.send().await).brief(), not_supported);
    let copy = client.copy_object().bucket(BUCKET).key("c").copy_source(format!("{BUCKET}/a"));
    assert_eq!(refusal(copy.acl(ObjectCannedAcl::PublicRead).send().await).brief(), not_supported);
}

#[tokio::test]
async fn switching_acls_off_makes_them_ineffective_and_on_brings_them_back() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::PublicRead);
    request.send().await.expect("put");
    own(&client, ObjectOwnership::BucketOwnerEnforced).await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 403);
    let decision = cloud.trace().pop().and_then(|event| event.decision).unwrap_or_default();
    assert!(decision.contains("ACLs are off: object ownership is BucketOwnerEnforced"), "{decision}");
    let acl = client.get_object_acl().bucket(BUCKET).key("a").send().await.expect("an ACL");
    assert_eq!(acl.grants().len(), 1);
    own(&client, ObjectOwnership::ObjectWriter).await;
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a")).await.status, 200);
}

#[tokio::test]
async fn acls_are_not_switched_off_while_the_bucket_acl_grants_to_others() {
    let (_cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicRead);
    request.send().await.expect("200");
    let rule = aws_sdk_s3::types::OwnershipControlsRule::builder()
        .object_ownership(ObjectOwnership::BucketOwnerEnforced)
        .build();
    let controls = aws_sdk_s3::types::OwnershipControls::builder().rules(rule.expect("complete")).build();
    let request = client.put_bucket_ownership_controls().bucket(BUCKET);
    let refused = refusal(request.ownership_controls(controls.expect("complete")).send().await);
    assert_eq!(refused.brief(), (400, "InvalidBucketAclWithObjectOwnership"));
}

#[tokio::test]
async fn another_accounts_object_is_its_writers() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    own(&client, ObjectOwnership::ObjectWriter).await;
    let request = client.put_bucket_acl().bucket(BUCKET).acl(BucketCannedAcl::PublicReadWrite);
    request.send().await.expect("200");
    put(&stranger(&cloud), BUCKET, "theirs", "x").await;
    let refused = refusal(client.get_object().bucket(BUCKET).key("theirs").send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
    // With BucketOwnerPreferred and full control granted it is the bucket owner's.
    own(&client, ObjectOwnership::BucketOwnerPreferred).await;
    let request = stranger(&cloud).put_object().bucket(BUCKET).key("given");
    request.acl(ObjectCannedAcl::BucketOwnerFullControl).send().await.expect("put");
    client.get_object().bucket(BUCKET).key("given").send().await.expect("one's own now");
}

#[tokio::test]
async fn authenticated_read_needs_a_signature() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl(ObjectCannedAcl::AuthenticatedRead);
    request.send().await.expect("put");
    assert_eq!(http(&cloud, "GET", &format!("/{BUCKET}/a"), &[]).await.status, 403);
    stranger(&cloud).get_object().bucket(BUCKET).key("a").send().await.expect("any account");
}
