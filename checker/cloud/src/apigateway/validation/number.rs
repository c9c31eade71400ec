//! Numbers, and values that are equal where their numbers are.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Number, Value};

use super::compile::Schema;

/// `maximum`, `minimum`, `multipleOf`, in the words of API Gateway's validator.
pub(super) fn limits(schema: &Schema, value: &Number) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((limit, exclusive)) = &schema.maximum {
        match compare(value, limit) {
            Ordering::Greater => found.push(format!(
                "numeric instance is greater than the required maximum (maximum: {limit}, found: {value})"
            )),
            Ordering::Equal if *exclusive => {
                found.push(format!("numeric instance is not strictly lower than the required maximum {limit}"));
            }
            _ => {}
        }
    }
    if let Some((limit, exclusive)) = &schema.minimum {
        match compare(value, limit) {
            Ordering::Less => found.push(format!(
                "numeric instance is lower than the required minimum (minimum: {limit}, found: {value})"
            )),
            Ordering::Equal if *exclusive => {
                found.push(format!("numeric instance is not strictly greater than the required minimum {limit}"));
            }
            _ => {}
        }
    }
    if let Some(divisor) = &schema.multiple_of
        && !is_multiple(value, divisor)
    {
        found.push(format!("remainder of division is not zero ({value} / {divisor})"));
    }
    found
}

/// An integer beyond 64 bits, which is read as a number with an exponent.
pub(super) fn is_large_integer(number: &Number) -> bool {
    // What has no fraction and is that large was written as an integer, or with an exponent, which nobody can tell apart.
    number.as_f64().is_some_and(|value| value.abs() >= 18_446_744_073_709_551_616.0)
}

fn compare(one: &Number, other: &Number) -> Ordering {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => match (decimal(one), decimal(other)) {
            (Some(one), Some(other)) => {
                let (one, other) = aligned(one, other);
                one.cmp(&other)
            }
            _ => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
        },
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// Digits and how many of them stand behind the point; `None` for what does not fit.
fn decimal(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = i32::try_from(fraction.len()).ok()? - exponent;
    // Room for both sides to be brought to one scale.
    if digits.abs() > 10_i128.pow(18) || !(-18..=18).contains(&scale) {
        return None;
    }
    if scale < 0 { Some((digits * 10_i128.pow(scale.unsigned_abs()), 0)) } else { Some((digits, scale.unsigned_abs())) }
}

/// Both with as many digits behind the point.
fn aligned(one: (i128, u32), other: (i128, u32)) -> (i128, i128) {
    let scale = one.1.max(other.1);
    let at = |(digits, own): (i128, u32)| digits.saturating_mul(10_i128.pow(scale - own));
    (at(one), at(other))
}

fn is_multiple(value: &Number, divisor: &Number) -> bool {
    match (decimal(value), decimal(divisor)) {
        (Some(value), Some(divisor)) => {
            let (value, divisor) = aligned(value, divisor);
            divisor == 0 || value % divisor == 0
        }
        _ => match (value.as_f64(), divisor.as_f64()) {
            (Some(value), Some(divisor)) => divisor == 0.0 || value % divisor == 0.0,
            _ => true,
        },
    }
}

/// Whether two values are the same; 1 and 1.0 are.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare(one, other) == Ordering::Equal,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => one == other,
    }
}

/// Whether a value stands twice in a list.
pub(super) fn repeats(items: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    !items.iter().all(|item| seen.insert(canonical(item)))
}

/// A text that is the same for equal values.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match decimal(number) {
            Some((mut digits, mut scale)) => {
                while scale > 0 && digits % 10 == 0 {
                    (digits, scale) = (digits / 10, scale - 1);
                }
                format!("{digits}e-{scale}")
            }
            None => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(entries) => {
            let mut entries: Vec<String> = entries
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
        _ => value.to_string(),
    }
}
