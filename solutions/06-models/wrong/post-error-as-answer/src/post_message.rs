//! Part 4: `POST /conversations/{id}`, a new message.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::Error;
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
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    match message::post(data, &event.id, &event.username, &event.message).await? {
        Posted::Stored(_) => Ok(Value::Null),
        Posted::TooLarge => Ok(json!({ "statusCode": 400, "body": "BadRequest: the message is too large" })),
        Posted::NoConversation => Ok(json!({ "statusCode": 404, "body": "NotFound: there is no such conversation" })),
    }
}
