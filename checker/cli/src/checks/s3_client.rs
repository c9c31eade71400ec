//! An S3 client for the embedded cloud.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials as SdkCredentials, Region};
use cloud::{Cloud, Credentials};

/// A client that acts as the owner of these credentials.
#[must_use]
pub fn new(cloud: &Cloud, credentials: &Credentials, region: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let token = credentials.session_token.clone();
    let keys =
        SdkCredentials::new(&credentials.access_key_id, &credentials.secret_access_key, token, None, "embedded cloud");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(cloud.endpoint())
        .region(Region::new(region.to_owned()))
        .credentials_provider(keys)
        .http_client(http)
        .build();
    Client::from_conf(config)
}
