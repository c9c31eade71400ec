//! What IAM stores without a word, and what is yet no use: actions that no service has.
//!
//! The console lists them as unrecognised:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html#troubleshoot_viewing-policy-summary>

use super::each;
use crate::actions;
use crate::document::{Policy, Position};

/// Something about a policy that IAM stores and that its author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is and what would be right.
    pub message: String,
    /// Where it stands in the text.
    pub position: Position,
}

/// The actions of the policy that their service does not have. Services whose actions are not known here are passed over.
///
/// ```
/// let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}}"#;
/// let policy = iam::identity::validate(text).expect("IAM stores it");
/// assert!(iam::identity::notes(&policy)[0].message.ends_with("did you mean s3:GetObject?"));
/// ```
#[must_use]
pub fn notes(policy: &Policy) -> Vec<Note> {
    let unknown = each(policy, |statement| statement.action.as_ref()).filter_map(|action| {
        let (service, name) = action.value.split_once(':')?;
        if !actions::is_known_service(service) || actions::covers_any(service, name) {
            return None;
        }
        let mut message = format!("{service} has no action {name}: IAM stores it, and it allows or denies nothing");
        if let Some(near) = actions::nearest(service, name) {
            message = format!("{message}; did you mean {service}:{near}?");
        }
        Some(Note { message, position: action.position })
    });
    unknown.collect()
}
