//! Block Public Access of a whole account.
//!
//! S3 takes the more restrictive of a bucket's settings and its account's.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::model::PublicAccessBlock;
use crate::identity::AccountId;

/// One account's settings; its buckets share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountBlock(Arc<RwLock<Option<PublicAccessBlock>>>);

impl AccountBlock {
    /// The settings; `None` where the account has none.
    pub(crate) fn get(&self) -> Option<PublicAccessBlock> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets all four, or takes them away.
    pub(crate) fn set(&self, block: Option<PublicAccessBlock>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = block;
    }
}

/// The settings of every account. A new account has none.
#[derive(Debug, Default)]
pub(crate) struct AccountBlocks(RwLock<HashMap<AccountId, AccountBlock>>);

impl AccountBlocks {
    /// The settings of one account.
    pub(crate) fn of(&self, account: &AccountId) -> AccountBlock {
        self.0.write().unwrap_or_else(PoisonError::into_inner).entry(account.clone()).or_default().clone()
    }
}
