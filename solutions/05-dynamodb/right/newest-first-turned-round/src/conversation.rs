//! Part 3: one conversation, by its key.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};
use serde_json::{Value, json};

use crate::Error;
use crate::data::{Data, Item, Message};

pub async fn every_item(query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
    let mut pages = query.into_paginator().page_size(40).send();
    let mut all = Vec::new();
    while let Some(page) = pages.try_next().await? {
        all.extend(page.items.unwrap_or_default());
    }
    Ok(all)
}

pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    let query = data
        .client
        .query()
        .table_name(&data.conversations)
        .select(Select::SpecificAttributes)
        .consistent_read(true)
        .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
        .key_condition_expression("#c = :id AND #u >= :least")
        .projection_expression("#u")
        .expression_attribute_names("#c", "ConversationId")
        .expression_attribute_names("#u", "Username")
        .expression_attribute_values(":least", AttributeValue::S("\0".into()))
        .expression_attribute_values(":id", AttributeValue::S(id.into()));
    let mut names: Vec<String> = every_item(query)
        .await?
        .into_iter()
        .filter_map(|mut item| match item.remove("Username")? {
            AttributeValue::S(name) => Some(name),
            _ => None,
        })
        .collect();
    names.reverse();
    Ok(names)
}

pub async fn messages(data: &Data, id: &str) -> Result<Vec<Message>, Error> {
    let query = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("#c = :id and #t between :from and :to")
        .scan_index_forward(false)
        .projection_expression("#t,#s,#m")
        .expression_attribute_names("#c", "ConversationId")
        .expression_attribute_names("#t", "Timestamp")
        .expression_attribute_names("#s", "Sender")
        .expression_attribute_names("#m", "Message")
        .expression_attribute_values(":from", AttributeValue::N("0".into()))
        .expression_attribute_values(":to", AttributeValue::N("99999999999999".into()))
        .expression_attribute_values(":id", AttributeValue::S(id.into()));
    let mut all = every_item(query)
        .await?
        .iter()
        .map(|item| {
            Ok(Message {
                sender: item["Sender"].as_s().map_err(|_| "Sender")?.clone(),
                time: item["Timestamp"].as_n().map_err(|_| "Timestamp")?.parse()?,
                text: item["Message"].as_s().map_err(|_| "Message")?.clone(),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    all.reverse();
    Ok(all)
}

pub async fn read(data: &Data, id: &str) -> Result<Option<Value>, Error> {
    let (participants, messages) = tokio::try_join!(participants(data, id), messages(data, id))?;
    if participants.is_empty() {
        return Ok(None);
    }
    let last = messages.iter().map(|message| message.time).max().unwrap_or(0);
    Ok(Some(json!({ "messages": messages, "id": id, "participants": participants, "last": last })))
}
