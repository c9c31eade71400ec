//! A chat as files: what the loader is given, and what should be in the tables after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::json;

use super::USER;
use super::data::Message;
use crate::harness::Seed;
use crate::stop::Stop;

/// The length of a text that a browser sends at most, in letters.
const LONG_TEXT: usize = 4_000;
/// The length of a text that takes more than a few capacity units: a log that somebody pasted, in bytes.
const LARGE_TEXT: usize = 36_000;

/// A conversation as its file has it.
#[derive(Debug, Clone)]
struct Filed {
    id: String,
    /// A name may stand here twice.
    participants: Vec<String>,
    messages: Vec<Message>,
}

/// The conversations of a folder.
#[derive(Debug, Clone)]
pub(super) struct Chat(Vec<Filed>);

impl Chat {
    /// So few that each table's fit into one batch; ids, names and texts as people write them.
    pub(super) fn few(seed: Seed) -> Self {
        let mut source = seed.source("few");
        let friends = [source.name(), format!("Zoë {}", source.word()), source.name()];
        let message =
            |sender: &str, time: u64, text: &str| Message { sender: sender.to_owned(), time, text: text.to_owned() };
        let awkward = Filed {
            id: format!("{} Club+é&{} 5%20", source.word(), source.word()),
            participants: vec![USER.to_owned(), friends[1].clone()],
            messages: vec![
                // 2001: as text it would come after all others.
                message(&friends[1], 999_999_999_013, &source.name()),
                message(USER, 1_700_000_000_123, "She said \"it's 5 %\", and C:\\temp\\{id}."),
                message(&friends[1], 1_700_000_061_451, "first line\nsecond line\tand a tab"),
                message(USER, 1_700_000_062_452, "\u{1f44d}\u{1f3fd} zażółć \u{65e5}\u{672c}\u{8a9e}"),
            ],
        };
        let plain = Filed {
            id: source.name(),
            participants: vec![USER.to_owned(), friends[0].clone(), friends[1].clone(), friends[2].clone()],
            messages: vec![
                message(&friends[0], 1_700_000_000_123, &source.name()),
                message(&friends[2], 1_700_000_100_999, &format!("{} {}", source.word(), "ü".repeat(LONG_TEXT - 20))),
                message(USER, 1_700_000_200_007, "null"),
                message(&friends[1], 1_700_000_300_001, "0"),
                message(&friends[0], 1_700_000_400_009, &source.name()),
            ],
        };
        let silent =
            Filed { id: source.name(), participants: vec![friends[2].clone(), USER.to_owned()], messages: vec![] };
        Self(vec![awkward, plain, silent])
    }

    /// More than a batch holds, of participants and of messages, in one conversation and in all; one name stands twice
    /// in its file.
    pub(super) fn many(seed: Seed) -> Self {
        let mut source = seed.source("many");
        let mut conversation = |others: usize, count: u64| {
            let mut participants = vec![USER.to_owned()];
            participants.extend((0..others).map(|_| source.name()));
            let message = |number: u64| Message {
                sender: participants[usize::try_from(number).unwrap_or(0) % participants.len()].clone(),
                time: 1_700_000_000_011 + 61_001 * number,
                text: format!("{} {number}", source.name()),
            };
            let messages = (0..count).map(message).collect();
            Filed { id: source.name(), participants, messages }
        };
        let mut all = vec![
            conversation(12, 31),
            conversation(13, 26),
            conversation(3, 5),
            conversation(2, 1),
            conversation(1, 0),
        ];
        let twice = all[0].participants[1].clone();
        all[0].participants.insert(3, twice);
        Self(all)
    }

    /// The same, with one text so long that the table lacks capacity for a while after it.
    pub(super) fn with_large_text(seed: Seed) -> Self {
        let Self(mut all) = Self::many(seed);
        if let Some(message) = all[1].messages.get_mut(3) {
            message.text = format!("{}\n{}", message.text, "x".repeat(LARGE_TEXT));
        }
        Self(all)
    }

    /// Writes `conversations.json`, and a file for each conversation.
    ///
    /// # Errors
    /// A fault when the folder cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Stop> {
        let files = folder.join("conversations");
        let write = |path: &Path, value: &serde_json::Value| {
            std::fs::write(path, value.to_string()).map_err(|error| Stop::io("cannot write", path, &error))
        };
        std::fs::create_dir_all(&files).map_err(|error| Stop::io("cannot write", &files, &error))?;
        let newest = |conversation: &Filed| conversation.messages.iter().map(|message| message.time).max().unwrap_or(0);
        let summaries = self.0.iter().map(|conversation| {
            json!({ "id": conversation.id, "participants": conversation.participants, "last": newest(conversation) })
        });
        write(&folder.join("conversations.json"), &summaries.collect())?;
        self.0.iter().try_for_each(|conversation| {
            let messages = conversation
                .messages
                .iter()
                .map(|message| json!({ "sender": message.sender, "time": message.time, "message": message.text }));
            let whole = json!({
                "id": conversation.id,
                "participants": conversation.participants,
                "last": newest(conversation),
                "messages": messages.collect::<serde_json::Value>(),
            });
            write(&files.join(format!("{}.json", conversation.id)), &whole)
        })
    }

    /// Conversation and name of each who takes part: the keys of Chat-Conversations.
    pub(super) fn participants(&self) -> BTreeSet<(String, String)> {
        let of = |conversation: &Filed| -> Vec<(String, String)> {
            conversation.participants.iter().map(|name| (conversation.id.clone(), name.clone())).collect()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// The messages by conversation and time: the keys of Chat-Messages.
    pub(super) fn messages(&self) -> BTreeMap<(String, String), Message> {
        let of = |conversation: &Filed| -> Vec<((String, String), Message)> {
            let key = |message: &Message| (conversation.id.clone(), message.time.to_string());
            conversation.messages.iter().map(|message| (key(message), message.clone())).collect()
        };
        self.0.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_has_what_the_checks_are_about() {
        for seed in (0..50).map(Seed) {
            let few = Chat::few(seed);
            assert!(few.participants().len() <= 25 && few.messages().len() <= 25, "one batch each");
            let (many, large) = (Chat::many(seed), Chat::with_large_text(seed));
            for chat in [&many, &large] {
                assert!(chat.participants().len() > 25 && chat.messages().len() > 50);
                assert!(chat.0.iter().any(|conversation| conversation.messages.len() == 26), "one more than a batch");
            }
            let named = |chat: &Chat| chat.0.iter().map(|conversation| conversation.participants.len()).sum::<usize>();
            assert_eq!((named(&few), named(&many)), (few.participants().len(), many.participants().len() + 1));
            assert!(large.messages().values().any(|message| message.text.len() > LARGE_TEXT));
            // In seconds, two of them would be one.
            assert!(few.messages().keys().all(|(_, time)| !time.ends_with("000")));
        }
    }
}
