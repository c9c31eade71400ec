//! Part 3: anyone may read the objects, by an ACL on each, and may do nothing else.

use aws_sdk_s3::Client;
// STARTER: // The requests' types are in `aws_sdk_s3::types`.
// ANCHOR: use
use aws_sdk_s3::types::{
    ObjectCannedAcl, ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration,
};
// ANCHOR_END: use

use crate::Error;

/// Makes ACLs possible in a new bucket, where they are off and public ones are blocked.
pub async fn allow_public_objects(client: &Client, bucket: &str) -> Result<(), Error> {
    // STARTER: // TODO, in this order:
    // STARTER: // 1. object ownership: `BucketOwnerPreferred` turns ACLs on (a new bucket has `BucketOwnerEnforced`);
    // STARTER: // 2. the public access block: switch off just the two flags that speak of ACLs, and leave the two that
    // STARTER: //    speak of policies on. The call replaces all four.
    // STARTER: let _ = (client, bucket);
    // STARTER: Ok(())
    // ANCHOR: allow_public_objects
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
    // ANCHOR_END: allow_public_objects
}

/// Lets anyone read one object.
pub async fn share(client: &Client, bucket: &str, key: &str) -> Result<(), Error> {
    // STARTER: // TODO: put the canned ACL `public-read` on this object.
    // STARTER: let _ = (client, bucket, key);
    // STARTER: Ok(())
    // ANCHOR: share
    client.put_object_acl().bucket(bucket).key(key).acl(ObjectCannedAcl::PublicRead).send().await?;
    Ok(())
    // ANCHOR_END: share
}
