//! Java's `hashCode`.

use super::utf16::units;
use crate::Value;

pub(super) fn code(value: &Value) -> Result<i32, String> {
    match value {
        Value::Text(text) => Ok(units(text).fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()))),
        Value::Bool(true) => Ok(1231),
        Value::Bool(false) => Ok(1237),
        Value::Integer(number) => match (i32::try_from(*number), i64::try_from(*number)) {
            (Ok(number), _) => Ok(number),
            (_, Ok(number)) => Ok(fold(number)),
            _ => Err(super::not_emulated(value, "hashCode")),
        },
        Value::Double(number) => Ok(fold(number.to_bits().cast_signed())),
        _ => Err(super::not_emulated(value, "hashCode")),
    }
}

/// A Long's: both halves, one over the other.
fn fold(bits: i64) -> i32 {
    let bytes = (bits ^ (bits.cast_unsigned() >> 32).cast_signed()).to_le_bytes();
    i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}
