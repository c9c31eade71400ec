//! `#set`.

use super::Evaluator;
use super::frame::Binding;
use crate::budget::NODE;
use crate::methods;
use crate::syntax::{Expression, PartKind, Reference};
use crate::{Error, Key, ListKind, Value};

impl<'t> Evaluator<'t, '_, '_> {
    /// A null on the right side changes nothing: Velocity's `directive.set.null.allowed` is off.
    /// <https://velocity.apache.org/engine/1.7/user-guide.html#set>
    pub(super) fn set(&mut self, target: &'t Reference, value: &'t Expression) -> Result<(), Error> {
        self.spend(target.span, NODE)?;
        let value = self.evaluate(value)?;
        if value.is_null() {
            return Ok(());
        }
        let Some((last, before)) = target.parts.split_last() else {
            self.bind(&target.root, Binding::Value(value));
            return Ok(());
        };
        let mut holder = self.variable(&target.root, target.span)?.unwrap_or(Value::Null);
        for part in before {
            if holder.is_null() {
                break;
            }
            holder = self.part(&holder, part)?.unwrap_or(Value::Null);
        }
        match &last.kind {
            PartKind::Property(name) => {
                let result = match &holder {
                    Value::Map(map) => methods::put(map, &Key::from(&**name), value, &mut self.budget).map(|_| ()),
                    // What has no such property is left as it is.
                    Value::Object(object) => object.set_property(name, value).map(|_| ()),
                    _ => Ok(()),
                };
                self.at(last.span, result)
            }
            PartKind::Index(index) => {
                let index = self.evaluate(index)?;
                let result = match (&holder, &index) {
                    (Value::Map(map), _) => match Key::of(&index) {
                        Some(key) => methods::put(map, &key, value, &mut self.budget).map(|_| ()),
                        None => Err(format!("a {} is no key of a map here", index.class_name())),
                    },
                    (Value::List(items), Value::Integer(at)) if items.kind() != ListKind::Collection => {
                        methods::set_item(items, *at, value, &mut self.budget).map(|_| ())
                    }
                    (Value::Object(object), Value::Text(name)) => object.set_property(name, value).map(|_| ()),
                    _ => Ok(()),
                };
                self.at(last.span, result)
            }
            PartKind::Method(name, _) => {
                let message =
                    format!("#set cannot give a value to what {name}() returns; it changes a variable or property");
                Err(self.error(last.span, message))
            }
        }
    }
}
