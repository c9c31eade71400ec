//! What an expression gives.

use super::Evaluator;
use crate::budget::NODE;
use crate::syntax::{Expression, ExpressionKind, Operator, Reference, Span};
use crate::{Error, Key, List, Map, Value};

impl<'t> Evaluator<'t, '_, '_> {
    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expression: &'t Expression) -> Result<Value, Error> {
        self.deeper(expression.span, |evaluator| evaluator.value(expression))
    }

    fn value(&mut self, expression: &'t Expression) -> Result<Value, Error> {
        let span = expression.span;
        Ok(match &expression.kind {
            ExpressionKind::Bool(value) => Value::Bool(*value),
            ExpressionKind::Integer(value) => Value::Integer(*value),
            ExpressionKind::Double(value) => Value::Double(*value),
            ExpressionKind::Text(text) => {
                self.spend(span, NODE + u64::try_from(text.len()).unwrap_or(u64::MAX))?;
                Value::text(text)
            }
            ExpressionKind::Template(block) => {
                let mut out = String::new();
                self.block(block, &mut out)?;
                out.into()
            }
            ExpressionKind::List(items) => {
                let mut list = Vec::new();
                for item in items {
                    self.spend(item.span, crate::budget::ITEM)?;
                    list.push(self.evaluate(item)?);
                }
                List::java(list).into()
            }
            ExpressionKind::Map(entries) => {
                let map = Map::new();
                for (key, value) in entries {
                    self.spend(key.span, crate::budget::ITEM)?;
                    let name = self.evaluate(key)?;
                    let Some(name) = Key::of(&name) else {
                        let message = format!("a {} is no key of a map here", name.class_name());
                        return Err(self.error(key.span, message));
                    };
                    let value = self.evaluate(value)?;
                    map.put(name, value);
                }
                map.into()
            }
            ExpressionKind::Range(ends) => self.range(&ends.0, &ends.1)?,
            ExpressionKind::Reference(reference) => self.told(reference)?,
            ExpressionKind::Not(_) => Value::Bool(self.truth(expression)?),
            ExpressionKind::Chain(first, others) => self.chain(first, others)?,
            ExpressionKind::Word => Value::text(self.source(span)),
        })
    }

    /// What a reference gives within an expression.
    ///
    /// Null is the empty text there, see the crate.s documentation.
    fn told(&mut self, reference: &'t Reference) -> Result<Value, Error> {
        let value = self.reference(reference)?;
        self.tell(reference, &value, None);
        Ok(if value.is_null() { Value::text("") } else { value })
    }

    /// Whether `#if` takes it. Of references it takes everything but false, even an empty text and so what does not exist;
    /// of everything else only what is logical: Velocity 1.7 takes `#if(1)` and `#if("text")` for false.
    pub(super) fn truth(&mut self, expression: &'t Expression) -> Result<bool, Error> {
        Ok(match &expression.kind {
            ExpressionKind::Not(inner) => !self.deeper(inner.span, |evaluator| evaluator.truth(inner))?,
            ExpressionKind::Reference(reference) => match self.told(reference)? {
                Value::Bool(value) => value,
                Value::Object(object) => object.is_true(),
                _ => true,
            },
            _ => matches!(self.evaluate(expression)?, Value::Bool(true)),
        })
    }

    fn chain(&mut self, first: &'t Expression, others: &'t [(Operator, Expression)]) -> Result<Value, Error> {
        // The operators of a chain are of one precedence: either all are logical, or none.
        match others.first() {
            Some((Operator::Or, _)) => {
                let mut truth = self.truth(first)?;
                for (_, other) in others {
                    truth = truth || self.truth(other)?;
                }
                return Ok(truth.into());
            }
            Some((Operator::And, _)) => {
                let mut truth = self.truth(first)?;
                for (_, other) in others {
                    truth = truth && self.truth(other)?;
                }
                return Ok(truth.into());
            }
            _ => {}
        }
        let mut left = self.evaluate(first)?;
        let start = first.span.start;
        for (operator, other) in others {
            let right = self.evaluate(other)?;
            let span = Span { start, end: other.span.end };
            self.spend(span, NODE)?;
            let result = super::arithmetic::apply(*operator, &left, &right, &mut self.budget);
            left = self.at(span, result)?;
        }
        Ok(left)
    }

    /// `[first..last]`, upwards or downwards; null unless both are whole numbers.
    fn range(&mut self, first: &'t Expression, last: &'t Expression) -> Result<Value, Error> {
        let ends = (self.evaluate(first)?, self.evaluate(last)?);
        let (Value::Integer(from), Value::Integer(to)) = ends else { return Ok(Value::Null) };
        let span = Span { start: first.span.start, end: last.span.end };
        let count = from.abs_diff(to).saturating_add(1);
        let spent = self.budget.spend_items(usize::try_from(count).unwrap_or(usize::MAX));
        self.at(span, spent)?;
        let items: Vec<_> = if from <= to {
            (from..=to).map(Value::Integer).collect()
        } else {
            (to..=from).rev().map(Value::Integer).collect()
        };
        Ok(List::java(items).into())
    }
}
