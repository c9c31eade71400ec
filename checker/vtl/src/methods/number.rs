//! `Integer`, `Long`, `Double` and `Boolean`, with the static methods that templates reach by any number:
//! `#set($Integer = 0)$Integer.parseInt("7")`.

use super::Answer;
use super::arguments::int;
use crate::Value;
use crate::budget::Budget;

pub(super) fn call(value: &Value, name: &str, arguments: &[Value], _: &mut Budget<'_>) -> Answer {
    match value {
        Value::Bool(value) => Ok(boolean(*value, name, arguments)),
        Value::Integer(number) => whole(*number, name, arguments),
        Value::Double(number) => double(*number, name, arguments),
        _ => Ok(None),
    }
}

fn boolean(value: bool, name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("booleanValue", []) => Some(value.into()),
        ("parseBoolean" | "valueOf", [Value::Text(text)]) => Some(text.eq_ignore_ascii_case("true").into()),
        ("compareTo", [Value::Bool(other)]) => Some((value.cmp(other) as i32).into()),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "Java's doubleValue() loses the same digits")]
fn whole(number: i128, name: &str, arguments: &[Value]) -> Answer {
    Ok(match (name, arguments) {
        ("intValue", []) => Some(Value::Integer(low_int(number).into())),
        ("longValue", []) => Some(Value::Integer(low_long(number).into())),
        ("doubleValue" | "floatValue", []) => Some(Value::Double(number as f64)),
        ("compareTo", [Value::Integer(other)]) => Some((number.cmp(other) as i32).into()),
        ("parseInt" | "valueOf", [Value::Text(text)]) => Some(parsed(text)?),
        ("valueOf", [other]) if int(other).is_some() => Some(other.clone()),
        ("max", [Value::Integer(left), Value::Integer(right)]) => Some(Value::Integer(*left.max(right))),
        ("min", [Value::Integer(left), Value::Integer(right)]) => Some(Value::Integer(*left.min(right))),
        ("sum", [left, right]) => match (int(left), int(right)) {
            (Some(left), Some(right)) => Some(left.wrapping_add(right).into()),
            _ => None,
        },
        ("toString", [other]) if int(other).is_some() => other.to_text().map(Value::from),
        _ => None,
    })
}

fn double(number: f64, name: &str, arguments: &[Value]) -> Answer {
    Ok(match (name, arguments) {
        ("intValue", []) => {
            #[expect(clippy::cast_possible_truncation, reason = "Java's cast saturates in the same way")]
            let whole = number as i32;
            Some(whole.into())
        }
        ("longValue", []) => {
            #[expect(clippy::cast_possible_truncation, reason = "Java's cast saturates in the same way")]
            let whole = number as i64;
            Some(whole.into())
        }
        ("doubleValue" | "floatValue", []) => Some(number.into()),
        ("isNaN", []) => Some(number.is_nan().into()),
        ("isInfinite", []) => Some(number.is_infinite().into()),
        ("compareTo", [Value::Double(other)]) => Some((number.total_cmp(other) as i32).into()),
        ("parseDouble" | "valueOf", [Value::Text(text)]) => match text.trim().parse::<f64>() {
            Ok(number) => Some(number.into()),
            Err(_) => return Err(format!("\"{text}\" is no number (Java's NumberFormatException)")),
        },
        _ => None,
    })
}

fn parsed(text: &str) -> Result<Value, String> {
    text.parse::<i32>().map(Value::from).map_err(|_| format!("\"{text}\" is no Integer (Java's NumberFormatException)"))
}

/// The low 32 bits, as Java narrows.
fn low_int(number: i128) -> i32 {
    let bytes = number.to_le_bytes();
    i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// The low 64 bits, as Java narrows.
fn low_long(number: i128) -> i64 {
    let [low @ .., _, _, _, _, _, _, _, _] = number.to_le_bytes();
    i64::from_le_bytes(low)
}
