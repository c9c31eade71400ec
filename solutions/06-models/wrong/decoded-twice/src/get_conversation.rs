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
    let conversation = conversation::read(data, &percent_decode_str(&event.id).decode_utf8()?).await?;
    conversation.ok_or_else(|| "NotFound: there is no such conversation".into())
}
