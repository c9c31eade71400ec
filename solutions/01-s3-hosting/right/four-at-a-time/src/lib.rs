//! Lab 1: publish a folder as a website on S3.
//!
//! Given: `publish` calls what you write, in the order of the lab's four parts.
//!
//! | part | file | what you write |
//! |---|---|---|
//! | 1 | `keys.rs` | the bucket, the key of each file, the upload |
//! | 2 | `content_type.rs` | the content type of each file |
//! | 3 | `public_objects.rs` | who may read the objects |
//! | 4 | `website.rs` | index and error document, the address |

pub mod content_type;
pub mod files;
pub mod keys;
pub mod public_objects;
pub mod website;

use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::error::ErrorMetadata;
use futures::{StreamExt, TryStreamExt};

/// Any error: `?` turns what the SDK and the standard library return into it.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What [`publish`] did.
pub struct Published {
    /// How many files were uploaded.
    pub uploaded: usize,
    /// The address of the website, once part 4 is written.
    pub endpoint: Option<String>,
}

/// Publishes every file below `folder` in `bucket`, which is made if need be.
pub async fn publish(client: &Client, region: &str, bucket: &str, folder: &Path) -> Result<Published, Error> {
    keys::create_bucket(client, region, bucket).await?;

    let patient = client.config().to_builder().retry_config(RetryConfig::standard().with_max_attempts(5)).build();
    let patient = &Client::from_conf(patient);
    let mut uploads = Vec::new();
    for file in files::walk(folder)? {
        let Some(key) = keys::object_key(file.strip_prefix(folder)?) else { continue };
        uploads.push(async move { keys::put_object(patient, bucket, &key, &file).await.map(|()| key) });
    }
    let uploaded: Vec<String> = futures::stream::iter(uploads).buffer_unordered(4).try_collect().await?;

    public_objects::allow_public_objects(client, bucket).await?;
    for key in &uploaded {
        public_objects::share(client, bucket, key).await?;
    }

    let endpoint = website::enable(client, region, bucket).await?;
    Ok(Published { uploaded: uploaded.len(), endpoint })
}

/// An error with all its causes in one line, or AWS's own code and message where it holds them.
/// An SDK error alone says only "service error".
pub fn explain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |cause| cause.source()) {
        if let Some(answer) = cause.downcast_ref::<ErrorMetadata>() {
            return format!("{}: {}", answer.code().unwrap_or("no code"), answer.message().unwrap_or("no message"));
        }
        text = format!("{text}: {cause}");
    }
    text
}
