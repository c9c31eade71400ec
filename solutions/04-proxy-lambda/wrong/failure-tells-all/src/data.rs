//! Given: reading from the data bucket, as in lab 3.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::operation::get_object::GetObjectError;
use serde_json::Value;

use crate::Error;

/// The bucket that holds the chat's data, and a client to read it.
pub struct Data {
    client: Client,
    bucket: String,
}

/// The data bucket's name. It is known only when the stack is deployed, so the template hands it on.
pub fn bucket() -> Result<String, Error> {
    std::env::var("DATA_BUCKET").map_err(|_| "the environment variable DATA_BUCKET is not set".into())
}

impl Data {
    /// Data in this bucket.
    pub fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    /// The JSON in an object, or `None` when the bucket has no object of this key.
    ///
    /// Every other error goes into the log, in AWS's own words.
    pub async fn read(&self, key: &str) -> Result<Option<Value>, Error> {
        let object = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => {
                eprintln!("cannot read s3://{}/{key}: {}", self.bucket, DisplayErrorContext(&error));
                let said = error.as_service_error().and_then(|error| error.meta().message());
                return Err(said.unwrap_or("S3 says nothing").into());
            }
        };
        let bytes = object.body.collect().await?.into_bytes();
        Ok(Some(serde_json::from_slice(&bytes)?))
    }
}
