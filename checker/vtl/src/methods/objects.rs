//! What Java's collections hand out: entries and iterators.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::{Key, Map, Object, Value};

/// `Map.Entry`.
pub(super) struct Entry {
    map: Map,
    key: Key,
}

impl Entry {
    pub(super) fn new(map: Map, key: Key) -> Self {
        Self { map, key }
    }

    fn value(&self) -> Value {
        self.map.get(self.key.clone()).unwrap_or(Value::Null)
    }
}

impl Object for Entry {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        Ok(match name {
            "key" => Some(self.key.to_value()),
            "value" => Some(self.value()),
            _ => None,
        })
    }

    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(match (method, arguments) {
            ("getKey", []) => Some(self.key.to_value()),
            ("getValue", []) => Some(self.value()),
            ("toString", []) => self.text().map(Value::from),
            ("setValue", _) => return Err("Map.Entry.setValue() is not emulated here; use put() of the map".to_owned()),
            _ => None,
        })
    }

    fn text(&self) -> Option<String> {
        let text = |value: &Value| value.to_text().unwrap_or_else(|| "null".to_owned());
        Some(format!("{}={}", text(&self.key.to_value()), text(&self.value())))
    }
}

/// `java.util.Iterator`, over what was there when it was made.
pub(super) struct Iterator(RefCell<VecDeque<Value>>);

impl Iterator {
    pub(super) fn new(items: Vec<Value>) -> Self {
        Self(RefCell::new(items.into()))
    }
}

impl Object for Iterator {
    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        match (method, arguments) {
            ("hasNext", []) => Ok(Some((!self.0.borrow().is_empty()).into())),
            ("next", []) => match self.0.borrow_mut().pop_front() {
                Some(item) => Ok(Some(item)),
                None => Err("next() of an iterator at its end (Java's NoSuchElementException)".to_owned()),
            },
            ("remove", []) => Err("Iterator.remove() is not emulated here".to_owned()),
            _ => Ok(None),
        }
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(self.0.take().into())
    }
}
