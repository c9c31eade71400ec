//! Part 2: from the ACLs of lab 1 to the policy.

use aws_sdk_s3::Client;
// The requests' types are in `aws_sdk_s3::types`; you know them from lab 1.

use crate::Error;

/// Makes the bucket public by its policy, and by nothing else.
pub async fn apply(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    // TODO: call the three functions below, in an order that works.
    // One of them is refused as long as another has not run.
    let _ = (client, bucket, policy);
    Ok(())
}

/// Lets public policies pass, and no public ACLs any more.
pub async fn set_flags(client: &Client, bucket: &str) -> Result<(), Error> {
    // TODO: the public access block. Lab 1 left the two flags about ACLs off and the two about policies on.
    // Now it must be the other way round. The call replaces all four.
    let _ = (client, bucket);
    Ok(())
}

/// Puts the policy on the bucket, in place of the one that it may have.
pub async fn put_policy(client: &Client, bucket: &str, policy: &str) -> Result<(), Error> {
    // TODO: `put_bucket_policy` takes the policy's text as it is.
    let _ = (client, bucket, policy);
    Ok(())
}

/// Switches the ACLs of the bucket and of its objects off.
pub async fn switch_acls_off(client: &Client, bucket: &str) -> Result<(), Error> {
    // TODO: object ownership, back to `BucketOwnerEnforced`.
    let _ = (client, bucket);
    Ok(())
}
