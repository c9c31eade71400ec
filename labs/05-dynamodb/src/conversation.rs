//! Part 3: one conversation, by its key.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
// What you will need is in `aws_sdk_dynamodb::types`, and `text` and `number` in `crate::data`.
use serde_json::{Value, json};

use crate::Error;
use crate::data::{Data, Item, Message};

/// All items that a query finds. Each answer is one page of them.
pub async fn every_item(query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
    // TODO: this is the first page alone. `query.into_paginator().items().send()` asks on until there is no next page,
    // and `collect::<Result<Vec<_>, _>>().await` puts all their items together.
    Ok(query.send().await?.items.unwrap_or_default())
}

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    // TODO: query `data.conversations` for the items with this ConversationId, by a key condition: `:id` in the
    // expression stands for a value that you give beside it. Only the attribute Username is wanted.
    let _ = (&data.client, &data.conversations, id);
    Err("participants: not written yet".into())
}

/// All messages, oldest first.
pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
    // TODO: query `data.messages` in the same way, every page of it. DynamoDB gives the items of one partition in
    // the order of their sort key.
    // Only Sender, Timestamp and Message are wanted. Timestamp is a reserved word, which an expression must not
    // contain: write `#T`, and say by `expression_attribute_names` what it stands for.
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
