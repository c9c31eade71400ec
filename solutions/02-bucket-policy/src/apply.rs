//! Part 2: from the ACLs of lab 1 to the policy.

use aws_sdk_s3::Client;
// STARTER: // The requests' types are in `aws_sdk_s3::types`; you know them from lab 1.
// ANCHOR: use
use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration};
// ANCHOR_END: use

use crate::Error;

/// Makes the bucket public by its policy, and by nothing else.
pub async fn apply(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    // STARTER: // TODO: call the three functions below, in an order that works.
    // STARTER: // One of them is refused as long as another has not run.
    // STARTER: let _ = (client, bucket, policy);
    // STARTER: Ok(())
    // ANCHOR: apply
    set_flags(client, bucket).await?;
    put_policy(client, bucket, policy).await?;
    switch_acls_off(client, bucket).await
    // ANCHOR_END: apply
}

/// Lets public policies pass, and no public ACLs any more.
pub async fn set_flags(client: &Client, bucket: &str) -> Result<(), Error> {
    // STARTER: // TODO: the public access block. Lab 1 left the two flags about ACLs off and the two about policies on.
    // STARTER: // Now it must be the other way round. The call replaces all four.
    // STARTER: let _ = (client, bucket);
    // STARTER: Ok(())
    // ANCHOR: set_flags
    let flags = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(false)
        .restrict_public_buckets(false)
        .build();
    client.put_public_access_block().bucket(bucket).public_access_block_configuration(flags).send().await?;
    Ok(())
    // ANCHOR_END: set_flags
}

/// Puts the policy on the bucket, in place of the one that it may have.
pub async fn put_policy(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    // STARTER: // TODO: `put_bucket_policy` takes the policy's text as it is.
    // STARTER: let _ = (client, bucket, policy);
    // STARTER: Ok(())
    // ANCHOR: put_policy
    client.put_bucket_policy().bucket(bucket).policy(policy).send().await?;
    Ok(())
    // ANCHOR_END: put_policy
}

/// Switches the ACLs of the bucket and of its objects off.
pub async fn switch_acls_off(client: &Client, bucket: &str) -> Result<(), Error> {
    // STARTER: // TODO: object ownership, back to `BucketOwnerEnforced`.
    // STARTER: let _ = (client, bucket);
    // STARTER: Ok(())
    // ANCHOR: switch_acls_off
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerEnforced).build()?;
    let controls = OwnershipControls::builder().rules(rule).build()?;
    client.put_bucket_ownership_controls().bucket(bucket).ownership_controls(controls).send().await?;
    Ok(())
    // ANCHOR_END: switch_acls_off
}
