//! Part 3: one more file, after the policy is in place.

use std::path::Path;

use aws_sdk_s3::Client;
// STARTER: // `ByteStream`, which reads a file, is in `aws_sdk_s3::primitives`.
// ANCHOR: use
use aws_sdk_s3::primitives::ByteStream;
// ANCHOR_END: use

use crate::Error;

/// Uploads one file under `key`.
pub async fn upload(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    // STARTER: // TODO: put the file's bytes under the key, with the content type from `crate::content_type`.
    // STARTER: // Think before you write: what must be done so that everyone can read the new object?
    // STARTER: let _ = (client, bucket, key, file);
    // STARTER: Ok(())
    // ANCHOR: upload
    client
        .put_object()
        .bucket(bucket)
        .key(key)
        .content_type(crate::content_type::content_type(key))
        .body(ByteStream::from_path(file).await?)
        .send()
        .await?;
    Ok(())
    // ANCHOR_END: upload
}
