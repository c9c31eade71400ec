//! Part 4: `GET /conversations/{id}`, one conversation.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::conversation;
use crate::data::Data;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub username: String,
}

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    let participants = conversation::participants(data, &event.id).await?;
    if participants.is_empty() {
        return Err("NotFound: there is no such conversation".into());
    }
    if !participants.contains(&event.username) {
        return Err("Stranger: does not take part in this conversation".into());
    }
    conversation::read(data, &event.id, &participants).await
}
