//! Given, as in lab 6: `GET /conversations`, the conversations of a user.

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::data::Data;
use crate::list;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
}

/// The list. It is the answer's body, as it is.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    let list = list::read(data, &event.username).await?;
    if list.as_array().is_none_or(Vec::is_empty) {
        return Err("NotFound: there are no conversations".into());
    }
    Ok(list)
}
