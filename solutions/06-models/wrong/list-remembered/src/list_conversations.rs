//! Part 1: `GET /conversations`, the conversations of a user.

use std::collections::BTreeMap;

use serde::Deserialize;
use tokio::sync::Mutex;
use serde_json::Value;

use crate::Error;
use crate::data::Data;
use crate::list;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
}

/// The lists that were read, by user.
static LISTS: Mutex<BTreeMap<String, Value>> = Mutex::const_new(BTreeMap::new());

/// The list. It is the answer's body, as it is.
pub async fn handle(data: &Data, event: Event) -> Result<Value, Error> {
    let mut lists = LISTS.lock().await;
    if let Some(list) = lists.get(&event.username) {
        return Ok(list.clone());
    }
    let list = list::read(data, &event.username).await?;
    lists.insert(event.username, list.clone());
    Ok(list)
}
