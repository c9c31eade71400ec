//! Part 6: `POST /conversations`, a new conversation.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use serde::Deserialize;
use uuid::Uuid;

use crate::Error;
use crate::data::Data;
use crate::conversation;

/// What the mapping template makes of the request.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub username: String,
    /// A set: whoever is named twice takes part once.
    pub participants: BTreeSet<String>,
}

/// Makes a conversation, and answers its id.
pub async fn handle(data: &Data, event: Event) -> Result<String, Error> {
    if event.participants.is_empty() {
        return Err("BadRequest: nobody is to take part".into());
    }
    let mut participants = event.participants;
    participants.insert(event.username);
    let id = Uuid::new_v4().to_string();
    let put = |item| {
        let put = Put::builder().table_name(&data.conversations).set_item(Some(item)).build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    };
    let puts = conversation::items(&id, &participants).into_iter().map(put).collect::<Result<_, Error>>()?;
    data.client.transact_write_items().set_transact_items(Some(puts)).send().await?;
    Ok(id)
}
