//! The data that a run makes up, as the tables hold it.

use std::collections::{BTreeMap, BTreeSet};

use cloud::DynamoDb;
use serde_json::{Value, json};

use super::USER;
use super::resources::TableNames;
use crate::harness::Seed;
use crate::stop::Stop;
use crate::target::http::encode_segment;

/// The key of the list in the site's data.
const LIST: &str = "data/conversations.json";
/// Letters beyond ASCII, of two bytes and of three.
const LETTERS: [char; 6] = ['\u{fc}', '\u{e9}', '\u{f1}', '\u{142}', '\u{65e5}', '\u{20ac}'];
/// The most items of one `BatchWriteItem`.
const BATCH: usize = 25;

/// How many messages the long conversation has.
const LONG: usize = 3_000;
/// How many letters of each there are at least.
const LONG_TEXT: usize = 960;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct Message {
    /// Who wrote it.
    pub(in crate::checks) sender: String,
    /// In milliseconds since 1970.
    pub(in crate::checks) time: u64,
    /// Its text.
    pub(in crate::checks) text: String,
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct Conversation {
    /// Its id.
    pub(in crate::checks) id: String,
    /// Each once.
    pub(in crate::checks) participants: BTreeSet<String>,
    /// In the order of their times, which are distinct.
    pub(in crate::checks) messages: Vec<Message>,
}

/// What an API is expected to hold.
#[derive(Debug, Clone)]
pub(in crate::checks) struct Data {
    /// The conversations, by id.
    pub(in crate::checks) conversations: BTreeMap<String, Conversation>,
    /// An id whose form in a path is another: a blank, a plus sign, a letter beyond ASCII, a percent sign.
    pub(in crate::checks) awkward: String,
    /// An id that no conversation has.
    pub(in crate::checks) unknown: String,
}

impl Message {
    fn json(&self) -> Value {
        json!({ "sender": self.sender, "time": self.time, "message": self.text })
    }
}

impl Conversation {
    /// The time of the newest message; 0 when there is none.
    pub(in crate::checks) fn last(&self) -> u64 {
        self.messages.last().map_or(0, |message| message.time)
    }

    /// What `GET /conversations/{id}` answers.
    pub(in crate::checks) fn json(&self) -> Value {
        let mut whole = self.summary();
        whole["messages"] = self.messages.iter().map(Message::json).collect();
        whole
    }

    /// What the list has of it.
    pub(in crate::checks) fn summary(&self) -> Value {
        json!({ "id": self.id, "participants": self.participants, "last": self.last() })
    }

    /// Its items in the table of participants.
    fn participant_items(&self) -> impl Iterator<Item = Value> {
        self.participants.iter().map(|name| json!({ "ConversationId": { "S": self.id }, "Username": { "S": name } }))
    }

    /// Its items in the table of messages.
    fn message_items(&self) -> impl Iterator<Item = Value> {
        self.messages.iter().map(|message| {
            json!({
                "ConversationId": { "S": self.id },
                "Timestamp": { "N": message.time.to_string() },
                "Sender": { "S": message.sender },
                "Message": { "S": message.text },
            })
        })
    }

    /// Puts it into the tables of a cloud.
    ///
    /// # Errors
    /// A fault when `DynamoDB` refuses: the data are ours, and a check of the tables has gone before.
    pub(in crate::checks) fn put(&self, dynamodb: DynamoDb<'_>, tables: &TableNames) -> Result<(), Stop> {
        write(dynamodb, &tables.conversations, self.participant_items())?;
        write(dynamodb, &tables.messages, self.message_items())
    }
}

impl Data {
    /// Makes up what a run with this seed reads.
    pub(in crate::checks) fn invent(seed: Seed) -> Self {
        let mut source = seed.source("conversations");
        let letter = source.choose(&LETTERS).copied().unwrap_or(LETTERS[0]);
        let awkward = format!("{} Club+{letter}&{} 5%20", source.word(), source.word());
        let (lively, silent, foreign) = (source.name(), source.name(), source.name());
        let friends = [source.name(), source.name(), source.name()];
        let mut conversations = BTreeMap::new();
        let mut add = |id: &str, participants: &[&str], count: usize| {
            let mut time = 1_700_000_000_000_u64;
            let messages = (0..count)
                .map(|number| {
                    // Times of other lengths too: as text they would be in another order.
                    time = if number == 0 { 999_999_999_000 } else { time + 61_001 };
                    let sender = participants[number % participants.len()].to_owned();
                    if number == 0 {
                        let first = Message { sender, time, text: source.name() };
                        time = 1_700_000_000_000;
                        return first;
                    }
                    Message { sender, time, text: source.name() }
                })
                .collect();
            let participants = participants.iter().map(|&name| name.to_owned()).collect();
            conversations.insert(id.to_owned(), Conversation { id: id.to_owned(), participants, messages });
        };
        add(&awkward, &[USER, &friends[0]], 3);
        add(&lively, &[USER, &friends[0], &friends[1], &friends[2]], 7);
        add(&silent, &[&friends[1], USER], 0);
        // Not the student's: in the table, and not in the list.
        add(&foreign, &[&friends[0], &friends[2]], 2);
        Self { conversations, awkward, unknown: source.name() }
    }

    /// One conversation of 3,000 messages of 1 KB each: three pages of a query, at least.
    pub(in crate::checks) fn long(seed: Seed) -> Self {
        let mut source = seed.source("long");
        let (id, friend) = (source.name(), source.name());
        let mut message = |number: usize| {
            let sender = if number.is_multiple_of(2) { USER.to_owned() } else { friend.clone() };
            let text = format!("{} {number} {}", source.word(), "x".repeat(LONG_TEXT));
            Message { sender, time: 1_700_000_000_000 + 1_000 * number as u64, text }
        };
        let messages = (0..LONG).map(&mut message).collect();
        let participants = [USER.to_owned(), friend].into();
        let conversation = Conversation { id: id.clone(), participants, messages };
        Self { conversations: [(id.clone(), conversation)].into(), awkward: id, unknown: source.name() }
    }

    /// The course's own data, which a deployed stack holds: the files below `data/` of the site.
    ///
    /// # Errors
    /// A fault when a file has another form.
    pub(in crate::checks) fn of_site(files: &BTreeMap<String, Vec<u8>>, seed: Seed) -> Result<Self, Stop> {
        let mut conversations = BTreeMap::new();
        for (key, bytes) in files {
            let id = key.strip_prefix("data/conversations/").and_then(|name| name.strip_suffix(".json"));
            let Some(id) = id else { continue };
            let whole: Value =
                serde_json::from_slice(bytes).map_err(|error| Stop::fault(format!("site/{key}: {error}")))?;
            conversations.insert(id.to_owned(), of_file(id, &whole));
        }
        if conversations.is_empty() {
            return Err(Stop::fault(format!("site/{LIST}: there are no conversations beside it")));
        }
        let awkward = conversations.keys().find(|id| encode_segment(id) != **id).or(conversations.keys().next());
        let awkward = awkward.cloned().unwrap_or_default();
        Ok(Self { conversations, awkward, unknown: seed.source("unknown").name() })
    }

    /// The conversations of the user.
    pub(in crate::checks) fn of_user(&self) -> impl Iterator<Item = &Conversation> {
        self.conversations.values().filter(|conversation| conversation.participants.contains(USER))
    }

    /// The list that `GET /conversations` answers, by id.
    pub(in crate::checks) fn list(&self) -> BTreeMap<String, Value> {
        self.of_user().map(|conversation| (conversation.id.clone(), conversation.summary())).collect()
    }

    /// Puts all of it into the tables of a cloud.
    ///
    /// # Errors
    /// A fault when `DynamoDB` refuses.
    pub(in crate::checks) fn put(&self, dynamodb: DynamoDb<'_>, tables: &TableNames) -> Result<(), Stop> {
        self.conversations.values().try_for_each(|conversation| conversation.put(dynamodb, tables))
    }
}

/// A conversation of the site's data.
fn of_file(id: &str, whole: &Value) -> Conversation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let participants = whole["participants"].as_array().into_iter().flatten().map(text).collect();
    let mut messages: Vec<Message> = whole["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|message| Message {
            sender: text(&message["sender"]),
            time: message["time"].as_u64().unwrap_or_default(),
            text: text(&message["message"]),
        })
        .collect();
    messages.sort_by_key(|message| message.time);
    Conversation { id: id.to_owned(), participants, messages }
}

/// Writes items into a table.
fn write(dynamodb: DynamoDb<'_>, table: &str, items: impl Iterator<Item = Value>) -> Result<(), Stop> {
    let puts: Vec<Value> = items.map(|item| json!({ "PutRequest": { "Item": item } })).collect();
    for batch in puts.chunks(BATCH) {
        dynamodb
            .call("BatchWriteItem", &json!({ "RequestItems": { table: batch } }))
            .map_err(|error| Stop::fault(format!("the data do not go into {table}: {error}")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_has_what_the_checks_are_about() {
        for seed in 0..50 {
            let data = Data::invent(Seed(seed));
            assert_eq!(data.conversations.len(), 4);
            assert_ne!(encode_segment(&data.awkward), data.awkward);
            assert_eq!(data.list().len(), 3, "one is not the student's");
            assert!(data.of_user().any(|conversation| conversation.last() == 0));
            for conversation in data.conversations.values() {
                assert!(conversation.messages.is_sorted_by_key(|message| message.time));
                let as_text: Vec<_> = conversation.messages.iter().map(|message| message.time.to_string()).collect();
                assert!(as_text.len() < 2 || !as_text.is_sorted(), "as text the order is another");
            }
        }
    }
}
