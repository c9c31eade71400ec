//! Given, as in lab 6: one conversation, by its key.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::Error;
use crate::data::{Data, Item, LONGEST_KEY, every_item, number, text};
use crate::message::Message;

/// The names of those who take part. A conversation that nobody takes part in is not there: then there are none.
pub async fn participants(data: &Data, id: &str) -> Result<Vec<String>, Error> {
    if !(1..=LONGEST_KEY).contains(&id.len()) {
        return Ok(Vec::new()); // DynamoDB would refuse the key itself
    }
    let query = data
        .client
        .query()
        .table_name(&data.conversations)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .projection_expression("Username");
    every_item(query).await?.iter().map(|item| text(item, "Username")).collect()
}

/// Whether somebody takes part in a conversation: an item has both names as its key.
pub async fn takes_part(data: &Data, id: &str, username: &str) -> Result<bool, Error> {
    if !(1..=LONGEST_KEY).contains(&id.len()) {
        return Ok(false);
    }
    let request = data
        .client
        .get_item()
        .table_name(&data.conversations)
        .key("ConversationId", AttributeValue::S(id.to_owned()))
        .key("Username", AttributeValue::S(username.to_owned()))
        .consistent_read(true);
    Ok(request.send().await?.item.is_some())
}

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

/// A conversation as the API answers it.
pub async fn read(data: &Data, id: &str, participants: &[String]) -> Result<Value, Error> {
    let messages = messages(data, id).await?;
    let last = messages.last().map_or(0, |message| message.time);
    Ok(json!({ "id": id, "participants": participants, "last": last, "messages": messages }))
}

/// The items of Chat-Conversations for a conversation: one for each who takes part. Two items of one key are what
/// DynamoDB refuses in a batch, so the names are a set.
pub fn items(id: &str, participants: &BTreeSet<String>) -> Vec<Item> {
    let item = |name: &String| {
        Item::from([
            ("ConversationId".to_owned(), AttributeValue::S(id.to_owned())),
            ("Username".to_owned(), AttributeValue::S(name.clone())),
        ])
    };
    participants.iter().map(item).collect()
}
