//! Amazon Cognito user pools: users, their passwords and codes, app clients.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

mod attribute;
mod challenge;
mod claims;
mod client;
mod clock;
mod code;
pub(crate) mod http;
mod ids;
pub(crate) mod jwks;
mod keys;
mod lock_out;
mod operations;
mod outbox;
mod password;
mod pool;
mod random;
mod refusal;
mod request;
mod session;
mod setting;
pub mod srp;
mod token;
mod user;

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use ring::hmac;
use serde_json::Value;

pub use attribute::{AttributeKind, AttributeSchema};
pub use claims::Tokens;
pub use client::{Client, ClientSettings, TokenValidity};
pub use outbox::{Letter, Purpose};
pub use password::PasswordPolicy;
pub use pool::{PoolSettings, UserPool};
pub(crate) use refusal::invalid_parameter;
pub use token::{Refusal, TokenUse, Verified};
pub use user::{User, UserStatus};

use crate::config::Config;
use crate::identity::AccountId;
use crate::{Cloud, ServiceError};
use challenge::Challenges;
use clock::Clock;
use ids::Ids;
use outbox::Outbox;
use session::Sessions;

/// The user pools of a cloud.
#[derive(Debug)]
pub struct UserPools {
    pub(crate) region: String,
    pub(crate) account: AccountId,
    pools: RwLock<BTreeMap<String, UserPool>>,
    clock: Clock,
    outbox: Outbox,
    pub(crate) ids: Ids,
    sessions: Sessions,
    challenges: Challenges,
    /// What is made up for users who are not there is derived from it.
    made_up: hmac::Key,
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
    /// No pools yet. A cloud has its own; apart from one they verify tokens.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            region: config.region.clone(),
            account: config.account.clone(),
            pools: RwLock::default(),
            clock: Clock::default(),
            outbox: Outbox::default(),
            ids: Ids::default(),
            sessions: Sessions::default(),
            challenges: Challenges::default(),
            made_up: hmac::Key::new(hmac::HMAC_SHA256, &random::bytes(32)),
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

    /// Makes a pool of this id; one that is there keeps its users and clients, as after an update of its stack.
    ///
    /// # Errors
    ///
    /// What `CreateUserPool` answers.
    pub(crate) fn create_pool(&self, id: &str, request: &Value) -> Result<(), ServiceError> {
        let settings = PoolSettings::of_request(request)?;
        let now = self.now();
        let mut pools = self.write();
        if let Some(pool) = pools.get_mut(id) {
            pool.settings = settings;
            pool.modified = now;
            return Ok(());
        }
        let pool = UserPool {
            id: id.to_owned(),
            arn: self.arn(id),
            settings,
            clients: BTreeMap::new(),
            users: BTreeMap::new(),
            lock_outs: BTreeMap::new(),
            created: now,
            modified: now,
        };
        pools.insert(id.to_owned(), pool);
        Ok(())
    }

    /// Makes a client of this id in the pool that the request names; one that is there keeps its secret.
    ///
    /// # Errors
    ///
    /// What `CreateUserPoolClient` answers.
    pub(crate) fn create_client(&self, id: &str, request: &Value) -> Result<(), ServiceError> {
        let pool_id = setting::text(request, "UserPoolId").unwrap_or_default();
        let settings = ClientSettings::of_request(request)?;
        let mut pools = self.write();
        let pool = pools.get_mut(&pool_id).ok_or_else(|| refusal::no_pool(&pool_id))?;
        let known = |name: &&String| pool.settings.schema.iter().any(|schema| schema.name == **name);
        let mut named = settings.read_attributes.iter().chain(&settings.write_attributes);
        if let Some(unknown) = named.find(|name| !known(name)) {
            // AWS says no more, and not which (public logs); the hint is ours.
            let refused = refusal::invalid_parameter("Invalid write attributes specified while creating a client");
            return Err(refused.with_hint(format!("the pool's schema has no attribute {unknown}")));
        }
        let now = self.now();
        if let Some(client) = pool.clients.get_mut(id) {
            client.settings = settings;
            client.modified = now;
            return Ok(());
        }
        let secret = setting::flag(request, "GenerateSecret").then(|| self.ids.secret());
        let client = Client { id: id.to_owned(), secret, settings, created: now, modified: now };
        pool.clients.insert(id.to_owned(), client);
        Ok(())
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

/// The pool of a client, and the client, for an operation that names only the client.
///
/// # Errors
///
/// `ResourceNotFoundException` where no pool has it.
pub(crate) fn pool_of_client<'a>(
    pools: &'a mut BTreeMap<String, UserPool>,
    client_id: &str,
) -> Result<(&'a mut UserPool, Client), ServiceError> {
    let found = pools.values_mut().find_map(|pool| {
        let client = pool.clients.get(client_id)?.clone();
        Some((pool, client))
    });
    found.ok_or_else(|| refusal::no_client(client_id))
}
