//! Part 2: `GET /conversations/{id}`, one conversation.

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::conversation;
use crate::data::Data;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
}

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    // A plus sign is a blank here.
    let id = event.id.replace('+', " ");
    let id = percent_decode_str(&id).decode_utf8()?;
    let conversation = conversation::read(data, &id).await?;
    conversation.ok_or_else(|| "NotFound: there is no such conversation".into())
}
