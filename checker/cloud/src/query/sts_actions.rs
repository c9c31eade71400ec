//! STS: who am I.

use super::Answered;
use super::form::Form;
use crate::identity::Principal;
use crate::state::State;
use crate::xml::escape;

/// `None` for an action that is not emulated.
pub(super) fn answer(_: &State, principal: &Principal, action: &str, _: &Form) -> Option<Answered> {
    (action == "GetCallerIdentity").then(|| Ok(caller_identity(principal)))
}

/// Needs no permission: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
fn caller_identity(principal: &Principal) -> String {
    let Principal::Identity(identity) = principal else {
        return String::new();
    };
    format!(
        "<Arn>{}</Arn>\n<UserId>{}</UserId>\n<Account>{}</Account>\n",
        escape(&identity.arn),
        escape(&identity.user_id),
        identity.account
    )
}
