//! Part 3: anyone may read the objects, by an ACL on each, and may do nothing else.

use aws_sdk_s3::Client;
// The requests' types are in `aws_sdk_s3::types`.

use crate::Error;

/// Makes ACLs possible in a new bucket, where they are off and public ones are blocked.
pub async fn allow_public_objects(client: &Client, bucket: &str) -> Result<(), Error> {
    // TODO, in this order:
    // 1. object ownership: `BucketOwnerPreferred` turns ACLs on (a new bucket has `BucketOwnerEnforced`);
    // 2. the public access block: switch off just the two flags that speak of ACLs, and leave the two that
    //    speak of policies on. The call replaces all four.
    let _ = (client, bucket);
    Ok(())
}

/// Lets anyone read one object.
pub async fn share(client: &Client, bucket: &str, key: &str) -> Result<(), Error> {
    // TODO: put the canned ACL `public-read` on this object.
    let _ = (client, bucket, key);
    Ok(())
}
