//! Which principals a trust policy can name.

use iam::PrincipalKind;

use super::Entities;
use crate::config::STUDENT_USER;
use crate::identity::AccountId;

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
