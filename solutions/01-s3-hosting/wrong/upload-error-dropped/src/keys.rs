//! Part 1: a bucket in any region, exact keys, the upload.

use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};

use crate::Error;

/// Makes `bucket` in `region`. A bucket that you own already is as good; one that somebody else owns is an error.
pub async fn create_bucket(client: &Client, region: &str, bucket: &str) -> Result<(), Error> {
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
}

/// The key for a file, given its path relative to the published folder, or `None` for a file that is not published.
pub fn object_key(relative: &Path) -> Option<String> {
    let mut names = Vec::new();
    for component in relative.components() {
        let name = component.as_os_str().to_str()?;
        if name.starts_with('.') {
            return None;
        }
        names.push(name);
    }
    Some(names.join("/"))
}

/// Uploads one file under `key`.
pub async fn put_object(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    let _ = client
        .put_object()
        .bucket(bucket)
        .key(key)
        .content_type(crate::content_type::content_type(key))
        .body(ByteStream::from_path(file).await?)
        .send()
        .await;
    Ok(())
}
