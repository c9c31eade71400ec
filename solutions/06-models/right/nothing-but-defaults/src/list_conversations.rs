//! Part 1: `GET /conversations`, the conversations of a user.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::data::Data;
use crate::list;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    who: Who,
}

#[derive(Debug, Deserialize)]
struct Who {
    name: String,
}

/// The list. It is the answer's body, as it is.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    list::read(data, &event.who.name).await
}
