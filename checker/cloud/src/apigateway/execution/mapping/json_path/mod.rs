//! `JSONPath` as `$input.path`, `$input.json` and parameter mappings take it: that of Jayway's library for Java, which the
//! documentation names.
//!
//! The crates that there are follow RFC 9535, another language: it has no functions at a path's end (`$.a.length()`), no
//! `=~` and `in`, wants the `$`, and gives a list of nodes always, where Jayway's library gives the value itself for a path
//! that can lead to one place only.
//!
//! <https://github.com/json-path/JsonPath>, <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

mod filter;
mod function;
mod parse;

use serde_json::Value;

use filter::Filter;
use function::Function;

/// How many values one path may look at and copy: no path hangs, and none makes much more of a body than it is.
const MOST_VALUES: usize = 2_000_000;

/// A path that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JsonPath {
    steps: Vec<Step>,
    /// What is made of the values in the end.
    function: Option<Function>,
}

/// One part of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// `.name`, `['name']`; several where there is a comma.
    Names(Vec<String>),
    /// `[0]`, `[-1]`; several where there is a comma.
    Indexes(Vec<i64>),
    /// `[1:3]`, `[:2]`, `[-2:]`.
    Slice(Option<i64>, Option<i64>),
    /// `*`
    Wildcard,
    /// `..`: the value and all below it.
    Descendants,
    /// `[?(…)]`
    Filter(Filter),
}

impl JsonPath {
    /// Reads a path. One that does not begin with `$` is taken to be below the root.
    ///
    /// # Errors
    ///
    /// What is no `JSONPath`, and at which character.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        parse::path(text)
    }

    /// The value that the path leads to: for a path that can lead to one place only, that value, and `None` where nothing
    /// is there; for every other path a list of all that it finds, which may be empty.
    ///
    /// # Errors
    ///
    /// A path that finds more than this cloud copies, and a function that does not fit its value.
    pub(super) fn read(&self, root: &Value) -> Result<Option<Value>, String> {
        let mut work = Work { root, left: MOST_VALUES };
        let found = work.find(root, &self.steps)?;
        if self.is_definite() {
            let Some(value) = found.first() else { return Ok(None) };
            return match &self.function {
                Some(function) => function.apply(value, root).map(Some),
                None => work.copy(value).map(Some),
            };
        }
        let list = Value::Array(found.iter().map(|value| work.copy(value)).collect::<Result<_, _>>()?);
        match &self.function {
            Some(function) => function.apply(&list, root).map(Some),
            None => Ok(Some(list)),
        }
    }

    /// Whether the path can lead to one place only.
    fn is_definite(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Names(names) => names.len() == 1,
            Step::Indexes(indexes) => indexes.len() == 1,
            Step::Slice(..) | Step::Wildcard | Step::Descendants | Step::Filter(_) => false,
        })
    }
}

/// One evaluation.
struct Work<'a> {
    root: &'a Value,
    /// How many values may still be looked at.
    left: usize,
}

impl<'a> Work<'a> {
    fn find(&mut self, from: &'a Value, steps: &[Step]) -> Result<Vec<&'a Value>, String> {
        let mut found = vec![from];
        for step in steps {
            let mut next = Vec::new();
            for value in found {
                self.step(value, step, &mut next)?;
            }
            self.spend(next.len())?;
            found = next;
        }
        Ok(found)
    }

    fn step(&mut self, value: &'a Value, step: &Step, next: &mut Vec<&'a Value>) -> Result<(), String> {
        match (step, value) {
            (Step::Names(names), Value::Object(object)) => {
                next.extend(names.iter().filter_map(|name| object.get(name)));
            }
            (Step::Indexes(indexes), Value::Array(items)) => {
                next.extend(indexes.iter().filter_map(|index| items.get(position(*index, items.len())?)));
            }
            (Step::Slice(from, to), Value::Array(items)) => {
                let edge = |index: i64| position(index, items.len()).unwrap_or(if index < 0 { 0 } else { items.len() });
                let (from, to) = (from.map_or(0, edge), to.map_or(items.len(), edge).min(items.len()));
                next.extend(items.get(from..to).unwrap_or_default());
            }
            (Step::Wildcard, value) => children(value, next),
            (Step::Descendants, value) => {
                let mut open = vec![value];
                while let Some(value) = open.pop() {
                    self.spend(1)?;
                    next.push(value);
                    let before = open.len();
                    children(value, &mut open);
                    open[before..].reverse();
                }
            }
            (Step::Filter(filter), Value::Array(items)) => {
                for item in items {
                    self.spend(1)?;
                    if filter.holds(item, self)? {
                        next.push(item);
                    }
                }
            }
            // Jayway's library asks an object itself, no list.
            (Step::Filter(filter), Value::Object(_)) if filter.holds(value, self)? => next.push(value),
            _ => {}
        }
        Ok(())
    }

    /// A copy that counts what it copies.
    fn copy(&mut self, value: &Value) -> Result<Value, String> {
        self.spend(1)?;
        Ok(match value {
            Value::Array(items) => Value::Array(items.iter().map(|item| self.copy(item)).collect::<Result<_, _>>()?),
            Value::Object(entries) => {
                let entries = entries.iter().map(|(name, value)| Ok((name.clone(), self.copy(value)?)));
                Value::Object(entries.collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }

    fn spend(&mut self, values: usize) -> Result<(), String> {
        let left = self.left.checked_sub(values);
        self.left = left.ok_or_else(|| format!("the path leads to more than {MOST_VALUES} values"))?;
        Ok(())
    }
}

/// The place of an index, counted from the end where it is negative.
fn position(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

fn children<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => into.extend(items),
        Value::Object(entries) => into.extend(entries.values()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
