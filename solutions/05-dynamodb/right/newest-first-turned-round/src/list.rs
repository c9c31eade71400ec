//! Part 4: the conversations of a user, by the index.

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use serde_json::{Value, json};

use crate::Error;
use crate::conversation::participants;
use crate::data::{Data, INDEX};

pub async fn conversation_ids(data: &Data, user: &str) -> Result<Vec<String>, Error> {
    let mut ids = std::collections::BTreeSet::new();
    let mut start = None;
    loop {
        let page = data
            .client
            .query()
            .table_name(&data.conversations)
            .index_name(INDEX)
            .select(Select::AllProjectedAttributes)
            .limit(2)
            .scan_index_forward(false)
            .key_condition_expression("#u = :u")
            .expression_attribute_names("#u", "Username")
            .expression_attribute_values(":u", AttributeValue::S(user.into()))
            .set_exclusive_start_key(start)
            .send()
            .await?;
        for item in page.items() {
            ids.insert(item["ConversationId"].as_s().map_err(|_| "no text")?.clone());
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            return Ok(ids.into_iter().collect());
        }
    }
}

pub async fn newest(data: &Data, id: &str) -> Result<i64, Error> {
    let mut items = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("ConversationId = :id AND #T > :zero")
        .expression_attribute_names("#T", "Timestamp")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
        .projection_expression("#T")
        .consistent_read(true)
        .scan_index_forward(false)
        .limit(1)
        .into_paginator()
        .items()
        .send();
    match items.try_next().await? {
        Some(item) => Ok(item["Timestamp"].as_n().map_err(|_| "no number")?.parse()?),
        None => Ok(0),
    }
}

pub async fn read(data: &Data, user: &str) -> Result<Value, Error> {
    let ids = conversation_ids(data, user).await?;
    let each = ids.iter().map(|id| async move {
        let (participants, last) = tokio::try_join!(participants(data, id), newest(data, id))?;
        Ok::<_, Error>(json!({ "id": id, "participants": participants, "last": last }))
    });
    let mut all = futures::future::try_join_all(each).await?;
    all.sort_by_key(|entry| -entry["last"].as_i64().unwrap_or(0));
    Ok(all.into())
}
