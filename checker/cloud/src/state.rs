//! Everything that one running cloud knows.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::apigateway::ApiGateway;
use crate::cognito::UserPools;
use crate::config::Config;
use crate::dynamodb::Tables;
use crate::identity::{AccessKey, AccountId, Identities};
use crate::lambda::Lambda;
use crate::live_page::Token;
use crate::request_id::RequestIds;
use crate::roles::Roles;
use crate::s3::account_block::AccountBlocks;
use crate::s3::store::Store;
use crate::trace::Trace;

/// The state that all services and listeners of one cloud share.
#[derive(Debug)]
pub(crate) struct State {
    /// Tells this run of the cloud from those before it: each numbers its trace from 0.
    pub(crate) run: String,
    /// The secret of whoever started the cloud.
    pub(crate) token: Token,
    pub(crate) region: String,
    pub(crate) account: AccountId,
    pub(crate) identities: Identities,
    pub(crate) roles: Roles,
    pub(crate) lambda: Lambda,
    pub(crate) apigateway: ApiGateway,
    pub(crate) cognito: UserPools,
    pub(crate) dynamodb: Tables,
    pub(crate) buckets: Store,
    pub(crate) account_blocks: AccountBlocks,
    /// The websites that have a port of their own, by bucket.
    pub(crate) websites: watch::Sender<BTreeMap<String, SocketAddr>>,
    /// The APIs that have a port of their own, by id.
    pub(crate) api_ports: watch::Sender<BTreeMap<String, SocketAddr>>,
    pub(crate) trace: Trace,
    pub(crate) request_ids: RequestIds,
}

impl State {
    pub(crate) fn new(config: &Config) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            run: format!("{:x}", started.as_micros()),
            token: Token::new(),
            region: config.region.clone(),
            account: config.account.clone(),
            identities: Identities::new(&config.account),
            roles: Roles::new(&config.account),
            lambda: Lambda::new(config),
            apigateway: ApiGateway::default(),
            cognito: UserPools::new(config),
            dynamodb: Tables::new(config.dynamodb_local.as_ref()),
            buckets: Store::default(),
            account_blocks: AccountBlocks::default(),
            websites: watch::Sender::default(),
            api_ports: watch::Sender::default(),
            trace: Trace::default(),
            request_ids: RequestIds::default(),
        }
    }

    /// What an access key proves: a user's or a session's. `None` for a key that the cloud never gave out, or no longer
    /// knows.
    pub(crate) fn access_key(&self, access_key_id: &str) -> Option<AccessKey> {
        self.identities.access_key(access_key_id).or_else(|| self.roles.access_key(access_key_id))
    }
}
