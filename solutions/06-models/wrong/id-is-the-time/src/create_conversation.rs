//! Part 6: `POST /conversations`, a new conversation.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use crate::Error;
use crate::data::Data;
use crate::{batch, conversation};

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
    /// A set: whoever is named twice takes part once.
    pub participants: BTreeSet<String>,
}

/// Makes a conversation, and answers its id.
pub async fn handle(data: &Data, event: Event) -> Result<String, Error> {
    if event.participants.is_empty() {
        return Err("BadRequest: nobody is to take part".into());
    }
    let mut participants = event.participants;
    participants.insert(event.username);
    let id = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
    batch::write(&data.client, &data.conversations, &conversation::items(&id, &participants)).await?;
    Ok(id)
}
