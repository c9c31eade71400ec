//! Part 3: one conversation, by its key.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::Error;
use crate::data::{Data, Item, Message, number, text};

/// All items that a query finds. Each answer is one page of them.
pub async fn every_item(query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
    Ok(query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await?)
}

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    let query = data
        .client
        .query()
        .table_name(&data.conversations)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Username");
    let known = WHO.lock().unwrap().get(id).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let found: Vec<String> =
        every_item(query).await?.iter().map(|item| text(item, "Username")).collect::<Result<_, Error>>()?;
    WHO.lock().unwrap().insert(id.to_owned(), found.clone());
    Ok(found)
}

static WHO: std::sync::Mutex<std::collections::BTreeMap<String, Vec<String>>> =
    std::sync::Mutex::new(std::collections::BTreeMap::new());
/// All messages, oldest first.
pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
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
