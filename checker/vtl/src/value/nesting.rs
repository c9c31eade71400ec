//! A list or map never comes to hold itself.
//!
//! Java allows it, and then cannot write the value (`StackOverflowError`). Here it would also never be freed.

use std::collections::HashSet;

use super::Value;
use crate::budget::Budget;

impl Value {
    /// An error if the value holds the list or map of that identity.
    pub(crate) fn must_not_hold(&self, container: usize, budget: &mut Budget<'_>) -> Result<(), String> {
        let mut seen = HashSet::new();
        let mut open = vec![self.clone()];
        while let Some(value) = open.pop() {
            let (identity, inner): (_, Vec<_>) = match &value {
                Self::List(list) => (list.identity(), list.items()),
                Self::Map(map) => (map.identity(), map.entries().into_iter().map(|(_, value)| value).collect()),
                _ => continue,
            };
            if identity == container {
                return Err("a list or map would come to hold itself".to_owned());
            }
            budget.spend_items(inner.len() + 1)?;
            if seen.insert(identity) {
                open.extend(inner.into_iter().filter(|value| matches!(value, Self::List(_) | Self::Map(_))));
            }
        }
        Ok(())
    }
}
