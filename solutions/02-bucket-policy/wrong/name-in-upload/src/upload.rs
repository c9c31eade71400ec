//! Part 3: one more file, after the policy is in place.

use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;

use crate::Error;

/// Uploads one file under `key`.
pub async fn upload(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    client
        .put_object()
        .bucket("chat-site")
        .key(key)
        .content_type(crate::content_type::content_type(key))
        .body(ByteStream::from_path(file).await?)
        .send()
        .await?;
    Ok(())
}
