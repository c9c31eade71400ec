//! What the loader's tables must hold, compared with what they hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::loader::Load;
use super::resources::{CONVERSATIONS, MESSAGES};
use crate::harness::{Failure, Outcome};

/// An attribute's text, if it has the type.
fn attribute<'a>(item: &'a Value, name: &str, of_type: &str) -> Option<&'a str> {
    item[name][of_type].as_str()
}

/// A value as JSON, or its beginning.
pub(super) fn shortened(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = value.to_string();
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).collect::<String>() + " …" }
}

/// What a table should hold, and what it holds, by key.
pub(super) struct Compared<'a> {
    table: &'static str,
    expected: BTreeMap<(String, String), Value>,
    found: BTreeMap<(String, String), &'a Value>,
}

impl<'a> Compared<'a> {
    /// Of the table of participants.
    pub(super) fn participants(load: &'a Load) -> Self {
        let expected = load.chat.participants().into_iter().map(|(id, name)| {
            let item = json!({ "ConversationId": { "S": id }, "Username": { "S": name } });
            ((id, name), item)
        });
        let found = load.conversations.iter().map(|item| {
            let text = |name: &str| attribute(item, name, "S").unwrap_or_default().to_owned();
            ((text("ConversationId"), text("Username")), item)
        });
        Self { table: CONVERSATIONS, expected: expected.collect(), found: found.collect() }
    }

    /// Of the table of messages.
    pub(super) fn messages(load: &'a Load) -> Self {
        let expected = load.chat.messages().into_iter().map(|((id, time), message)| {
            let item = json!({
                "ConversationId": { "S": id },
                "Timestamp": { "N": time },
                "Sender": { "S": message.sender },
                "Message": { "S": message.text },
            });
            ((id, time), item)
        });
        let found = load.messages.iter().map(|item| {
            let id = attribute(item, "ConversationId", "S").unwrap_or_default().to_owned();
            ((id, attribute(item, "Timestamp", "N").unwrap_or_default().to_owned()), item)
        });
        Self { table: MESSAGES, expected: expected.collect(), found: found.collect() }
    }

    /// How many items there should be.
    pub(super) fn wanted(&self) -> usize {
        self.expected.len()
    }

    /// How many of the expected items are not there.
    pub(super) fn missing(&self) -> usize {
        self.expected.keys().filter(|key| !self.found.contains_key(*key)).count()
    }

    /// Whether all is there as it should be; further attributes are the student's own affair.
    pub(super) fn check(&self, load: &Load) -> Outcome {
        let tried = format!("{}\naws dynamodb scan --table-name {}", load.command, self.table);
        let count =
            format!("{} has {} of {} items", self.table, self.expected.len() - self.missing(), self.expected.len());
        for (key, item) in &self.expected {
            let Some(found) = self.found.get(key) else {
                return self.lost(key, item).tried(tried).because(count).fail();
            };
            let mut attributes = item.as_object().into_iter().flatten();
            if let Some((name, value)) = attributes.find(|(name, value)| found[name.as_str()] != **value) {
                let has = found.get(name);
                let message = match has {
                    None => format!("An item of {} has no attribute {name}.", self.table),
                    Some(_) => format!("{name} of an item of {} is not what the file has.", self.table),
                };
                return Failure::new(message)
                    .tried(tried)
                    .compared(
                        format!("{name}: {}", shortened(value)),
                        has.map_or_else(
                            || format!("the item is {}", shortened(found)),
                            |has| format!("{name}: {}", shortened(has)),
                        ),
                    )
                    .fail();
            }
        }
        match self.found.iter().find(|(key, _)| !self.expected.contains_key(*key)) {
            None => Ok(()),
            Some((_, item)) => Failure::new(format!("{} has an item that is in no file.", self.table))
                .tried(tried)
                .compared(format!("{} items", self.expected.len()), format!("{} items", self.found.len()))
                .because(shortened(item))
                .fail(),
        }
    }

    /// An item that is not there.
    fn lost(&self, key: &(String, String), item: &Value) -> Failure {
        let seconds = key.1.parse::<u64>().ok().map(|millis| (key.0.clone(), (millis / 1000).to_string()));
        if let Some(found) = seconds.and_then(|key| self.found.get(&key)).filter(|_| self.table == MESSAGES) {
            return Failure::new("The time of a message is in seconds. The API and the site count in milliseconds, and two messages of one second would be one item.")
                .compared(format!("Timestamp: {}", item["Timestamp"]), format!("Timestamp: {}", found["Timestamp"]));
        }
        let same_conversation = self.found.keys().any(|(id, _)| *id == key.0);
        let other = self.found.values().next().filter(|_| !same_conversation);
        Failure::new(format!("An item is not in {}.", self.table)).compared(
            shortened(item),
            other.map_or_else(
                || "it is not there".to_owned(),
                |other| format!("it is not there; there is {}", shortened(other)),
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_item_is_cut() {
        assert_eq!(shortened(&json!({ "S": "x" })), r#"{"S":"x"}"#);
        assert!(shortened(&json!("ü".repeat(200))).ends_with("ü …"));
    }
}
