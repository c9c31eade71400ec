//! The data that a run makes up: the list of conversations, some of them, and objects that are none of the function's business.

use std::collections::BTreeMap;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use serde_json::{Value, json};

use crate::harness::Seed;
use crate::stop::Stop;

/// The key of the list.
pub(super) const LIST: &str = "data/conversations.json";
/// Letters beyond ASCII, of two bytes and of three.
const LETTERS: [char; 6] = ['\u{fc}', '\u{e9}', '\u{f1}', '\u{142}', '\u{65e5}', '\u{20ac}'];

/// What lies in the data bucket.
#[derive(Debug, Clone)]
pub(super) struct Data {
    /// The conversations, by id.
    conversations: BTreeMap<String, Value>,
    /// An id that is not in a URL as it is here: a blank, a plus sign, a letter beyond ASCII.
    awkward: String,
    /// Another id, which no conversation has.
    pub(super) unknown: String,
    /// Keys of the same bucket that the function has no business with.
    pub(super) foreign: [String; 2],
    seed: Seed,
}

impl Data {
    /// Makes up what a run with this seed reads.
    pub(super) fn invent(seed: Seed) -> Self {
        let mut source = seed.source("conversations");
        let letter = source.choose(&LETTERS).copied().unwrap_or(LETTERS[0]);
        let awkward = format!("{} club+{letter}&{}", source.word(), source.word());
        let mut ids = vec![source.name(), source.name(), awkward.clone()];
        // It looks like the id of a trigger's event, and is none: whose an id is, its form does not say.
        let unknown = event_id(seed, "unknown");
        let foreign = [format!("private/{}.txt", source.name()), format!("data-old/{}.json", source.name())];
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
        let conversations = ids.drain(..).map(conversation).collect();
        Self { conversations, awkward, unknown, foreign, seed }
    }

    /// The list of conversations.
    pub(super) fn list(&self) -> Value {
        self.conversations
            .values()
            .map(|whole| json!({ "id": whole["id"], "participants": whole["participants"], "last": whole["last"] }))
            .collect()
    }

    /// Another list, as if somebody had written meanwhile.
    pub(super) fn changed_list(&self) -> Value {
        let mut list = self.list();
        list[0]["last"] = json!(1_700_000_000_001_u64 + self.seed.0 % 1000);
        list[0]["participants"] = json!(["Student", self.seed.source("newcomer").name()]);
        list
    }

    /// An id whose key is in no need of encoding, with its conversation.
    pub(super) fn plain(&self) -> (&str, &Value) {
        let mut plain = self.conversations.iter().filter(|(id, _)| **id != self.awkward);
        plain.next().map_or(("", &Value::Null), |(id, whole)| (id, whole))
    }

    /// The id whose key is encoded in a notification, with its conversation.
    pub(super) fn awkward(&self) -> (&str, &Value) {
        self.conversations.get_key_value(&self.awkward).map_or(("", &Value::Null), |(id, whole)| (id, whole))
    }

    /// The keys below `data/`.
    pub(super) fn keys(&self) -> Vec<String> {
        [LIST.to_owned()].into_iter().chain(self.conversations.keys().map(|id| key(id))).collect()
    }

    /// Puts all of it into a bucket.
    ///
    /// # Errors
    /// A fault when the cloud refuses: the data are ours, never the student's.
    pub(super) async fn put(&self, s3: &Client, bucket: &str) -> Result<(), Stop> {
        put(s3, bucket, LIST, self.list().to_string()).await?;
        for (id, whole) in &self.conversations {
            put(s3, bucket, &key(id), whole.to_string()).await?;
        }
        for foreign in &self.foreign {
            put(s3, bucket, foreign, "[]".to_owned()).await?;
        }
        Ok(())
    }
}

/// An id of the form that events of triggers have.
pub(super) fn event_id(seed: Seed, purpose: &str) -> String {
    let number: Vec<String> = seed.source(purpose).bytes(6).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("89d1a02d-5ec7-412e-82f5-{}", number.concat())
}

/// The key of a conversation.
pub(super) fn key(id: &str) -> String {
    format!("data/conversations/{id}.json")
}

/// Puts one object.
///
/// # Errors
/// A fault when the cloud refuses.
pub(in crate::checks) async fn put(s3: &Client, bucket: &str, key: &str, body: String) -> Result<(), Stop> {
    let request = s3.put_object().bucket(bucket).key(key).content_type("application/json");
    let sent = request.body(ByteStream::from(body.into_bytes())).send().await;
    sent.map(|_| ()).map_err(|error| Stop::fault(format!("the data could not be put into {bucket}: {error:?}")))
}
