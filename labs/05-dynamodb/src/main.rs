//! The function's program. Lambda starts it once for each execution environment, and sends it one event after another.
//!
//! Given: you need not change this file.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::Client;
use dynamodb::data::Data;
use dynamodb::serve::serve;
use dynamodb::{Error, handler};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let data = Data::from_environment(Client::new(&load_config().await))?;
    serve(&|request| Box::pin(handler::handle(&data, request))).await
}

/// Reads region and credentials from the environment. Lambda sets both; the credentials are the role's.
async fn load_config() -> SdkConfig {
    use aws_smithy_http_client::{Builder, tls};
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await
}
