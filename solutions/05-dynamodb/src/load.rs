//! Part 2: the data into the tables, many items with one request.

// STARTER: use std::time::Duration;
// ANCHOR: use_std
use std::collections::BTreeSet;
use std::time::Duration;
// ANCHOR_END: use_std

use aws_sdk_dynamodb::Client;
// STARTER: // What you will need is in `aws_sdk_dynamodb::types`, and `ProvideErrorMetadata`, by which an error has AWS's
// STARTER: // `code()`, in `aws_sdk_dynamodb::error`.
// ANCHOR: use
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
// ANCHOR_END: use

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
    // STARTER: // TODO: ConversationId and Username, both text. A name that stands in the file twice is one item: DynamoDB
    // STARTER: // refuses a batch with two items of one key.
    // STARTER: let _ = conversation;
    // STARTER: Vec::new()
    // ANCHOR: participant_items
    let names: BTreeSet<&String> = conversation.participants.iter().collect();
    let item = |name: &String| {
        Item::from([
            ("ConversationId".to_owned(), AttributeValue::S(conversation.id.clone())),
            ("Username".to_owned(), AttributeValue::S(name.clone())),
        ])
    };
    names.into_iter().map(item).collect()
    // ANCHOR_END: participant_items
}

/// The item of Chat-Messages for a message of the conversation `id`.
pub fn message_item(id: &str, message: &Message) -> Item {
    // STARTER: // TODO: ConversationId, Sender and Message are text; Timestamp is a number. Part 5 uses this function too.
    // STARTER: let _ = (id, message);
    // STARTER: Item::new()
    // ANCHOR: message_item
    Item::from([
        ("ConversationId".to_owned(), AttributeValue::S(id.to_owned())),
        ("Timestamp".to_owned(), AttributeValue::N(message.time.to_string())),
        ("Sender".to_owned(), AttributeValue::S(message.sender.clone())),
        ("Message".to_owned(), AttributeValue::S(message.text.clone())),
    ])
    // ANCHOR_END: message_item
}

/// Writes all items, and returns how many of them are in the table. When the rest of a batch is given up, it stops.
pub async fn write(client: &Client, table: &str, items: &[Item]) -> Result<usize, Error> {
    // STARTER: // TODO: hand the items to `write_batch`, not more than BATCH at a time, until it leaves some over.
    // STARTER: let _ = (client, table, items);
    // STARTER: Ok(0)
    // ANCHOR: write
    let mut written = 0;
    for batch in items.chunks(BATCH) {
        let left = write_batch(client, table, batch).await?;
        written += batch.len() - left;
        if left > 0 {
            break;
        }
    }
    Ok(written)
    // ANCHOR_END: write
}

/// Writes the items of one batch, and returns how many are left over when it gives up.
pub async fn write_batch(client: &Client, table: &str, batch: &[Item]) -> Result<usize, Error> {
    // STARTER: // TODO: one `batch_write_item` with a put request for each item.
    // STARTER: // - An answer that is no error may still hold `unprocessed_items`, by table: what the table's capacity was not
    // STARTER: //   enough for. Write just these again. Where not one item was taken, the answer is the error
    // STARTER: //   ProvisionedThroughputExceededException: then all are left. Every other error is returned.
    // STARTER: // - Wait before you do: FIRST_PAUSE, then twice as long each time, up to LONGEST_PAUSE. `tokio::time::sleep` waits.
    // STARTER: // - Give up when IN_VAIN requests in a row have written nothing.
    // STARTER: let _ = (client, table, FIRST_PAUSE, LONGEST_PAUSE, IN_VAIN);
    // STARTER: Ok(batch.len())
    // ANCHOR: write_batch
    let put = |item: &Item| {
        let put = PutRequest::builder().set_item(Some(item.clone())).build()?;
        Ok(WriteRequest::builder().put_request(put).build())
    };
    let mut open = batch.iter().map(put).collect::<Result<Vec<_>, Error>>()?;
    let (mut pause, mut in_vain) = (FIRST_PAUSE, 0);
    loop {
        let left = match client.batch_write_item().request_items(table, open.clone()).send().await {
            Ok(answer) => answer.unprocessed_items.and_then(|mut tables| tables.remove(table)).unwrap_or_default(),
            Err(error) if error.code() == Some("ProvisionedThroughputExceededException") => open.clone(),
            Err(error) => return Err(error.into()),
        };
        in_vain = if left.len() < open.len() { 0 } else { in_vain + 1 };
        if left.is_empty() || in_vain == IN_VAIN {
            return Ok(left.len());
        }
        open = left;
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    // ANCHOR_END: write_batch
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
