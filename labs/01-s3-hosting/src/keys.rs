//! Part 1: a bucket in any region, exact keys, the upload.

use std::path::Path;

use aws_sdk_s3::Client;
// What you will need is in `aws_sdk_s3::error::ProvideErrorMetadata`, `aws_sdk_s3::primitives` and `aws_sdk_s3::types`.

use crate::Error;

/// Makes `bucket` in `region`. A bucket that you own already is as good; one that somebody else owns is an error.
pub async fn create_bucket(client: &Client, region: &str, bucket: &str) -> Result<(), Error> {
    // TODO: create the bucket.
    // - The request names the region in a `CreateBucketConfiguration`, except in us-east-1, where S3 refuses it.
    // - The program must be able to run twice: S3 answers BucketAlreadyOwnedByYou when the bucket is yours already.
    // - Every other answer is an error: return it.
    let _ = (client, region, bucket);
    Ok(())
}

/// The key for a file, given its path relative to the published folder, or `None` for a file that is not published.
pub fn object_key(relative: &Path) -> Option<String> {
    // TODO: the names of the path's components, joined by `/` on every system: `css/style.css`.
    // Nothing before them, nothing changed in them. Hidden files (and files in hidden folders), whose names
    // begin with a dot, are not published: return `None`.
    let _ = relative;
    None
}

/// Uploads one file under `key`.
pub async fn put_object(client: &Client, bucket: &str, key: &str, file: &Path) -> Result<(), Error> {
    // TODO: put the file's bytes under the key: `ByteStream::from_path` reads them.
    // Part 2 comes back here and sets the content type.
    let _ = (client, bucket, key, file);
    Ok(())
}
