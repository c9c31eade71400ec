//! Indexes that lag behind, where a check asks for it.
//!
//! Fact: reads of a global index are eventually consistent.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes>

use aws_sdk_dynamodb::Client;

use super::support::{CONVERSATIONS, INDEX, put_participant, s, start_with_tables};

async fn by_index(client: &Client) -> i32 {
    let query = client
        .query()
        .table_name(CONVERSATIONS)
        .index_name(INDEX)
        .key_condition_expression("Username = :me")
        .expression_attribute_values(":me", s("Ada"));
    query.send().await.expect("a page").count()
}

#[tokio::test]
async fn an_index_shows_what_was_there_for_as_many_reads_as_asked() {
    let (cloud, client) = start_with_tables().await;
    put_participant(&client, "1", "Ada").await;
    cloud.dynamodb().hold_indexes(CONVERSATIONS, 2).expect("a table");
    put_participant(&client, "2", "Ada").await;
    let table = client.scan().table_name(CONVERSATIONS).send().await.expect("scanned");
    assert_eq!(table.count(), 2, "the table itself is up to date");
    assert_eq!([by_index(&client).await, by_index(&client).await, by_index(&client).await], [1, 1, 2]);
}

#[tokio::test]
async fn an_index_can_be_let_go() {
    let (cloud, client) = start_with_tables().await;
    cloud.dynamodb().hold_indexes(CONVERSATIONS, usize::MAX).expect("a table");
    put_participant(&client, "1", "Ada").await;
    assert_eq!(by_index(&client).await, 0);
    cloud.dynamodb().hold_indexes(CONVERSATIONS, 0).expect("a table");
    assert_eq!(by_index(&client).await, 1);
    let refused = cloud.dynamodb().hold_indexes("Nowhere", 1).expect_err("no table");
    assert_eq!(refused.code, "ResourceNotFoundException");
}
