//! Part 5: a new message.

use std::time::{SystemTime, UNIX_EPOCH};

// `ProvideErrorMetadata`, by which an error has AWS's `code()` and `message()`, is in `aws_sdk_dynamodb::error`.
// `LARGEST_ITEM` and `size` are in `crate::data`.

use crate::Error;
use crate::data::{Data, Message};

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
    // TODO: the body must be a JSON string (`serde_json::from_slice`), and not an empty one.
    // TODO: the conversation must be there: look who takes part.
    // TODO: put part 2's `message_item` into `data.messages`, with the time that `now` tells. Two messages of one
    // conversation and one millisecond have one key, and the second would overwrite the first: a condition expression
    // with `attribute_not_exists` makes DynamoDB refuse it (ConditionalCheckFailedException). Then take the next
    // millisecond, at most ATTEMPTS times.
    // TODO: an item that is too large is the caller's mistake: compare its `size` before you put it. Should DynamoDB
    // count differently, the message of its ValidationException begins with "Item size". Every other error is ours:
    // return it.
    let _ = (&data.client, &data.messages, id, sender, body, now()?, ATTEMPTS);
    Ok(Posted::Refused(TOO_LARGE))
}

/// Given: the server's time, in milliseconds since 1970. A caller's clock may show anything.
fn now() -> Result<i64, Error> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
