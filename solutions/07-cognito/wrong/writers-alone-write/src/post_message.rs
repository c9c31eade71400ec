//! Part 4: `POST /conversations/{id}`, a new message.

use serde::Deserialize;

use crate::Error;
use crate::conversation;
use crate::data::Data;
use crate::message::{self, Posted};

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub username: String,
    pub message: String,
}

/// Stores the message, and has nothing to say: `()` becomes `null`. What cannot be stored is an error.
pub async fn handle(data: &Data, event: Event) -> Result<(), Error> {
    let participants = conversation::participants(data, &event.id).await?;
    let messages = conversation::messages(data, &event.id).await?;
    let has_written = messages.iter().any(|message| message.sender == event.username);
    if participants.is_empty() || !has_written {
        return Err("NotFound: there is no such conversation".into());
    }
    match message::post(data, &event.id, &event.username, &event.message).await? {
        Posted::Stored(_) => Ok(()),
        Posted::TooLarge => Err("BadRequest: the message is too large".into()),
    }
}
