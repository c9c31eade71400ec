//! Part 2: the data into the tables, many items with one request.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
// What you will need is in `aws_sdk_dynamodb::types`, and `ProvideErrorMetadata`, by which an error has AWS's
// `code()`, in `aws_sdk_dynamodb::error`.

use crate::Error;
use crate::data::{Item, Message};
use crate::files::Conversation;

/// How many items DynamoDB takes with one request.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>
pub const BATCH: usize = 25;
/// How long to wait before what was not taken is written again. Each further time it is twice as long …
pub const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// … but never longer than this.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How many requests in a row may write nothing before the loader gives up.
pub const IN_VAIN: usize = 6;

/// The items of Chat-Conversations: one for each who takes part.
pub fn participant_items(conversation: &Conversation) -> Vec<Item> {
    // TODO: ConversationId and Username, both text. A name that stands in the file twice is one item: DynamoDB
    // refuses a batch with two items of one key.
    let _ = conversation;
    Vec::new()
}

/// The item of Chat-Messages for a message of the conversation `id`.
pub fn message_item(id: &str, message: &Message) -> Item {
    // TODO: ConversationId, Sender and Message are text; Timestamp is a number. Part 5 uses this function too.
    let _ = (id, message);
    Item::new()
}

/// Writes all items, and returns how many of them are in the table. When the rest of a batch is given up, it stops.
pub async fn write(client: &Client, table: &str, items: &[Item]) -> Result<usize, Error> {
    // TODO: hand the items to `write_batch`, not more than BATCH at a time, until it leaves some over.
    let _ = (client, table, items);
    Ok(0)
}

/// Writes the items of one batch, and returns how many are left over when it gives up.
pub async fn write_batch(client: &Client, table: &str, batch: &[Item]) -> Result<usize, Error> {
    // TODO: one `batch_write_item` with a put request for each item.
    // - An answer that is no error may still hold `unprocessed_items`, by table: what the table's capacity was not
    //   enough for. Write just these again. Where not one item was taken, the answer is the error
    //   ProvisionedThroughputExceededException: then all are left. Every other error is returned.
    // - Wait before you do: FIRST_PAUSE, then twice as long each time, up to LONGEST_PAUSE. `tokio::time::sleep` waits.
    // - Give up when IN_VAIN requests in a row have written nothing.
    let _ = (client, table, FIRST_PAUSE, LONGEST_PAUSE, IN_VAIN);
    Ok(batch.len())
}

/// What [`load`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Items that are in the tables now.
    pub written: usize,
    /// Items that are not.
    pub left: usize,
}

/// Given: writes the participants of all conversations, then all messages. A put of an item that is there already puts
/// the same item in its place, so loading twice changes nothing.
pub async fn load(
    client: &Client,
    conversations: &[Conversation],
    conversations_table: &str,
    messages_table: &str,
) -> Result<Loaded, Error> {
    let participants: Vec<Item> = conversations.iter().flat_map(participant_items).collect();
    let messages: Vec<Item> = conversations
        .iter()
        .flat_map(|conversation| conversation.messages.iter().map(|message| message_item(&conversation.id, message)))
        .collect();

    let mut written = write(client, conversations_table, &participants).await?;
    if written == participants.len() {
        written += write(client, messages_table, &messages).await?;
    }
    Ok(Loaded { written, left: participants.len() + messages.len() - written })
}
