//! The tree that a template is: values, each with the place where it stands.

use std::fmt;
use std::sync::Arc;

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The file's name as the caller gave it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl Position {
    /// The first character of a file.
    #[must_use]
    pub fn start(file: &str) -> Self {
        Self { file: file.into(), line: 1, column: 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where its first character stands.
    pub at: Position,
}

/// What YAML and JSON can say.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` and `false`; YAML 1.1 also reads `yes`, `no`, `on`, `off`.
    Bool(bool),
    /// A number, as `CloudFormation` prints it.
    Number(String),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<Entry>),
}

/// A key of a map with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_at: Position,
    /// Its value.
    pub value: Node,
}

impl Node {
    pub(crate) fn text(at: &Position, text: impl Into<String>) -> Self {
        Self { value: Value::String(text.into()), at: at.clone() }
    }

    pub(crate) fn list(at: &Position, items: Vec<Node>) -> Self {
        Self { value: Value::List(items), at: at.clone() }
    }

    pub(crate) fn map<'key>(at: &Position, entries: impl IntoIterator<Item = (&'key str, Node)>) -> Self {
        let entries = entries
            .into_iter()
            .map(|(key, value)| Entry { key: key.to_owned(), key_at: value.at.clone(), value })
            .collect();
        Self { value: Value::Map(entries), at: at.clone() }
    }

    /// `!Ref name`.
    pub(crate) fn reference(at: &Position, name: &str) -> Self {
        Self::map(at, [("Ref", Self::text(at, name))])
    }

    /// `!GetAtt resource.attribute`.
    pub(crate) fn attribute(at: &Position, resource: &str, attribute: &str) -> Self {
        Self::map(at, [("Fn::GetAtt", Self::list(at, vec![Self::text(at, resource), Self::text(at, attribute)]))])
    }

    /// The entries, where this is a map.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items, where this is a list.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key, where this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text, where this is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Text, a number or a truth value, as `CloudFormation` turns them into text.
    #[must_use]
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// A truth value, or the text `true` or `false`, which `CloudFormation` takes too.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            Value::String(text) => text.to_ascii_lowercase().parse().ok(),
            _ => None,
        }
    }

    /// A whole number, or text that is one, which `CloudFormation` takes too.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match &self.value {
            Value::Number(text) | Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// What kind of value this is, for a message.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The same value as JSON, places left out: what an IAM policy in a template is sent to AWS as.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| text.clone().into()),
            Value::String(text) => text.clone().into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// A node from JSON, all of it at one place.
    pub(crate) fn from_json(at: &Position, json: &serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.to_string()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => {
                Value::List(items.iter().map(|item| Self::from_json(at, item)).collect())
            }
            serde_json::Value::Object(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        key_at: at.clone(),
                        value: Self::from_json(at, value),
                    })
                    .collect(),
            ),
        };
        Self { value, at: at.clone() }
    }

    /// Puts or replaces a key of a map; no effect on other values.
    pub(crate) fn set(&mut self, key: &str, value: Node) {
        if let Value::Map(entries) = &mut self.value {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == key) {
                entry.value = value;
            } else {
                entries.push(Entry { key: key.to_owned(), key_at: value.at.clone(), value });
            }
        }
    }
}
