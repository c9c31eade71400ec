//! Part 3: one conversation, by its key.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
// STARTER: // What you will need is in `aws_sdk_dynamodb::types`, and `text` and `number` in `crate::data`.
// ANCHOR: use
use aws_sdk_dynamodb::types::AttributeValue;
// ANCHOR_END: use
use serde_json::{Value, json};

use crate::Error;
// STARTER: use crate::data::{Data, Item, Message};
// ANCHOR: use_data
use crate::data::{Data, Item, Message, number, text};
// ANCHOR_END: use_data

/// All items that a query finds. Each answer is one page of them.
pub async fn every_item(query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
    // STARTER: // TODO: this is the first page alone. `query.into_paginator().items().send()` asks on until there is no next page,
    // STARTER: // and `collect::<Result<Vec<_>, _>>().await` puts all their items together.
    // STARTER: Ok(query.send().await?.items.unwrap_or_default())
    // ANCHOR: every_item
    Ok(query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await?)
    // ANCHOR_END: every_item
}

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    // STARTER: // TODO: query `data.conversations` for the items with this ConversationId, by a key condition: `:id` in the
    // STARTER: // expression stands for a value that you give beside it. Only the attribute Username is wanted.
    // STARTER: let _ = (&data.client, &data.conversations, id);
    // STARTER: Err("participants: not written yet".into())
    // ANCHOR: participants
    let query = data
        .client
        .query()
        .table_name(&data.conversations)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Username");
    every_item(query).await?.iter().map(|item| text(item, "Username")).collect()
    // ANCHOR_END: participants
}

/// All messages, oldest first.
pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
    // STARTER: // TODO: query `data.messages` in the same way, every page of it. DynamoDB gives the items of one partition in
    // STARTER: // the order of their sort key.
    // STARTER: // Only Sender, Timestamp and Message are wanted. Timestamp is a reserved word, which an expression must not
    // STARTER: // contain: write `#T`, and say by `expression_attribute_names` what it stands for.
    // STARTER: let _ = (&data.client, &data.messages, id);
    // STARTER: Err("messages: not written yet".into())
    // ANCHOR: messages
    let query = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Sender, #T, Message")
        .expression_attribute_names("#T", "Timestamp");
    let message = |item: &Item| {
        Ok(Message { sender: text(item, "Sender")?, time: number(item, "Timestamp")?, text: text(item, "Message")? })
    };
    every_item(query).await?.iter().map(message).collect()
    // ANCHOR_END: messages
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
