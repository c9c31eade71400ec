//! Given: the user pool, and a client to reach it.

use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::Client;

use crate::Error;

/// The pool whose users take part in conversations.
pub struct Users {
    pub client: Client,
    /// The pool's id.
    pub pool: String,
}

impl Users {
    /// The pool that the template names in the function's environment.
    pub fn from_environment(config: &SdkConfig) -> Result<Self, Error> {
        let pool = std::env::var("USER_POOL_ID").map_err(|_| "the environment variable USER_POOL_ID is not set")?;
        Ok(Self { client: Client::new(config), pool })
    }
}
