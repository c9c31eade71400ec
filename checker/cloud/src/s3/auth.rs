//! Signatures: `s3s` verifies them, this gives it the secrets.

use std::sync::Arc;
use std::time::SystemTime;

use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Error, S3ErrorCode, S3Result};

use super::error;
use crate::identity::{Principal, TokenFault};
use crate::state::State;

/// Looks access keys up.
pub(crate) struct AccessKeys {
    pub(crate) state: Arc<State>,
}

#[async_trait::async_trait]
impl S3Auth for AccessKeys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let key = self.state.access_key(access_key);
        let unknown = || S3Error::new(S3ErrorCode::InvalidAccessKeyId);
        key.map(|key| SecretKey::from(key.secret)).ok_or_else(unknown)
    }
}

/// Who made a request whose signature is right: the session token must go with the access key.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList>. A temporary key without its
/// token is unknown (seen in databendlabs/databend#8069), a user's key with one is `InvalidToken` (s3tools/s3cmd#297).
pub(super) fn principal(state: &State, access_key: Option<&str>, token: Option<&str>) -> S3Result<Principal> {
    let Some(id) = access_key else {
        return Ok(Principal::Anonymous);
    };
    let unknown = || S3Error::new(S3ErrorCode::InvalidAccessKeyId);
    let key = state.access_key(id).ok_or_else(unknown)?;
    match key.check_token(token, SystemTime::now()) {
        Ok(()) => Ok(Principal::Identity(key.identity)),
        Err(TokenFault::Missing) => Err(unknown()),
        Err(TokenFault::Wrong) => {
            Err(error::new(S3ErrorCode::InvalidToken, "The provided token is malformed or otherwise invalid."))
        }
        Err(TokenFault::Expired) => Err(error::new(S3ErrorCode::ExpiredToken, "The provided token has expired.")),
    }
}
