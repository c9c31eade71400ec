//! Part 6: `POST /conversations`, a new conversation.

// STARTER: use serde::Deserialize;
// ANCHOR: use
use std::collections::BTreeSet;

use serde::Deserialize;
use uuid::Uuid;
// ANCHOR_END: use

use crate::Error;
// STARTER: use crate::data::Data;
// ANCHOR: use_data
use crate::data::Data;
use crate::{batch, conversation};
// ANCHOR_END: use_data

/// What the mapping template makes of the request.
// STARTER: // TODO: who makes the conversation, and the names of those who take part.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {}
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
    /// A set: whoever is named twice takes part once.
    pub participants: BTreeSet<String>,
}
// ANCHOR_END: event

/// Makes a conversation, and answers its id.
pub async fn handle(data: &Data, event: Event) -> Result<String, Error> {
    // STARTER: // TODO: an id that no conversation has: `uuid::Uuid::new_v4`. One item for each who takes part: who makes the
    // STARTER: // conversation does so too, and nobody twice. `crate::conversation::items` and `crate::batch::write` are there.
    // STARTER: // A list without names is the caller's mistake; the model does not see it.
    // STARTER: let _ = (data, event);
    // STARTER: Err("create_conversation: not written yet".into())
    // ANCHOR: handle
    if event.participants.is_empty() {
        return Err("BadRequest: nobody is to take part".into());
    }
    let mut participants = event.participants;
    participants.insert(event.username);
    let id = Uuid::new_v4().to_string();
    batch::write(&data.client, &data.conversations, &conversation::items(&id, &participants)).await?;
    Ok(id)
    // ANCHOR_END: handle
}
