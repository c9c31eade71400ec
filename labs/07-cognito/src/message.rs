//! Given, as in lab 6: a message, and how a new one gets into the table.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::Error;
use crate::data::{Data, Item, LARGEST_ITEM, size};

/// A message as the API has it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Message {
    pub sender: String,
    /// Milliseconds since 1970.
    pub time: i64,
    #[serde(rename = "message")]
    pub text: String,
}

/// What became of a new message.
#[derive(Debug, PartialEq, Eq)]
pub enum Posted {
    /// It is in the table.
    Stored(Message),
    /// It has more bytes than an item may have.
    TooLarge,
}

/// How often a message is put, each time a millisecond later, when others were faster.
pub const ATTEMPTS: usize = 20;

/// Stores a message from `sender` in a conversation that is there.
pub async fn post(data: &Data, id: &str, sender: &str, text: &str) -> Result<Posted, Error> {
    let mut message = Message { sender: sender.to_owned(), time: now()?, text: text.to_owned() };
    for _ in 0..ATTEMPTS {
        let item = item(id, &message);
        if size(&item) > LARGEST_ITEM {
            return Ok(Posted::TooLarge);
        }
        let put = data
            .client
            .put_item()
            .table_name(&data.messages)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(ConversationId)");
        match put.send().await {
            Ok(_) => return Ok(Posted::Stored(message)),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => message.time += 1,
            Err(error) if error.message().is_some_and(|words| words.starts_with("Item size")) => {
                return Ok(Posted::TooLarge);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(format!("{ATTEMPTS} milliseconds in a row are taken").into())
}

/// The item of Chat-Messages for a message of the conversation `id`.
fn item(id: &str, message: &Message) -> Item {
    Item::from([
        ("ConversationId".to_owned(), AttributeValue::S(id.to_owned())),
        ("Timestamp".to_owned(), AttributeValue::N(message.time.to_string())),
        ("Sender".to_owned(), AttributeValue::S(message.sender.clone())),
        ("Message".to_owned(), AttributeValue::S(message.text.clone())),
    ])
}

/// The server's time, in milliseconds since 1970. A caller's clock may show anything.
fn now() -> Result<i64, Error> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
