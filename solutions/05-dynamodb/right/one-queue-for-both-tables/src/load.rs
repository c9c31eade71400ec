//! Part 2: the data into the tables, many items with one request.

use std::collections::{BTreeSet, HashMap, VecDeque};
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

/// Writes requests of any tables, and returns how many are left over when it gives up: a queue from which each batch takes
/// up to 25, and to which goes back what was not processed.
async fn write(client: &Client, mut queue: VecDeque<(String, WriteRequest)>) -> Result<usize, Error> {
    let (mut pause, mut in_vain) = (FIRST_PAUSE, 0);
    while !queue.is_empty() && in_vain < IN_VAIN {
        let mut batch: HashMap<String, Vec<WriteRequest>> = HashMap::new();
        let before = queue.len();
        for (table, request) in queue.drain(..before.min(BATCH)) {
            batch.entry(table).or_default().push(request);
        }
        let left = match client.batch_write_item().set_request_items(Some(batch.clone())).send().await {
            Ok(answer) => answer.unprocessed_items.unwrap_or_default(),
            Err(error) if error.code() == Some("ProvisionedThroughputExceededException") => batch,
            Err(error) => return Err(error.into()),
        };
        let left: Vec<_> = left
            .into_iter()
            .flat_map(|(table, requests)| requests.into_iter().map(move |request| (table.clone(), request)))
            .collect();
        if left.is_empty() {
            (pause, in_vain) = (FIRST_PAUSE, 0);
            continue;
        }
        queue.extend(left);
        if queue.len() == before {
            in_vain += 1;
        } else {
            (pause, in_vain) = (FIRST_PAUSE, 0);
        }
        if in_vain < IN_VAIN {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
    Ok(queue.len())
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

    let tables = [(conversations_table, participants), (messages_table, messages)];
    let mut queue = VecDeque::new();
    for (table, items) in tables {
        for item in items {
            let put = PutRequest::builder().set_item(Some(item)).build()?;
            queue.push_back((table.to_owned(), WriteRequest::builder().put_request(put).build()));
        }
    }
    let all = queue.len();
    let left = write(client, queue).await?;
    Ok(Loaded { written: all - left, left })
}
