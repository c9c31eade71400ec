//! The data that a run makes up: conversations, and objects that lie where an unsafe key finds them.

use std::collections::BTreeMap;

use aws_sdk_s3::Client;
use serde_json::{Value, json};

use crate::checks::iam_role::put;
use crate::harness::Seed;
use crate::stop::Stop;
use crate::target::http::encode_segment;

/// The key of the list.
pub(super) const LIST: &str = "data/conversations.json";
/// Letters beyond ASCII, of two bytes and of three.
const LETTERS: [char; 6] = ['\u{fc}', '\u{e9}', '\u{f1}', '\u{142}', '\u{65e5}', '\u{20ac}'];

/// What an API is expected to hold.
#[derive(Debug, Clone)]
pub(super) struct Data {
    /// The list of conversations, in the order of the file.
    pub(super) list: Value,
    /// The conversations, by id.
    pub(super) conversations: BTreeMap<String, Value>,
    /// An id whose form in a path is another: a blank, a plus sign, a letter beyond ASCII, a percent sign.
    pub(super) awkward: String,
    /// An id that no conversation has.
    pub(super) unknown: String,
    /// The name of a folder below `data/conversations/`, and of the object in it.
    pub(super) folder: (String, String),
}

impl Data {
    /// Makes up what a run with this seed reads.
    pub(super) fn invent(seed: Seed) -> Self {
        let mut source = seed.source("conversations");
        let letter = source.choose(&LETTERS).copied().unwrap_or(LETTERS[0]);
        // Decoded twice, in small letters, or with a plus for a blank, it is another.
        let awkward = format!("{} Club+{letter}&{} 5%20", source.word(), source.word());
        let ids = [source.name(), awkward.clone(), source.name()];
        let conversation = |id: String| {
            let (who, text) = (source.name(), source.name());
            let value = json!({
                "id": id,
                "participants": ["Student", who],
                "last": 1_700_000_000_000_u64,
                "messages": [{ "sender": who, "time": 1_700_000_000_000_u64, "message": text }],
            });
            (id, value)
        };
        let conversations: BTreeMap<_, _> = ids.into_iter().map(conversation).collect();
        let list = conversations
            .values()
            .map(|whole| json!({ "id": whole["id"], "participants": whole["participants"], "last": whole["last"] }))
            .collect();
        let (unknown, folder) = (source.name(), (source.word().to_owned(), source.name()));
        Self { list, conversations, awkward, unknown, folder }
    }

    /// The course's own data, which a deployed stack holds: the files below `data/` of the site.
    ///
    /// # Errors
    /// A fault when a file is no JSON.
    pub(super) fn of_site(files: &BTreeMap<String, Vec<u8>>, seed: Seed) -> Result<Self, Stop> {
        let parse = |key: &str, bytes: &[u8]| {
            serde_json::from_slice::<Value>(bytes).map_err(|error| Stop::fault(format!("site/{key}: {error}")))
        };
        let list = parse(LIST, files.get(LIST).map(Vec::as_slice).unwrap_or_default())?;
        let mut conversations = BTreeMap::new();
        for (key, bytes) in files {
            let id = key.strip_prefix("data/conversations/").and_then(|name| name.strip_suffix(".json"));
            if let Some(id) = id {
                conversations.insert(id.to_owned(), parse(key, bytes)?);
            }
        }
        let awkward = conversations.keys().find(|id| encode_segment(id) != **id).or(conversations.keys().next());
        let awkward = awkward.cloned().unwrap_or_default();
        let mut source = seed.source("unknown");
        let (unknown, folder) = (source.name(), (source.word().to_owned(), source.name()));
        Ok(Self { list, conversations, awkward, unknown, folder })
    }

    /// An id that is in a path as it is, with its conversation.
    pub(super) fn plain(&self) -> (&str, &Value) {
        let mut plain = self.conversations.iter().filter(|(id, _)| **id != self.awkward);
        plain.next().map_or_else(|| self.awkward(), |(id, whole)| (id, whole))
    }

    /// The id that a path encodes, with its conversation.
    pub(super) fn awkward(&self) -> (&str, &Value) {
        self.conversations.get_key_value(&self.awkward).map_or(("", &Value::Null), |(id, whole)| (id, whole))
    }

    /// Objects that are no conversation of anybody, by the id whose key they would have. Only a key that was put together
    /// without a look at the id finds them.
    pub(super) fn traps(&self) -> Vec<String> {
        let (folder, name) = &self.folder;
        vec![String::new(), "..".to_owned(), format!("{folder}/{name}")]
    }

    /// Puts all of it into a bucket.
    ///
    /// # Errors
    /// A fault when the cloud refuses: the data are ours, never the student's.
    pub(super) async fn put(&self, s3: &Client, bucket: &str) -> Result<(), Stop> {
        put(s3, bucket, LIST, self.list.to_string()).await?;
        for (id, whole) in &self.conversations {
            put(s3, bucket, &key(id), whole.to_string()).await?;
        }
        for id in self.traps() {
            put(s3, bucket, &key(&id), json!({ "private": key(&id) }).to_string()).await?;
        }
        Ok(())
    }
}

/// The key of a conversation.
pub(super) fn key(id: &str) -> String {
    format!("data/conversations/{id}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_awkward_id_has_two_forms_and_the_others_one() {
        for seed in 0..50 {
            let data = Data::invent(Seed(seed));
            assert_eq!(encode_segment(data.plain().0), data.plain().0);
            assert_ne!(encode_segment(data.awkward().0), data.awkward().0);
            assert_eq!(data.conversations.len(), 3);
        }
    }
}
