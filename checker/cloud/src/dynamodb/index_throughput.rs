//! Throughput of indexes that was changed: the engine checks such a change and forgets it.

use std::collections::BTreeMap;

use serde_json::Value;

/// What `UpdateTable` set, by table and index.
#[derive(Debug, Default)]
pub(super) struct IndexThroughput(BTreeMap<(String, String), Value>);

impl IndexThroughput {
    /// Keeps what an `UpdateTable` that went through asked for.
    pub(super) fn update(&mut self, table: &str, request: &Value) {
        let updates = request["GlobalSecondaryIndexUpdates"].as_array();
        for update in updates.into_iter().flatten() {
            let set = &update["Update"];
            if let (Some(index), Some(units)) = (set["IndexName"].as_str(), set.get("ProvisionedThroughput")) {
                self.0.insert((table.to_owned(), index.to_owned()), units.clone());
            }
            if let Some(index) = update["Delete"]["IndexName"].as_str() {
                self.0.remove(&(table.to_owned(), index.to_owned()));
            }
        }
    }

    /// Forgets a table that is deleted.
    pub(super) fn remove(&mut self, table: &str) {
        self.0.retain(|(of, _), _| of != table);
    }

    /// Puts what was set into a table's description.
    pub(super) fn describe(&self, table: &str, description: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        let indexes = description["GlobalSecondaryIndexes"].as_array_mut();
        for index in indexes.into_iter().flatten() {
            let name = index["IndexName"].as_str().unwrap_or_default().to_owned();
            let Some(units) = self.0.get(&(table.to_owned(), name)) else { continue };
            for unit in ["ReadCapacityUnits", "WriteCapacityUnits"] {
                index["ProvisionedThroughput"][unit] = units[unit].clone();
            }
        }
    }
}
