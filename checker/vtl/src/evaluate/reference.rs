//! What a reference gives, and what it writes.

use super::Evaluator;
use super::frame::Binding;
use crate::budget::NODE;
use crate::methods;
use crate::syntax::{Part, PartKind, Reference, WrittenReference};
use crate::{Error, Key, ListKind, Value};

impl<'t> Evaluator<'t, '_, '_> {
    /// What a reference gives; null for what does not exist.
    pub(super) fn reference(&mut self, reference: &'t Reference) -> Result<Value, Error> {
        self.spend(reference.span, NODE)?;
        // What #define made has neither properties nor methods.
        let is_block = matches!(self.binding(&reference.root), Some(Binding::Block { .. }));
        if is_block && !reference.parts.is_empty() {
            return Ok(Value::Null);
        }
        let mut value = self.variable(&reference.root, reference.span)?.unwrap_or(Value::Null);
        for part in &reference.parts {
            if value.is_null() {
                break;
            }
            self.spend(part.span, NODE)?;
            value = self.part(&value, part)?.unwrap_or(Value::Null);
        }
        Ok(value)
    }

    pub(super) fn part(&mut self, value: &Value, part: &'t Part) -> Result<Option<Value>, Error> {
        match &part.kind {
            PartKind::Property(name) => {
                let found = property(value, name);
                self.at(part.span, found)
            }
            PartKind::Method(name, arguments) => {
                let arguments =
                    arguments.iter().map(|argument| self.evaluate(argument)).collect::<Result<Vec<_>, _>>()?;
                let result = match value {
                    Value::Object(object) => object.call(name, &arguments),
                    _ => methods::call(value, name, &arguments, &mut self.budget),
                };
                self.at(part.span, result)
            }
            PartKind::Index(index) => {
                let index = self.evaluate(index)?;
                let found = indexed(value, &index);
                self.at(part.span, found)
            }
        }
    }

    /// Tells the host what a reference gave.
    pub(super) fn tell(&mut self, reference: &'t Reference, value: &Value, written: Option<&str>) {
        let text = self.source(reference.span);
        if let Some(on_reference) = &mut self.on_reference {
            on_reference(&crate::Reference { text, position: reference.position, value, written });
        }
    }

    /// A reference in text; what does not exist writes nothing.
    ///
    /// Of the backslashes before it each second one is written, and an odd one makes the reference text.
    /// <https://velocity.apache.org/engine/1.7/user-guide.html#escapingvalidvtlreferences>
    pub(super) fn write_reference(&mut self, written: &'t WrittenReference, out: &mut String) -> Result<(), Error> {
        let span = written.reference.span;
        let value = self.reference(&written.reference)?;
        let slashes = "\\".repeat(written.backslashes / 2);
        self.write(&slashes, span, out)?;
        if written.backslashes % 2 == 1 {
            self.tell(&written.reference, &value, None);
            let source = self.source(span);
            return self.write(source, span, out);
        }
        let text = value.text_within(&mut self.budget);
        let text = self.at(span, text)?.unwrap_or_default();
        self.tell(&written.reference, &value, Some(&text));
        self.write(&text, span, out)
    }
}

/// `value.name`.
fn property(value: &Value, name: &str) -> Result<Option<Value>, String> {
    if name == "class" && !matches!(value, Value::Null | Value::Object(_)) {
        return Err(
            "Velocity reads .class as Java's getClass(), which is not emulated here; of a map, use .get(\"class\")"
                .to_owned(),
        );
    }
    Ok(match value {
        Value::Object(object) => object.property(name)?,
        Value::Map(map) => map.get(name),
        Value::List(list) if list.kind() != ListKind::Array && name == "empty" => Some(list.is_empty().into()),
        Value::Text(text) if name == "empty" => Some(text.is_empty().into()),
        _ => None,
    })
}

/// `value[index]`.
fn indexed(value: &Value, index: &Value) -> Result<Option<Value>, String> {
    match (value, index) {
        (Value::Map(map), _) => Ok(Key::of(index).and_then(|key| map.get(key))),
        (Value::Object(object), Value::Text(name)) => object.property(name),
        (Value::Object(object), _) => object.call("get", std::slice::from_ref(index)),
        (Value::List(list), Value::Integer(at)) if list.kind() != ListKind::Collection => {
            // Velocity counts from the end below zero.
            let length = list.len();
            let from_start = if *at < 0 { i128::try_from(length).unwrap_or(i128::MAX) + at } else { *at };
            let item = usize::try_from(from_start).ok().and_then(|at| list.get(at));
            item.map(Some).ok_or_else(|| methods::out_of_bounds(*at, length))
        }
        _ => Ok(None),
    }
}
