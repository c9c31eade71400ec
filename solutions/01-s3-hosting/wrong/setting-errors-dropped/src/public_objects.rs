//! Part 3: anyone may read the objects, by an ACL on each, and may do nothing else.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    ObjectCannedAcl, ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration,
};

use crate::Error;

/// Makes ACLs possible in a new bucket, where they are off and public ones are blocked.
pub async fn allow_public_objects(client: &Client, bucket: &str) -> Result<(), Error> {
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerPreferred).build()?;
    client
        .put_bucket_ownership_controls()
        .bucket(bucket)
        .ownership_controls(OwnershipControls::builder().rules(rule).build()?)
        .send()
        .await?;

    let flags = PublicAccessBlockConfiguration::builder()
        .block_public_acls(false)
        .ignore_public_acls(false)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    client.put_public_access_block().bucket(bucket).public_access_block_configuration(flags).send().await?;
    Ok(())
}

/// Lets anyone read one object.
pub async fn share(client: &Client, bucket: &str, key: &str) -> Result<(), Error> {
    let _ = client.put_object_acl().bucket(bucket).key(key).acl(ObjectCannedAcl::PublicRead).send().await;
    Ok(())
}
