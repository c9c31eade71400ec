//! Signatures: `s3s` verifies them, this gives it the secrets.

use std::sync::Arc;

use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Error, S3ErrorCode, S3Result};

use crate::state::State;

/// Looks access keys up.
pub(crate) struct AccessKeys {
    pub(crate) state: Arc<State>,
}

#[async_trait::async_trait]
impl S3Auth for AccessKeys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let secret = self.state.identities.secret(access_key);
        let unknown = || S3Error::new(S3ErrorCode::InvalidAccessKeyId);
        secret.map(SecretKey::from).ok_or_else(unknown)
    }
}
