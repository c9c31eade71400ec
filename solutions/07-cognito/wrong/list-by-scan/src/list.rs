//! Given, as in lab 6: the conversations of a user, by the index.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::Error;
use crate::conversation::participants;
use crate::data::{Data, Item, number, text};

/// The ids of the conversations that a user takes part in.
pub async fn conversation_ids(data: &Data, user: &str) -> Result<Vec<String>, Error> {
    let query = data
        .client
        .scan()
        .table_name(&data.conversations)
        .filter_expression("contains(Username, :user)")
        .expression_attribute_values(":user", AttributeValue::S(user.to_owned()));
    let items: Vec<Item> = query.into_paginator().items().send().try_collect().await?;
    items.iter().map(|item| text(item, "ConversationId")).collect()
}

/// The time of the newest message, 0 when there is none.
pub async fn newest(data: &Data, id: &str) -> Result<i64, Error> {
    let page = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .scan_index_forward(false)
        .limit(1)
        .send()
        .await?;
    page.items().first().map_or(Ok(0), |item| number(item, "Timestamp"))
}

/// The list as the API answers it.
pub async fn read(data: &Data, user: &str) -> Result<Value, Error> {
    let mut list = Vec::new();
    for id in conversation_ids(data, user).await? {
        let participants = participants(data, &id).await?;
        let last = newest(data, &id).await?;
        list.push(json!({ "id": id, "participants": participants, "last": last }));
    }
    Ok(Value::Array(list))
}
