//! Which principals a trust policy can name.

use iam::PrincipalKind;

use super::{Entities, Roles};
use crate::config::STUDENT_USER;
use crate::identity::AccountId;

impl Roles {
    /// Whether a role of the account that a resource's policy names is there; of other principals nothing is said.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles>
    pub(crate) fn has_principal(&self, arn: &str) -> bool {
        let names_role = arn.starts_with(&format!("arn:aws:iam::{}:role/", self.account));
        !names_role || self.read().roles.values().any(|role| role.arn == arn)
    }
}

/// Whether a principal of right form exists. Of other accounts nothing is known, so everything there exists.
pub(super) fn exists(entities: &Entities, account: &AccountId, kind: PrincipalKind, name: &str) -> bool {
    match kind {
        PrincipalKind::Service => iam::services::misspelt_principal(name).is_none(),
        PrincipalKind::Aws => {
            let Some(own) = name.strip_prefix(&format!("arn:aws:iam::{account}:")) else {
                return true;
            };
            match own.split_once('/') {
                Some(("role", path)) => {
                    entities.roles.values().any(|role| role.arn.ends_with(&format!(":role/{path}")))
                }
                Some(("user", path)) => path == STUDENT_USER,
                _ => true,
            }
        }
        _ => true,
    }
}
