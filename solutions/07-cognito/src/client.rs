//! Given: what every function does once, before its first event.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::{Builder, tls};

/// What a client of a service needs. Region and credentials come from the environment. Lambda sets both; the credentials are
/// those of the function's role.
pub async fn config() -> SdkConfig {
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await
}
