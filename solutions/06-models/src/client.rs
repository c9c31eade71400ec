//! Given: what every function does once, before its first event.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_smithy_http_client::{Builder, tls};

/// A client for DynamoDB. It reads region and credentials from the environment. Lambda sets both; the credentials are
/// the role's.
pub async fn from_environment() -> Client {
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    Client::new(&aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await)
}
