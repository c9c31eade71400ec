//! Part 4: `GET /conversations/{id}`, one conversation.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::conversation;
use crate::data::Data;

/// What the mapping template makes of the request.
// STARTER: // TODO, part 4: who asks.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {
// STARTER:     pub id: String,
// STARTER: }
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub username: String,
}
// ANCHOR_END: event

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    let participants = conversation::participants(data, &event.id).await?;
    // STARTER: // TODO, part 4: to whoever takes no part, it is not there either.
    // STARTER: if participants.is_empty() {
    // STARTER:     return Err("NotFound: there is no such conversation".into());
    // STARTER: }
    // ANCHOR: handle
    if !participants.contains(&event.username) {
        return Err("NotFound: there is no such conversation".into());
    }
    // ANCHOR_END: handle
    conversation::read(data, &event.id, &participants).await
}
