//! Part 4: the conversations of a user, by the index.

// STARTER: // What you will need is in `aws_sdk_dynamodb::types`, in part 3's `crate::conversation`, and `INDEX`, `number` and
// STARTER: // `text` in `crate::data`.
// ANCHOR: use
use aws_sdk_dynamodb::types::AttributeValue;
// ANCHOR_END: use
use serde_json::{Value, json};

use crate::Error;
// STARTER: use crate::data::Data;
// ANCHOR: use_data
use crate::conversation::{every_item, participants};
use crate::data::{Data, INDEX, number, text};
// ANCHOR_END: use_data

/// The ids of the conversations that a user takes part in.
pub async fn conversation_ids(data: &Data, user: &str) -> Result<Vec<String>, Error> {
    // STARTER: // TODO: query the index of `data.conversations` for the items with this Username, every page of it.
    // STARTER: let _ = (&data.client, &data.conversations, user);
    // STARTER: Err("conversation_ids: not written yet".into())
    // ANCHOR: conversation_ids
    let query = data
        .client
        .query()
        .table_name(&data.conversations)
        .index_name(INDEX)
        .key_condition_expression("Username = :user")
        .expression_attribute_values(":user", AttributeValue::S(user.to_owned()));
    every_item(query).await?.iter().map(|item| text(item, "ConversationId")).collect()
    // ANCHOR_END: conversation_ids
}

/// The time of the newest message, 0 when there is none.
pub async fn newest(data: &Data, id: &str) -> Result<i64, Error> {
    // STARTER: // TODO: query `data.messages` for this conversation, backwards, and let DynamoDB read one item alone.
    // STARTER: let _ = (&data.client, &data.messages, id);
    // STARTER: Err("newest: not written yet".into())
    // ANCHOR: newest
    let page = data
        .client
        .query()
        .table_name(&data.messages)
        .key_condition_expression("ConversationId = :id")
        .expression_attribute_values(":id", AttributeValue::S(id.to_owned()))
        .scan_index_forward(false)
        .limit(1)
        .send()
        .await?;
    page.items().first().map_or(Ok(0), |item| number(item, "Timestamp"))
    // ANCHOR_END: newest
}

/// The list as the API answers it.
pub async fn read(data: &Data, user: &str) -> Result<Value, Error> {
    // STARTER: // TODO: {"id": …, "participants": […], "last": …} for each conversation of the user. The index gives the items
    // STARTER: // of this user alone: who else takes part stands in the table, where `conversation::participants` reads it.
    // STARTER: let _ = (data, user);
    // STARTER: Ok(json!([]))
    // ANCHOR: read
    let mut list = Vec::new();
    for id in conversation_ids(data, user).await? {
        let participants = participants(data, &id).await?;
        let last = newest(data, &id).await?;
        list.push(json!({ "id": id, "participants": participants, "last": last }));
    }
    Ok(Value::Array(list))
    // ANCHOR_END: read
}
