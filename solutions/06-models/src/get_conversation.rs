//! Part 2: `GET /conversations/{id}`, one conversation.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
// STARTER: use crate::data::Data;
// ANCHOR: use
use crate::conversation;
use crate::data::Data;
// ANCHOR_END: use

/// What the mapping template makes of the request.
// STARTER: // TODO: the conversation's id. API Gateway has decoded it.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {}
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
}
// ANCHOR_END: event

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    // STARTER: // TODO: `crate::conversation::read` reads it. Where it is not there, return an error: `Err` of a text. Its text is
    // STARTER: // the `errorMessage` that API Gateway sees. In part 5 you make a 404 of it.
    // STARTER: let _ = (data, event);
    // STARTER: Err("get_conversation: not written yet".into())
    // ANCHOR: handle
    let conversation = conversation::read(data, &event.id).await?;
    conversation.ok_or_else(|| "NotFound: there is no such conversation".into())
    // ANCHOR_END: handle
}
