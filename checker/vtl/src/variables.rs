//! What a template's references can name.

use std::collections::HashMap;

use crate::Value;

/// The variables that a host gives to a template, by name without `$`.
///
/// A rendering works on its own copy: `#set($name = …)` changes nothing here. A list, map or object in it is shared,
/// though: `#set($name.property = …)` and `$name.put(…)` change it for all who hold it.
#[derive(Debug, Clone, Default)]
pub struct Variables(HashMap<String, Value>);

impl Variables {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These and one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Adds a variable, or gives it another value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// A variable's value; `None` if there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}
