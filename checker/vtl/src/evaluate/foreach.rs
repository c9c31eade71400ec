//! `#foreach`, `$foreach` and `$velocityCount`.

use std::cell::Cell;
use std::rc::Rc;

use super::frame::Binding;
use super::{Evaluator, Flow};
use crate::budget::NODE;
use crate::syntax::Foreach;
use crate::{Error, List, Map, Object, Value};

/// A loop that runs: `$foreach`.
#[derive(Clone)]
pub(super) struct Loop(Rc<State>);

struct State {
    index: Cell<usize>,
    has_next: Cell<bool>,
    parent: Option<Loop>,
}

impl Loop {
    fn topmost(&self) -> Self {
        let mut top = self.clone();
        while let Some(parent) = &top.0.parent {
            top = parent.clone();
        }
        top
    }
}

fn number(count: usize) -> Value {
    Value::Integer(i128::try_from(count).unwrap_or(i128::MAX))
}

impl Object for Loop {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        let index = self.0.index.get();
        Ok(match name {
            "index" => Some(number(index)),
            "count" => Some(number(index + 1)),
            "first" => Some((index == 0).into()),
            "last" => Some((!self.0.has_next.get()).into()),
            "hasNext" => Some(self.0.has_next.get().into()),
            "parent" => self.0.parent.clone().map(Value::object),
            "topmost" => Some(Value::object(self.topmost())),
            _ => None,
        })
    }

    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let property = match method {
            "getIndex" => "index",
            "getCount" => "count",
            "isFirst" | "getFirst" => "first",
            "isLast" | "getLast" => "last",
            "hasNext" | "getHasNext" => "hasNext",
            "getParent" => "parent",
            "getTopmost" => "topmost",
            _ => return Ok(None),
        };
        if arguments.is_empty() { self.property(property) } else { Ok(None) }
    }
}

/// What is gone through, as it was at the start.
enum Source {
    List(List),
    Map(Map),
    Items(Vec<Value>),
}

impl Source {
    fn items(&self) -> Vec<Value> {
        match self {
            Self::List(list) => list.items(),
            Self::Map(map) => map.entries().into_iter().map(|(_, value)| value).collect(),
            Self::Items(items) => items.clone(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Map(map) => map.len(),
            Self::Items(items) => items.len(),
        }
    }
}

impl<'t> Evaluator<'t, '_, '_> {
    /// `$foreach` and its older names, within a loop.
    pub(super) fn loop_variable(&self, name: &str) -> Option<Value> {
        let current = self.loops.last()?;
        match name {
            "foreach" => Some(Value::object(current.clone())),
            "velocityCount" => Some(number(current.0.index.get() + 1)),
            "velocityHasNext" => Some(current.0.has_next.get().into()),
            _ => None,
        }
    }

    pub(super) fn foreach(&mut self, foreach: &'t Foreach, out: &mut String) -> Result<Flow, Error> {
        self.spend(foreach.span, NODE)?;
        let source = match self.evaluate(&foreach.over)? {
            Value::List(list) => Source::List(list),
            Value::Map(map) => Source::Map(map),
            Value::Object(object) => Source::Items(object.items().unwrap_or_default()),
            // Nothing else can be gone through; Velocity goes through nothing then.
            _ => Source::Items(Vec::new()),
        };
        let count = source.len();
        let most = self.budget.limits.foreach_rounds;
        if count > most {
            let message = format!("#foreach goes through {count} items; API Gateway allows {most} rounds");
            return Err(self.error(foreach.span, message));
        }
        let spent = self.budget.spend_items(count);
        self.at(foreach.span, spent)?;
        let items = source.items();
        let name: &'t str = &foreach.variable;
        let before = self.binding(name);
        let state = State { index: Cell::new(0), has_next: Cell::new(false), parent: self.loops.last().cloned() };
        let current = Loop(Rc::new(state));
        self.loops.push(current.clone());
        let mut end = Ok(Flow::Next);
        for (index, item) in items.into_iter().enumerate() {
            current.0.index.set(index);
            current.0.has_next.set(index + 1 < count);
            self.bind(name, Binding::Value(item));
            end = self.round(foreach, out);
            if !matches!(end, Ok(Flow::Next)) {
                break;
            }
            if source.len() != count {
                let message =
                    "the list or map is changed while #foreach goes through it: Java's ConcurrentModificationException";
                end = Err(self.error(foreach.span, message));
                break;
            }
        }
        self.loops.pop();
        match before {
            Some(binding) => self.bind(name, binding),
            None => self.unbind(name),
        }
        Ok(match end? {
            Flow::Break(1) => Flow::Next,
            Flow::Break(levels) => Flow::Break(levels - 1),
            flow => flow,
        })
    }

    fn round(&mut self, foreach: &'t Foreach, out: &mut String) -> Result<Flow, Error> {
        self.spend(foreach.span, NODE)?;
        self.deeper(foreach.span, |evaluator| evaluator.block(&foreach.body, out))
    }
}
