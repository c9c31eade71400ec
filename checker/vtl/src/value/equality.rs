//! Java's `equals`, and Velocity's `==`, which is kinder.

use std::rc::Rc;

use super::Value;
use crate::budget::Budget;

impl Value {
    /// Java's `equals`: of one class and of one content. Lists of either kind can be equal.
    pub(crate) fn java_equals(&self, other: &Self, budget: &mut Budget<'_>) -> Result<bool, String> {
        self.equals_at(other, budget, budget.limits.depth.saturating_mul(4))
    }

    fn equals_at(&self, other: &Self, budget: &mut Budget<'_>, depth: usize) -> Result<bool, String> {
        budget.spend_items(1)?;
        let Some(depth) = depth.checked_sub(1) else {
            return Err("lists and maps nested too deep to be compared".to_owned());
        };
        Ok(match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Integer(left), Self::Integer(right)) => left == right,
            (Self::Double(left), Self::Double(right)) => left.to_bits() == right.to_bits(),
            (Self::Text(left), Self::Text(right)) => {
                budget.spend_bytes(left.len().min(right.len()))?;
                left == right
            }
            (Self::List(left), Self::List(right)) => {
                if left.identity() == right.identity() {
                    return Ok(true);
                }
                if left.len() != right.len() {
                    return Ok(false);
                }
                budget.spend_items(left.len())?;
                for (left, right) in left.items().iter().zip(&right.items()) {
                    if !left.equals_at(right, budget, depth)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Self::Map(left), Self::Map(right)) => {
                if left.identity() == right.identity() {
                    return Ok(true);
                }
                if left.len() != right.len() {
                    return Ok(false);
                }
                budget.spend_items(left.len())?;
                for (key, value) in left.entries() {
                    match right.get(key) {
                        Some(other) if value.equals_at(&other, budget, depth)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Self::Object(left), Self::Object(right)) => Rc::ptr_eq(left, right),
            _ => false,
        })
    }

    /// Velocity's `==`: numbers by what they count, values of different classes by their texts.
    /// <https://velocity.apache.org/engine/1.7/user-guide.html#conditionals>
    pub(crate) fn velocity_equals(&self, other: &Self, budget: &mut Budget<'_>) -> Result<bool, String> {
        Ok(match (self, other) {
            (Self::Null, other) | (other, Self::Null) => other.is_null(),
            (Self::Integer(_) | Self::Double(_), Self::Integer(_) | Self::Double(_)) => self.compare(other) == Some(0),
            (Self::Bool(_), Self::Bool(_))
            | (Self::Text(_), Self::Text(_))
            | (Self::List(_), Self::List(_))
            | (Self::Map(_), Self::Map(_))
            | (Self::Object(_), Self::Object(_)) => self.java_equals(other, budget)?,
            _ => self.text_within(budget)? == other.text_within(budget)?,
        })
    }

    /// Below, at or above zero, for two numbers; `None` for anything else and for NaN.
    #[expect(clippy::cast_precision_loss, reason = "Java's comparison of a Long with a Double loses the same digits")]
    pub(crate) fn compare(&self, other: &Self) -> Option<i32> {
        let ordering = match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => left.cmp(right),
            (Self::Integer(left), Self::Double(right)) => (*left as f64).partial_cmp(right)?,
            (Self::Double(left), Self::Integer(right)) => left.partial_cmp(&(*right as f64))?,
            (Self::Double(left), Self::Double(right)) => left.partial_cmp(right)?,
            _ => return None,
        };
        Some(ordering as i32)
    }
}
