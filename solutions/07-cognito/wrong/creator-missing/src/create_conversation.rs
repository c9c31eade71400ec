//! Given, as in lab 6: `POST /conversations`, a new conversation.

use std::collections::BTreeSet;

use serde::Deserialize;
use uuid::Uuid;

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
    let participants = event.participants;
    let id = Uuid::new_v4().to_string();
    batch::write(&data.client, &data.conversations, &conversation::items(&id, &participants)).await?;
    Ok(id)
}
