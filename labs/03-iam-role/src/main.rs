//! The function's program. Lambda starts it once for each execution environment, and sends it one event after another.
//!
//! Given: you need not change this file.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::Client;
use iam_role::data::{self, Data};
use iam_role::{Error, handler};
use lambda_runtime::{run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Init: once. What stands here is ready for every event.
    let data = Data::new(Client::new(&load_config().await), data::bucket()?);
    // Invoke: the handler runs once for each event.
    run(service_fn(|event| handler::handle(&data, event))).await
}

/// Reads region and credentials from the environment. Lambda sets both; the credentials are the role's.
async fn load_config() -> SdkConfig {
    use aws_smithy_http_client::{Builder, tls};
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await
}
