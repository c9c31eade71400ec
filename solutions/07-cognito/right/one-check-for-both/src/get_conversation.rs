//! Part 4: `GET /conversations/{id}`, one conversation.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::data::Data;
use crate::{conversation, membership};

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub username: String,
}

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    let participants = membership::of(data, &event.id, &event.username).await?;
    conversation::read(data, &event.id, &participants).await
}
