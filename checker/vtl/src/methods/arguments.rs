//! What a method takes.

use crate::Value;

/// A Java `int`; another number is none, and the method is another one then.
pub(super) fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Integer(number) => i32::try_from(*number).ok(),
        _ => None,
    }
}

/// A count as Java's `int`.
pub(super) fn count(count: usize) -> Value {
    Value::Integer(i128::try_from(count).unwrap_or(i128::MAX))
}
