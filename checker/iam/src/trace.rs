//! Why each statement did or did not apply: what AWS knows and does not tell.

use std::fmt;

use crate::decision::DecidingStatement;
use crate::document::{Effect, Position};

/// An element of a statement that did not fit the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The caller is not covered by `Principal`.
    Principal,
    /// The action is not covered by `Action`.
    Action,
    /// The resource is not covered by `Resource`.
    Resource,
    /// A condition does not hold.
    Condition {
        /// The operator as written.
        operator: String,
        /// The key as written.
        key: String,
        /// Where the key stands in the policy.
        position: Position,
        /// The values that the request carries for the key; `None` if it does not carry it.
        found: Option<Vec<String>>,
    },
}

impl Mismatch {
    /// How far the statement fitted before this element failed.
    pub(crate) fn depth(&self) -> u8 {
        match self {
            Self::Principal => 0,
            Self::Action => 1,
            Self::Resource => 2,
            Self::Condition { .. } => 3,
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => f.write_str("its Principal does not cover the caller"),
            Self::Action => f.write_str("its Action does not cover the action"),
            Self::Resource => f.write_str("its Resource does not cover the resource"),
            Self::Condition { operator, key, position, found } => {
                write!(f, "its condition {operator} on {key} (line {}) fails: the request ", position.line)?;
                match found.as_deref() {
                    None => f.write_str("does not carry that key"),
                    Some([]) => f.write_str("carries no value for that key"),
                    Some(values) => {
                        let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
                        write!(f, "carries {}", values.join(", "))
                    }
                }
            }
        }
    }
}

/// What became of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTrace {
    /// Which statement.
    pub place: DecidingStatement,
    /// Its effect.
    pub effect: Effect,
    /// Why it did not apply: the first of `Principal`, `Action`, `Resource` and the conditions that did not fit; `None`
    /// if it did apply.
    pub mismatch: Option<Mismatch>,
    /// Whether everything but `mismatch` fits: mend that, and the statement applies.
    pub otherwise_fits: bool,
}
