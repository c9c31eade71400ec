//! Somebody else who writes an item a moment earlier, on demand.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::engine::Engine;

/// Who writes before the next requests, by table.
#[derive(Debug, Default)]
pub(super) struct Rivals(BTreeMap<String, Rival>);

#[derive(Debug)]
struct Rival {
    attributes: Map<String, Value>,
    times: usize,
}

impl Rivals {
    /// Sets who writes before the next `times` requests; with 0, nobody does.
    pub(super) fn set(&mut self, table: &str, attributes: &Value, times: usize) {
        self.0.remove(table);
        if times > 0 {
            let attributes = attributes.as_object().cloned().unwrap_or_default();
            self.0.insert(table.to_owned(), Rival { attributes, times });
        }
    }

    /// Forgets a table that is deleted.
    pub(super) fn remove(&mut self, table: &str) {
        self.0.remove(table);
    }

    /// What is written before the next request.
    pub(super) fn next(&mut self, table: &str) -> Option<Map<String, Value>> {
        let rival = self.0.get_mut(table)?;
        rival.times -= 1;
        let attributes = rival.attributes.clone();
        if rival.times == 0 {
            self.0.remove(table);
        }
        Some(attributes)
    }
}

/// Writes an item with the key of a `PutItem` request, or of a `Put` in a transaction, in place of what is there. A
/// request without a proper key finds nobody before it: the engine refuses both.
pub(super) fn write(engine: &Engine, table: &str, mut item: Map<String, Value>, request: &Value) {
    let described = engine.run("DescribeTable", &json!({"TableName": table})).unwrap_or_default();
    for key in described["Table"]["KeySchema"].as_array().into_iter().flatten() {
        let name = key["AttributeName"].as_str().unwrap_or_default();
        item.insert(name.to_owned(), request["Item"][name].clone());
    }
    drop(engine.run("PutItem", &json!({"TableName": table, "Item": item})));
}
