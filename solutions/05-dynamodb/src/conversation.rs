//! Part 3: one conversation, by its key.

// STARTER: // What you will need is in `aws_sdk_dynamodb::types`, and `text` and `number` in `crate::data`.
// ANCHOR: use
use aws_sdk_dynamodb::types::AttributeValue;
// ANCHOR_END: use
use serde_json::{Value, json};

use crate::Error;
// STARTER: use crate::data::{Data, Message};
// ANCHOR: use_data
use crate::data::{Data, Message, number, text};
// ANCHOR_END: use_data

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    // STARTER: // TODO: query `data.conversations` for the items with this ConversationId, by a key condition. Only the attribute
    // STARTER: // Username is wanted.
    // STARTER: // - `:id` in the expression stands for a value that you give beside it.
    // STARTER: // - An answer is one page. `into_paginator().items().send()` asks until there is no next one, and
    // STARTER: //   `collect::<Result<Vec<_>, _>>().await` puts all their items together.
    // STARTER: let _ = (&data.client, &data.conversations, id);
    // STARTER: Err("participants: not written yet".into())
    // ANCHOR: participants
    let items = data
        .client
        .query()
        .table_name(&data.conversations)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Username")
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await?;
    items.iter().map(|item| text(item, "Username")).collect()
    // ANCHOR_END: participants
}

/// All messages, oldest first.
pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
    // STARTER: // TODO: query `data.messages` in the same way, every page of it. DynamoDB gives the items of one partition in the order of
    // STARTER: // their sort key.
    // STARTER: // Only Sender, Timestamp and Message are wanted. Timestamp is a reserved word, which an expression must not contain: write
    // STARTER: // `#T`, and say by `expression_attribute_names` what it stands for.
    // STARTER: let _ = (&data.client, &data.messages, id);
    // STARTER: Err("messages: not written yet".into())
    // ANCHOR: messages
    let items = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Sender, #T, Message")
        .expression_attribute_names("#T", "Timestamp")
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await?;
    let message = |item| {
        Ok(Message { sender: text(item, "Sender")?, time: number(item, "Timestamp")?, text: text(item, "Message")? })
    };
    items.iter().map(message).collect()
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
