//! Given: the chat's data as files, in a folder like the site's `data/`.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::data::Message;

/// A conversation as its file has it.
#[derive(Debug, Deserialize)]
pub struct Conversation {
    pub id: String,
    /// As the file has them: a name may stand there twice.
    pub participants: Vec<String>,
    /// By time, and no two of one time.
    pub messages: Vec<Message>,
}

/// Reads `conversations.json`, and `conversations/<id>.json` for each conversation that it lists.
pub fn read(folder: &Path) -> Result<Vec<Conversation>, Error> {
    #[derive(Deserialize)]
    struct Listed {
        id: String,
    }
    let list: Vec<Listed> = read_json(&folder.join("conversations.json"))?;
    let mut seen = BTreeSet::new();
    let mut conversations = Vec::new();
    for Listed { id } in list {
        if seen.insert(id.clone()) {
            let mut conversation: Conversation = read_json(&folder.join("conversations").join(format!("{id}.json")))?;
            conversation.id = id;
            space_out(&mut conversation.messages);
            conversations.push(conversation);
        }
    }
    Ok(conversations)
}

fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T, Error> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let bytes = std::fs::read(file).map_err(|error| wrong(&error))?;
    Ok(serde_json::from_slice(&bytes).map_err(|error| wrong(&error))?)
}

/// Puts messages in order, and moves one that shares its time with an earlier one by a millisecond: in the table a
/// conversation and a time are the key of one message.
fn space_out(messages: &mut [Message]) {
    messages.sort_by_key(|message| message.time);
    for next in 1..messages.len() {
        messages[next].time = messages[next].time.max(messages[next - 1].time + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_one_millisecond_keep_their_order_and_get_times_of_their_own() {
        let at = |time: i64, text: &str| Message { sender: "Zoë".into(), time, text: text.into() };
        let mut messages = [at(7, "d"), at(5, "a"), at(5, "b"), at(5, "c"), at(9, "e")];
        space_out(&mut messages);
        assert_eq!(messages, [at(5, "a"), at(6, "b"), at(7, "c"), at(8, "d"), at(9, "e")]);
    }
}
