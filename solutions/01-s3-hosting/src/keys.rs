//! Part 1: a bucket in any region, exact keys, the upload.

use std::path::Path;

use aws_sdk_s3::Client;
// STARTER: // What you will need is in `aws_sdk_s3::error::ProvideErrorMetadata`, `aws_sdk_s3::primitives` and `aws_sdk_s3::types`.
// ANCHOR: use
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
// ANCHOR_END: use

use crate::Error;

/// Makes `bucket` in `region`. A bucket that you own already is as good; one that somebody else owns is an error.
pub async fn create_bucket(client: &Client, region: &str, bucket: &str) -> Result<(), Error> {
    // STARTER: // TODO: create the bucket.
    // STARTER: // - The request names the region in a `CreateBucketConfiguration`, except in us-east-1, where S3 refuses it.
    // STARTER: // - The program must be able to run twice: S3 answers BucketAlreadyOwnedByYou when the bucket is yours already.
    // STARTER: // - Every other answer is an error: return it.
    // STARTER: let _ = (client, region, bucket);
    // STARTER: Ok(())
    // ANCHOR: create_bucket
    let mut request = client.create_bucket().bucket(bucket);
    if region != "us-east-1" {
        let here = BucketLocationConstraint::from(region);
        request =
            request.create_bucket_configuration(CreateBucketConfiguration::builder().location_constraint(here).build());
    }
    match request.send().await {
        Ok(_) => Ok(()),
        Err(error) if error.code() == Some("BucketAlreadyOwnedByYou") => Ok(()),
        Err(error) => Err(error.into()),
    }
    // ANCHOR_END: create_bucket
}

/// The key for a file, given its path relative to the published folder, or `None` for a file that is not published.
pub fn object_key(relative: &Path) -> Option<String> {
    // STARTER: // TODO: the names of the path's components, joined by `/` on every system: `css/style.css`.
    // STARTER: // Nothing before them, nothing changed in them. Hidden files (and files in hidden folders), whose names
    // STARTER: // begin with a dot, are not published: return `None`.
    // STARTER: let _ = relative;
    // STARTER: None
    // ANCHOR: object_key
    let mut names = Vec::new();
    for component in relative.components() {
        let name = component.as_os_str().to_str()?;
        if name.starts_with('.') {
            return None;
        }
        names.push(name);
    }
    Some(names.join("/"))
    // ANCHOR_END: object_key
}

/// Uploads one file under `key`.
pub async fn put_object(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    // STARTER: // TODO: put the file's bytes under the key: `ByteStream::from_path` reads them.
    // STARTER: // Part 2 comes back here and sets the content type.
    // STARTER: let _ = (client, bucket, key, file);
    // STARTER: Ok(())
    // ANCHOR: put_object
    client
        .put_object()
        .bucket(bucket)
        .key(key)
        .content_type(crate::content_type::content_type(key))
        .body(ByteStream::from_path(file).await?)
        .send()
        .await?;
    Ok(())
    // ANCHOR_END: put_object
}
