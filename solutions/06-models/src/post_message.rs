//! Part 4: `POST /conversations/{id}`, a new message.

use serde::Deserialize;

use crate::Error;
use crate::data::Data;
// STARTER:
// ANCHOR: use
use crate::message::{self, Posted};
// ANCHOR_END: use

/// What the mapping template makes of the request.
// STARTER: // TODO: the conversation's id, who sends the message, and its text.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {}
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub username: String,
    pub message: String,
}
// ANCHOR_END: event

/// Stores the message, and has nothing to say: `()` becomes `null`. What cannot be stored is an error.
pub async fn handle(data: &Data, event: Event) -> Result<(), Error> {
    // STARTER: // TODO: `crate::message::post` stores it, and tells what became of it. API Gateway has seen to it that the message
    // STARTER: // is a text and not empty. Two things are left for an error: no such conversation (`NotFound:`, as in part 2), and
    // STARTER: // a message that is too large (`BadRequest:`). In part 5 you make statuses of them.
    // STARTER: let _ = (data, event);
    // STARTER: Err("post_message: not written yet".into())
    // ANCHOR: handle
    match message::post(data, &event.id, &event.username, &event.message).await? {
        Posted::Stored(_) => Ok(()),
        Posted::TooLarge => Err("BadRequest: the message is too large".into()),
        Posted::NoConversation => Err("NotFound: there is no such conversation".into()),
    }
    // ANCHOR_END: handle
}
