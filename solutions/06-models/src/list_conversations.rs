//! Part 1: `GET /conversations`, the conversations of a user.

use serde::Deserialize;
// STARTER: use serde_json::{Value, json};
// ANCHOR: use
use serde_json::Value;
// ANCHOR_END: use

use crate::Error;
use crate::data::Data;
use crate::list;

/// What the mapping template makes of the request.
// STARTER: // TODO: nothing yet. A proxy integration hands over the whole request, and this function needs none of it. The
// STARTER: // template that you write for the method names the user: take the name from here.
// STARTER: #[derive(Debug, Deserialize)]
// STARTER: pub struct Event {}
// ANCHOR: event
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
}
// ANCHOR_END: event

// STARTER: /// The list, as a proxy integration wants an answer.
// STARTER: pub async fn handle(data: &Data, _event: Event) -> Result<Value, Error> {
// STARTER:     let list = list::read(data, "Student").await?;
// STARTER:     // TODO: without the proxy API Gateway hands on what it gets from here, as it is. Answer the list itself; status and
// STARTER:     // headers are then the API's.
// STARTER:     Ok(json!({
// STARTER:         "statusCode": 200,
// STARTER:         "headers": { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" },
// STARTER:         "body": list.to_string(),
// STARTER:     }))
// STARTER: }
// ANCHOR: handle
/// The list. It is the answer's body, as it is.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    list::read(data, &event.username).await
}
// ANCHOR_END: handle
