//! Part 3: anyone may read the objects, by an ACL on each, and may do nothing else.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::PublicAccessBlockConfiguration;

use crate::Error;

/// Makes ACLs possible in a new bucket, where they are off and public ones are blocked.
pub async fn allow_public_objects(client: &Client, bucket: &str) -> Result<(), Error> {
    let flags =
        PublicAccessBlockConfiguration::builder().block_public_policy(true).restrict_public_buckets(true).build();
    client.put_public_access_block().bucket(bucket).public_access_block_configuration(flags).send().await?;
    // Without ownership controls a bucket is as it was before there were any: ACLs count.
    client.delete_bucket_ownership_controls().bucket(bucket).send().await?;
    Ok(())
}

/// Lets anyone read one object.
pub async fn share(client: &Client, bucket: &str, key: &str) -> Result<(), Error> {
    let everyone = "uri=http://acs.amazonaws.com/groups/global/AllUsers";
    client.put_object_acl().bucket(bucket).key(key).grant_read(everyone).send().await?;
    Ok(())
}
