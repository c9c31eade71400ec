//! The settings of pools and clients, read leniently: a template's `"8"` and `"true"` count as 8 and true, as
//! `CloudFormation` takes them.

use serde_json::Value;

pub(super) fn text(of: &Value, name: &str) -> Option<String> {
    match of.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// False where it is not there.
pub(super) fn flag(of: &Value, name: &str) -> bool {
    match of.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

pub(super) fn integer(of: &Value, name: &str) -> Option<i64> {
    match of.get(name)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

pub(super) fn texts(of: &Value, name: &str) -> Vec<String> {
    let items = of.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
