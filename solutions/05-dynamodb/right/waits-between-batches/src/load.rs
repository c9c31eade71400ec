//! Part 2: the data into the tables, many items with one request.
use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};

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
    let names: BTreeSet<&String> = conversation.participants.iter().collect();
    let item = |name: &String| {
        Item::from([
            ("ConversationId".to_owned(), AttributeValue::S(conversation.id.clone())),
            ("Username".to_owned(), AttributeValue::S(name.clone())),
        ])
    };
    names.into_iter().map(item).collect()
}

/// The item of Chat-Messages for a message of the conversation `id`.
pub fn message_item(id: &str, message: &Message) -> Item {
    Item::from([
        ("ConversationId".to_owned(), AttributeValue::S(id.to_owned())),
        ("Timestamp".to_owned(), AttributeValue::N(message.time.to_string())),
        ("Sender".to_owned(), AttributeValue::S(message.sender.clone())),
        ("Message".to_owned(), AttributeValue::S(message.text.clone())),
    ])
}

/// Writes all items, and returns how many of them are in the table. When the rest of a batch is given up, it stops.
pub async fn write(client: &Client, table: &str, items: &[Item]) -> Result<usize, Error> {
    let mut written = 0;
    for batch in items.chunks(BATCH) {
        let left = write_batch(client, table, batch).await?;
        written += batch.len() - left;
        if left > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    Ok(written)
}

/// Writes the items of one batch, and returns how many are left over when it gives up.
pub async fn write_batch(client: &Client, table: &str, batch: &[Item]) -> Result<usize, Error> {
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
