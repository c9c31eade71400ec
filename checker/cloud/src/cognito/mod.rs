//! Amazon Cognito user pools: users, their passwords and codes, app clients.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

mod attribute;
mod client;
mod clock;
mod code;
pub(crate) mod http;
mod operations;
mod outbox;
mod password;
mod pool;
mod refusal;
mod request;
mod user;

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use serde_json::Value;

pub use attribute::{AttributeKind, AttributeSchema};
pub use client::{Client, ClientSettings, TokenValidity};
pub use outbox::{Letter, Purpose};
pub use password::PasswordPolicy;
pub use pool::{PoolSettings, UserPool};
pub use user::{User, UserStatus};

use crate::config::Config;
use crate::identity::AccountId;
use crate::{Cloud, ServiceError};
use clock::Clock;
use outbox::Outbox;

/// The user pools of a cloud.
#[derive(Debug)]
pub struct UserPools {
    pub(crate) region: String,
    pub(crate) account: AccountId,
    pools: RwLock<BTreeMap<String, UserPool>>,
    clock: Clock,
    outbox: Outbox,
}

impl Cloud {
    /// Cognito: the user pools and the letters that they sent. What is called here needs no signature and no permission,
    /// and leaves no trace.
    #[must_use]
    pub fn cognito(&self) -> &UserPools {
        &self.state.cognito
    }
}

impl UserPools {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            region: config.region.clone(),
            account: config.account.clone(),
            pools: RwLock::default(),
            clock: Clock::default(),
            outbox: Outbox::default(),
        }
    }

    /// The codes that were sent so far, in order; the oldest are dropped after 1,000.
    #[must_use]
    pub fn outbox(&self) -> Vec<Letter> {
        self.outbox.letters()
    }

    /// The time by which codes and tokens expire and locks end.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Lets that time go by at once. It never goes back.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Runs an operation as the account's owner: `ListUsers`, `AdminConfirmSignUp`. Request and answer are those of the
    /// API.
    ///
    /// # Errors
    ///
    /// What Cognito answers, and `NotImplemented` for an operation that is not emulated.
    pub fn call(&self, operation: &str, request: &Value) -> Result<Value, ServiceError> {
        match operations::named(operation) {
            Some(operation) => (operation.run)(self, request),
            None => Err(ServiceError::not_emulated(&format!("cognito-idp:{operation}"))),
        }
    }

    /// The ARN of a pool, be it there or not.
    #[must_use]
    pub fn arn(&self, pool_id: &str) -> String {
        format!("arn:aws:cognito-idp:{}:{}:userpool/{pool_id}", self.region, self.account)
    }

    /// The pools by id.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, UserPool>> {
        self.pools.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pools by id.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<String, UserPool>> {
        self.pools.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pool of a client, for an operation that names only the client.
///
/// # Errors
///
/// `ResourceNotFoundException` where no pool has it.
pub(crate) fn pool_of_client<'a>(
    pools: &'a mut BTreeMap<String, UserPool>,
    client_id: &str,
) -> Result<&'a mut UserPool, ServiceError> {
    let found = pools.values_mut().find(|pool| pool.clients.contains_key(client_id));
    found.ok_or_else(|| refusal::no_client(client_id))
}
