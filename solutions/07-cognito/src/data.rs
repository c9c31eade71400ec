//! Given, as in lab 6: the two tables, and an item's attributes as Rust has them.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::Error;

/// An item: its attributes by name. Each value says its type: `AttributeValue::S` is text, `AttributeValue::N` a number.
pub type Item = HashMap<String, AttributeValue>;

/// The index of Chat-Conversations whose partition key is the user's name.
pub const INDEX: &str = "Username-ConversationId-index";

/// The longest partition key that DynamoDB takes, in bytes. No conversation has a longer id.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys>
pub const LONGEST_KEY: usize = 2048;

/// The largest item that DynamoDB takes, in bytes: 400 KB.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items>
pub const LARGEST_ITEM: usize = 400 * 1024;

/// The two tables, and a client to reach them.
pub struct Data {
    pub client: Client,
    /// The name of Chat-Conversations: one item for each participant of a conversation.
    pub conversations: String,
    /// The name of Chat-Messages: one item for each message.
    pub messages: String,
}

impl Data {
    /// The tables that the template names in the function's environment.
    pub fn from_environment(config: &SdkConfig) -> Result<Self, Error> {
        let name = |variable: &str| {
            std::env::var(variable).map_err(|_| format!("the environment variable {variable} is not set"))
        };
        Ok(Self {
            client: Client::new(config),
            conversations: name("CONVERSATIONS_TABLE")?,
            messages: name("MESSAGES_TABLE")?,
        })
    }
}

/// All items that a query finds, page after page.
pub async fn every_item(query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
    Ok(query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await?)
}

/// An attribute that is text.
pub fn text(item: &Item, name: &str) -> Result<String, Error> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Ok(text.clone()),
        other => Err(format!("{name} should be text (S), but is {other:?}").into()),
    }
}

/// An attribute that is a whole number.
pub fn number(item: &Item, name: &str) -> Result<i64, Error> {
    match item.get(name) {
        Some(AttributeValue::N(digits)) => digits.parse().map_err(|_| format!("{name} is {digits}").into()),
        other => Err(format!("{name} should be a number (N), but is {other:?}").into()),
    }
}

/// The size of an item of texts and numbers, as DynamoDB counts it: the bytes of every name and every value.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
pub fn size(item: &Item) -> usize {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => text.len(),
        // One byte for two digits, and one more.
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
        _ => 0,
    };
    item.iter().map(|(name, attribute)| name.len() + value(attribute)).sum()
}
