//! IAM's roles and policies, and the sessions that act under a role.
//!
//! Each method is one action of the [IAM API](https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html):
//! it stores what IAM stores and refuses what IAM refuses, with IAM's code, status and text.

mod names;
mod policies;
mod quota;
mod role;
mod sessions;
mod trust;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use policies::ManagedPolicy;
pub use role::{CreateRole, Role};
pub use sessions::Session;

use crate::identity::AccountId;

/// The roles, policies and role sessions of one account.
#[derive(Debug)]
pub struct Roles {
    account: AccountId,
    entities: RwLock<Entities>,
}

/// What IAM keeps.
#[derive(Debug, Default)]
struct Entities {
    /// By name: names are unique in an account, whatever the path.
    roles: BTreeMap<String, Role>,
    /// The customer managed policies, by ARN.
    policies: BTreeMap<String, ManagedPolicy>,
    /// By access key.
    sessions: HashMap<String, Arc<Session>>,
    /// How many unique ids were given out.
    ids: u64,
}

impl Roles {
    /// The IAM of an account that has no roles and no policies of its own yet. A running cloud has one already
    /// ([`Cloud::iam`](crate::Cloud::iam)); one by itself serves those who only want to ask, such as `checker can`.
    #[must_use]
    pub fn new(account: &AccountId) -> Self {
        Self { account: account.clone(), entities: RwLock::default() }
    }

    fn read(&self) -> RwLockReadGuard<'_, Entities> {
        self.entities.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Entities> {
        self.entities.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entities {
    /// The number of the next unique id; the same ones in each run.
    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn role(&self, name: &str) -> Result<&Role, crate::ServiceError> {
        self.roles.get(name).ok_or_else(|| names::no_such_role(name))
    }

    fn role_mut(&mut self, name: &str) -> Result<&mut Role, crate::ServiceError> {
        self.roles.get_mut(name).ok_or_else(|| names::no_such_role(name))
    }
}

#[cfg(test)]
mod tests;
