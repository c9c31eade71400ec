//! The values of a template: Java's, as far as templates see them.

mod equality;
mod json;
mod list;
mod map;
mod nesting;
mod text;

use std::fmt;
use std::rc::Rc;

pub use list::{List, ListKind};
pub use map::{Key, Map};

use crate::Object;

/// A value. Cloning is cheap: texts, lists, maps and objects are shared.
///
/// As in Java, a list or map is a reference: who changes it changes it for all who hold it.
#[derive(Clone)]
pub enum Value {
    /// `null`, and what does not exist.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An `Integer`, `Long` or `BigInteger`; Velocity's arithmetic widens by itself.
    Integer(i128),
    /// A `Double`.
    Double(f64),
    /// A `String`.
    Text(Rc<str>),
    /// A list; who made it decides how it is written, see [`ListKind`].
    List(List),
    /// A map in the order of insertion.
    Map(Map),
    /// Something of the host's.
    Object(Rc<dyn Object>),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().into())
    }

    /// An object of the host's.
    #[must_use]
    pub fn object(object: impl Object + 'static) -> Self {
        Self::Object(Rc::new(object))
    }

    /// Whether it is [`Value::Null`].
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The map, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Java's name of the value's class, for messages.
    #[must_use]
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "Boolean",
            Self::Integer(number) if i32::try_from(*number).is_ok() => "Integer",
            Self::Integer(number) if i64::try_from(*number).is_ok() => "Long",
            Self::Integer(_) => "BigInteger",
            Self::Double(_) => "Double",
            Self::Text(_) => "String",
            Self::List(_) => "List",
            Self::Map(_) => "Map",
            Self::Object(_) => "Object",
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            other => f.write_str(&other.to_text().unwrap_or_else(|| other.class_name().to_owned())),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<List> for Value {
    fn from(value: List) -> Self {
        Self::List(value)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Drops values without recursion: a template can nest lists deeper than the stack.
fn drop_all(mut values: Vec<Value>) {
    while let Some(value) = values.pop() {
        match value {
            Value::List(list) => values.append(&mut list.take_if_last()),
            Value::Map(map) => values.append(&mut map.take_if_last()),
            _ => {}
        }
    }
}
