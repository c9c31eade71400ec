//! Part 3: one conversation, by its key.

// What you will need is in `aws_sdk_dynamodb::types`, and `text` and `number` in `crate::data`.
use serde_json::{Value, json};

use crate::Error;
use crate::data::{Data, Message};

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    // TODO: query `data.conversations` for the items with this ConversationId, by a key condition. Only the attribute
    // Username is wanted.
    // - `:id` in the expression stands for a value that you give beside it.
    // - An answer is one page. `into_paginator().items().send()` asks until there is no next one, and
    //   `collect::<Result<Vec<_>, _>>().await` puts all their items together.
    let _ = (&data.client, &data.conversations, id);
    Err("participants: not written yet".into())
}

/// All messages, oldest first.
pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
    // TODO: query `data.messages` in the same way, every page of it. DynamoDB gives the items of one partition in the order of
    // their sort key.
    // Only Sender, Timestamp and Message are wanted. Timestamp is a reserved word, which an expression must not contain: write
    // `#T`, and say by `expression_attribute_names` what it stands for.
    let _ = (&data.client, &data.messages, id);
    Err("messages: not written yet".into())
}

/// Given: a conversation as the API answers it, or `None` when there is no such conversation.
pub async fn read(data: &Data, id: &str) -> Result<Option<Value>, Error> {
    let participants = participants(data, id).await?;
    if participants.is_empty() {
        return Ok(None);
    }
    let messages = messages(data, id).await?;
    let last = messages.last().map_or(0, |message| message.time);
    Ok(Some(json!({ "id": id, "participants": participants, "last": last, "messages": messages })))
}
