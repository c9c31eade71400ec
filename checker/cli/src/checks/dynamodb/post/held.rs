//! What the tables hold, and what a request changes in them.

use std::fmt;

use cloud::DynamoDb;
use serde_json::{Value, json};

use super::super::resources::TableNames;
use crate::checks::api::short;
use crate::harness::Verdict;

/// How many items are shown.
const MOST: usize = 8;

/// What the tables hold.
#[derive(Debug, Clone, Default)]
pub(in crate::checks) struct Held {
    /// The items of the table of participants.
    pub(in crate::checks) conversations: Vec<Value>,
    /// The items of the table of messages.
    pub(in crate::checks) messages: Vec<Value>,
}

impl Held {
    /// What the tables of a cloud hold now.
    pub(in crate::checks) fn of(dynamodb: DynamoDb<'_>, tables: &TableNames) -> Result<Self, Verdict> {
        Ok(Self {
            conversations: items(dynamodb, &tables.conversations)?,
            messages: items(dynamodb, &tables.messages)?,
        })
    }

    /// The items that another does not have.
    pub(in crate::checks) fn without(&self, other: &Self) -> Self {
        let left = |own: &[Value], other: &[Value]| own.iter().filter(|item| !other.contains(item)).cloned().collect();
        Self {
            conversations: left(&self.conversations, &other.conversations),
            messages: left(&self.messages, &other.messages),
        }
    }

    /// True where it is nothing at all.
    pub(in crate::checks) fn is_empty(&self) -> bool {
        self.conversations.is_empty() && self.messages.is_empty()
    }
}

/// What is another in the tables than before.
#[derive(Debug, Clone, Default)]
pub(in crate::checks) struct Change {
    /// What is in them since then.
    pub(in crate::checks) added: Held,
    /// What was in them, and is not any more.
    pub(in crate::checks) lost: Held,
}

impl Change {
    /// From what they held to what they hold.
    pub(in crate::checks) fn between(before: &Held, after: &Held) -> Self {
        Self { added: after.without(before), lost: before.without(after) }
    }

    /// True where anything is another.
    pub(in crate::checks) fn is_any(&self) -> bool {
        !self.added.is_empty() || !self.lost.is_empty()
    }
}

/// All items of a table.
fn items(dynamodb: DynamoDb<'_>, table: &str) -> Result<Vec<Value>, Verdict> {
    let mut request = json!({ "TableName": table, "ConsistentRead": true });
    let mut items = Vec::new();
    loop {
        let page = dynamodb.call("Scan", &request);
        let mut page = page.map_err(|error| Verdict::Fault(format!("{table} cannot be read: {error}")))?;
        items.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
        match page.get_mut("LastEvaluatedKey") {
            Some(last) => request["ExclusiveStartKey"] = last.take(),
            None => return Ok(items),
        }
    }
}

/// What is new in the tables and what is gone, for a reader.
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |kind: &str, held: &Held| -> Vec<String> {
            held.conversations.iter().chain(&held.messages).map(|item| format!("{kind} {}", shown_item(item))).collect()
        };
        let mut lines = [of("new:", &self.added), of("gone:", &self.lost)].concat();
        if lines.len() > MOST {
            let more = lines.len() - MOST;
            lines.truncate(MOST);
            lines.push(format!("… and {more} more"));
        }
        formatter.write_str(&if lines.is_empty() { "nothing new".to_owned() } else { lines.join("\n") })
    }
}

/// An item of the messages in the form in which the CLI shows it, its attributes in an order that does not change.
pub(in crate::checks) fn shown_item(item: &Value) -> String {
    const LONGEST: usize = 100;
    const ORDER: [&str; 5] = ["ConversationId", "Username", "Timestamp", "Sender", "Message"];
    let Some(attributes) = item.as_object() else { return short(&item.to_string()) };
    let mut names: Vec<&String> = attributes.keys().collect();
    names.sort_by_key(|name| {
        (ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()), name.as_str().to_owned())
    });
    let value = |name: &String| match item[name]["S"].as_str() {
        Some(text) if text.chars().count() > LONGEST => {
            json!({ "S": format!("{} …", text.chars().take(LONGEST).collect::<String>()) })
        }
        _ => item[name].clone(),
    };
    let ordered: serde_json::Map<_, _> = names.into_iter().map(|name| (name.clone(), value(name))).collect();
    short(&Value::Object(ordered).to_string())
}
