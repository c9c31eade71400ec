//! Part 2: from the ACLs of lab 1 to the policy.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration};

use crate::Error;

/// Makes the bucket public by its policy, and by nothing else.
pub async fn apply(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    set_flags(client, bucket).await?;
    put_policy(client, bucket, policy).await?;
    switch_acls_off(client, bucket).await
}

/// Lets public policies pass, and no public ACLs any more.
pub async fn set_flags(client: &Client, bucket: &str) -> Result<(), Error> {
    let flags = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(false)
        .restrict_public_buckets(false)
        .build();
    client.put_public_access_block().bucket(bucket).public_access_block_configuration(flags).send().await?;
    Ok(())
}

/// Puts the policy on the bucket, in place of the one that it may have.
pub async fn put_policy(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    client.put_bucket_policy().bucket("chat-site").policy(policy).send().await?;
    Ok(())
}

/// Switches the ACLs of the bucket and of its objects off.
pub async fn switch_acls_off(client: &Client, bucket: &str) -> Result<(), Error> {
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerEnforced).build()?;
    let controls = OwnershipControls::builder().rules(rule).build()?;
    client.put_bucket_ownership_controls().bucket(bucket).ownership_controls(controls).send().await?;
    Ok(())
}
