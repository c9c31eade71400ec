//! Part 3: one more file, after the policy is in place.

use std::path::Path;

use aws_sdk_s3::Client;
// `ByteStream`, which reads a file, is in `aws_sdk_s3::primitives`.

use crate::Error;

/// Uploads one file under `key`.
pub async fn upload(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    // TODO: put the file's bytes under the key, with the content type from `crate::content_type`.
    // Think before you write: what must be done so that everyone can read the new object?
    let _ = (client, bucket, key, file);
    Ok(())
}
