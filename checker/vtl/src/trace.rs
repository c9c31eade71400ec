//! What each reference gave.

use crate::{Position, Value};

/// One reference as it was evaluated; a reference in a `#foreach` comes once a round.
#[derive(Debug)]
pub struct Reference<'a> {
    /// As it stands in the template: `$!{name.property}`.
    pub text: &'a str,
    /// Where it stands.
    pub position: Position,
    /// What it gave; [`Value::Null`] for what does not exist.
    pub value: &'a Value,
    /// What it wrote; `None` where it stands in an expression, such as an `#if` or an argument.
    pub written: Option<&'a str>,
}
