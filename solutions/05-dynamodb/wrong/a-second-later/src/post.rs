//! Part 5: a new message.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Error;
use crate::conversation::participants;
use crate::data::{Data, LARGEST_ITEM, Message, size};
use crate::load::message_item;

/// What became of a new message.
pub enum Posted {
    /// It is in the table. Answered with 200.
    Stored(Message),
    /// It cannot be taken, and why. Answered with 400.
    Refused(&'static str),
    /// Nobody takes part in this conversation: it is not there. Answered with 404.
    NoConversation,
}

/// How often a message is put, each time a millisecond later, when others were faster.
pub const ATTEMPTS: usize = 20;

const TOO_LARGE: &str = "the message is too large";

/// Stores a message from `sender`; `body` is what came over HTTP.
pub async fn post(data: &Data, id: &str, sender: &str, body: &[u8]) -> Result<Posted, Error> {
    let text = match serde_json::from_slice::<String>(body) {
        Ok(text) if !text.is_empty() => text,
        _ => return Ok(Posted::Refused("the body must be a JSON string that is not empty")),
    };
    if participants(data, id).await?.is_empty() {
        return Ok(Posted::NoConversation);
    }
    let mut message = Message { sender: sender.to_owned(), time: now()?, text };
    for _ in 0..ATTEMPTS {
        let item = message_item(id, &message);
        if size(&item) > LARGEST_ITEM {
            return Ok(Posted::Refused(TOO_LARGE));
        }
        let put = data
            .client
            .put_item()
            .table_name(&data.messages)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(ConversationId)");
        match put.send().await {
            Ok(_) => return Ok(Posted::Stored(message)),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => message.time += 1_000,
            Err(error) if error.message().is_some_and(|words| words.starts_with("Item size")) => {
                return Ok(Posted::Refused(TOO_LARGE));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(format!("{ATTEMPTS} milliseconds in a row are taken").into())
}

/// Given: the server's time, in milliseconds since 1970. A caller's clock may show anything.
fn now() -> Result<i64, Error> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
