//! Everything that one running cloud knows.

use crate::config::Config;
use crate::identity::Identities;
use crate::request_id::RequestIds;
use crate::s3::account_block::AccountBlocks;
use crate::s3::store::Store;
use crate::trace::Trace;

/// The state that all services and listeners of one cloud share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) region: String,
    pub(crate) identities: Identities,
    pub(crate) buckets: Store,
    pub(crate) account_blocks: AccountBlocks,
    pub(crate) trace: Trace,
    pub(crate) request_ids: RequestIds,
}

impl State {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            region: config.region.clone(),
            identities: Identities::new(&config.account),
            buckets: Store::default(),
            account_blocks: AccountBlocks::default(),
            trace: Trace::default(),
            request_ids: RequestIds::default(),
        }
    }
}
