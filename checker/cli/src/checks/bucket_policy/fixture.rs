//! The state that lab 1's solution leaves: a website whose objects are public by an ACL each.

use std::collections::BTreeMap;
use std::fmt::Debug;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ErrorDocument, IndexDocument, ObjectCannedAcl,
    ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, WebsiteConfiguration,
};

use crate::checks::s3_hosting::media_type;
use crate::stop::Stop;

/// Makes the bucket with these files in it, as lab 1 does.
///
/// # Errors
/// A fault when the cloud refuses: the fixture is ours, never the student's.
pub(in crate::checks) async fn publish(
    s3: &Client,
    region: &str,
    bucket: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<(), Stop> {
    let mut request = s3.create_bucket().bucket(bucket);
    if region != "us-east-1" {
        let here = BucketLocationConstraint::from(region);
        request =
            request.create_bucket_configuration(CreateBucketConfiguration::builder().location_constraint(here).build());
    }
    request.send().await.map_err(fault)?;

    let rule = OwnershipControlsRule::builder()
        .object_ownership(ObjectOwnership::BucketOwnerPreferred)
        .build()
        .map_err(fault)?;
    let controls = OwnershipControls::builder().rules(rule).build().map_err(fault)?;
    s3.put_bucket_ownership_controls().bucket(bucket).ownership_controls(controls).send().await.map_err(fault)?;
    let flags = PublicAccessBlockConfiguration::builder()
        .block_public_acls(false)
        .ignore_public_acls(false)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    s3.put_public_access_block().bucket(bucket).public_access_block_configuration(flags).send().await.map_err(fault)?;

    for (key, bytes) in files {
        s3.put_object()
            .bucket(bucket)
            .key(key)
            .content_type(media_type(key))
            .acl(ObjectCannedAcl::PublicRead)
            .body(ByteStream::from(bytes.clone()))
            .send()
            .await
            .map_err(fault)?;
    }
    let website = WebsiteConfiguration::builder()
        .index_document(IndexDocument::builder().suffix("index.html").build().map_err(fault)?)
        .error_document(ErrorDocument::builder().key("error.html").build().map_err(fault)?)
        .build();
    s3.put_bucket_website().bucket(bucket).website_configuration(website).send().await.map_err(fault)?;
    Ok(())
}

fn fault(error: impl Debug) -> Stop {
    Stop::fault(format!("what lab 1 leaves could not be made: {error:?}"))
}
