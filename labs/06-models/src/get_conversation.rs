//! Part 2: `GET /conversations/{id}`, one conversation.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::data::Data;

/// What the mapping template makes of the request.
// TODO: the conversation's id. API Gateway has decoded it.
#[derive(Debug, Deserialize)]
pub struct Event {}

/// The conversation. One that is not there is an error, which begins with `NotFound:`.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    // TODO: `crate::conversation::read` reads it. Where it is not there, return an error: `Err` of a text. Its text is
    // the `errorMessage` that API Gateway sees. In part 5 you make a 404 of it.
    let _ = (data, event);
    Err("get_conversation: not written yet".into())
}
