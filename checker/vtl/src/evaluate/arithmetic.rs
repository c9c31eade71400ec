//! Operators, as Velocity has them: whole numbers widen and never wrap, a division by zero gives null.
//! <https://velocity.apache.org/engine/1.7/vtl-reference.html>

use crate::Value;
use crate::budget::Budget;
use crate::syntax::Operator;

pub(super) fn apply(operator: Operator, left: &Value, right: &Value, budget: &mut Budget<'_>) -> Result<Value, String> {
    let compared = |wanted: fn(i32) -> bool| Value::Bool(left.compare(right).is_some_and(wanted));
    Ok(match operator {
        Operator::Equal => left.velocity_equals(right, budget)?.into(),
        Operator::NotEqual => (!left.velocity_equals(right, budget)?).into(),
        // What cannot be ordered is neither less nor greater.
        Operator::Less => compared(|ordering| ordering < 0),
        Operator::LessOrEqual => compared(|ordering| ordering <= 0),
        Operator::Greater => compared(|ordering| ordering > 0),
        Operator::GreaterOrEqual => compared(|ordering| ordering >= 0),
        Operator::Add => return add(left, right, budget),
        Operator::Subtract => {
            whole(left, right, i128::checked_sub).unwrap_or_else(|| Ok(double(left, right, |a, b| a - b)))?
        }
        Operator::Multiply => {
            whole(left, right, i128::checked_mul).unwrap_or_else(|| Ok(double(left, right, |a, b| a * b)))?
        }
        Operator::Divide => divided(left, right, i128::checked_div, |a, b| a / b)?,
        Operator::Remainder => divided(left, right, i128::checked_rem, |a, b| a % b)?,
        // Decided before both sides are evaluated.
        Operator::Or | Operator::And => Value::Null,
    })
}

/// A sum; with a text on either side, both texts in a row.
fn add(left: &Value, right: &Value, budget: &mut Budget<'_>) -> Result<Value, String> {
    if matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)) {
        let mut text = left.text_within(budget)?.unwrap_or_default();
        let other = right.text_within(budget)?.unwrap_or_default();
        budget.allow_text(text.len() + other.len())?;
        text.push_str(&other);
        return Ok(text.into());
    }
    whole(left, right, i128::checked_add).unwrap_or_else(|| Ok(double(left, right, |a, b| a + b)))
}

/// Of two whole numbers; `None` if one is none.
fn whole(left: &Value, right: &Value, result: fn(i128, i128) -> Option<i128>) -> Option<Result<Value, String>> {
    let (Value::Integer(left), Value::Integer(right)) = (left, right) else { return None };
    Some(result(*left, *right).map(Value::Integer).ok_or_else(|| "a number that is too large".to_owned()))
}

/// Of two numbers; null for anything else.
#[expect(clippy::cast_precision_loss, reason = "Java's arithmetic of a Long with a Double loses the same digits")]
fn double(left: &Value, right: &Value, result: fn(f64, f64) -> f64) -> Value {
    let number = |value: &Value| match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        _ => None,
    };
    let (Some(left), Some(right)) = (number(left), number(right)) else { return Value::Null };
    Value::Double(result(left, right))
}

fn divided(
    left: &Value,
    right: &Value,
    of_whole: fn(i128, i128) -> Option<i128>,
    of_double: fn(f64, f64) -> f64,
) -> Result<Value, String> {
    match right {
        Value::Integer(0) => Ok(Value::Null),
        Value::Double(number) if *number == 0.0 => Ok(Value::Null),
        _ => whole(left, right, of_whole).unwrap_or_else(|| Ok(double(left, right, of_double))),
    }
}
