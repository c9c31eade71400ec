//! Maps in the order of insertion, shared as in Java.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Value;

/// A key of a map: `get("1")` and `get(1)` are two, as in Java.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A `Double`, by its bits.
    Double(u64),
    /// A text: the usual one.
    Text(Rc<str>),
}

impl Key {
    /// The value that the key is.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Integer(value) => Value::Integer(*value),
            Self::Double(bits) => Value::Double(f64::from_bits(*bits)),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }

    /// The key that a value makes; `None` for lists, maps and objects, which are no keys here.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Integer(value) => Self::Integer(*value),
            Value::Double(value) => Self::Double(value.to_bits()),
            Value::Text(text) => Self::Text(text.clone()),
            Value::List(_) | Value::Map(_) | Value::Object(_) => return None,
        })
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// A map in the order of insertion. Cloning gives another hold on the same map.
#[derive(Clone, Default)]
pub struct Map(Rc<Contents>);

#[derive(Default)]
struct Contents(RefCell<IndexMap<Key, Value>>);

impl Map {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This map and one entry more, for building one: `Map::new().with("a", 1).with("b", 2)`.
    #[must_use]
    pub fn with(self, key: impl Into<Key>, value: impl Into<Value>) -> Self {
        self.put(key, value);
        self
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.0.borrow().len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key; `None` if there is no such entry.
    #[must_use]
    pub fn get(&self, key: impl Into<Key>) -> Option<Value> {
        self.0.0.borrow().get(&key.into()).cloned()
    }

    /// Adds an entry, or gives it another value and leaves it in its place. The value that was there.
    pub fn put(&self, key: impl Into<Key>, value: impl Into<Value>) -> Option<Value> {
        self.0.0.borrow_mut().insert(key.into(), value.into())
    }

    /// Takes an entry out. The value that was there.
    pub fn remove(&self, key: impl Into<Key>) -> Option<Value> {
        self.0.0.borrow_mut().shift_remove(&key.into())
    }

    /// The entries as they are now.
    #[must_use]
    pub fn entries(&self) -> Vec<(Key, Value)> {
        self.0.0.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    pub(crate) fn clear(&self) {
        self.0.0.borrow_mut().clear();
    }

    /// Which map it is: two holds on one map have the same.
    pub(crate) fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Takes the values out if nobody else holds the map.
    pub(super) fn take_if_last(mut self) -> Vec<Value> {
        let Some(contents) = Rc::get_mut(&mut self.0) else { return Vec::new() };
        std::mem::take(contents.0.get_mut()).into_values().collect()
    }
}

impl<K: Into<Key>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        let map = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        Self(Rc::new(Contents(RefCell::new(map))))
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        super::drop_all(std::mem::take(self.0.get_mut()).into_values().collect());
    }
}
