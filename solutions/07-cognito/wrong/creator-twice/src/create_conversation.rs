//! Given, as in lab 6: `POST /conversations`, a new conversation.

use serde::Deserialize;
use uuid::Uuid;

use crate::Error;
use crate::data::Data;
use crate::{batch, conversation};

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
    pub participants: Vec<String>,
}

/// Makes a conversation, and answers its id.
pub async fn handle(data: &Data, event: Event) -> Result<String, Error> {
    if event.participants.is_empty() {
        return Err("BadRequest: nobody is to take part".into());
    }
    let mut participants = event.participants;
    participants.push(event.username);
    let id = Uuid::new_v4().to_string();
    batch::write(&data.client, &data.conversations, &conversation::items(&id, &participants)).await?;
    Ok(id)
}
