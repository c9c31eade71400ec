//! The function's program. Lambda starts it once for each execution environment, and sends it one event after another.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::Client;
use lambda_runtime::{run, service_fn};
use proxy_lambda::data::{self, Data};
use proxy_lambda::{Error, handler};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let data = Data::new(Client::new(&load_config().await), data::bucket()?);
    run(service_fn(|event| handler::handle(&data, event))).await
}

/// Reads region and credentials from the environment. Lambda sets both; the credentials are the role's.
async fn load_config() -> SdkConfig {
    use aws_smithy_http_client::{Builder, tls};
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await
}
