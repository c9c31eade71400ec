//! Too little capacity, where a check asks for it.
//!
//! Fact: what fails of a batch is in `UnprocessedItems` or `UnprocessedKeys`; where all fails, the request is
//! `ProvisionedThroughputExceededException`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations>

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{KeysAndAttributes, WriteRequest};
use cloud::{Throttle, Throttled};

use super::support::{CONVERSATIONS, INDEX, MESSAGES, fill, message, n, put_participant, s, start_with_tables, told};

const NEVER: Throttle = Throttle { burst: 0.0, per_request: 0.0 };

fn messages(count: u64) -> Vec<WriteRequest> {
    (1..=count).map(|time| message("1", time, "x")).collect()
}

#[tokio::test]
async fn a_batch_comes_back_in_part_until_all_of_it_is_written() {
    let (cloud, client) = start_with_tables().await;
    cloud.dynamodb().throttle(MESSAGES, None, Throttled::Writes, Throttle { burst: 10.0, per_request: 10.0 });
    let mut left = messages(25);
    let mut rounds = Vec::new();
    while !left.is_empty() {
        let written = client.batch_write_item().request_items(MESSAGES, left).send().await.expect("in part");
        left = written.unprocessed_items().and_then(|tables| tables.get(MESSAGES)).cloned().unwrap_or_default();
        rounds.push(left.len());
    }
    assert_eq!(rounds, [15, 5, 0]);
    let unprocessed: Vec<usize> = cloud
        .trace()
        .into_iter()
        .rev()
        .take(3)
        .map(|event| event.table_request.expect("a table").unprocessed)
        .collect();
    assert_eq!(unprocessed, [0, 5, 15], "the trace shows it");
    cloud.dynamodb().unthrottle(MESSAGES);
    assert_eq!(client.scan().table_name(MESSAGES).send().await.expect("scanned").count(), 25);
}

#[tokio::test]
async fn a_request_of_which_nothing_goes_through_is_refused() {
    let (cloud, client) = start_with_tables().await;
    fill(&client, "1", 1, 10).await;
    cloud.dynamodb().throttle(MESSAGES, None, Throttled::Writes, NEVER);
    let exceeded = (
        "ProvisionedThroughputExceededException".to_owned(),
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning \
         level with the UpdateTable API."
            .to_owned(),
    );
    let batch = client.batch_write_item().request_items(MESSAGES, messages(3)).send().await.expect_err("refused");
    assert_eq!(told(&batch), exceeded);
    let put = client.put_item().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", n(2));
    assert_eq!(told(&put.send().await.expect_err("refused")), exceeded);
    client.scan().table_name(MESSAGES).send().await.expect("reads have their own capacity");
}

#[tokio::test]
async fn the_rules_come_before_the_capacity() {
    let (cloud, client) = start_with_tables().await;
    cloud.dynamodb().throttle(MESSAGES, None, Throttled::Writes, Throttle { burst: 5.0, per_request: 5.0 });
    let many = client.batch_write_item().request_items(MESSAGES, messages(26)).send().await.expect_err("26");
    assert_eq!(told(&many).0, "ValidationException");
    let mut twice = messages(20);
    twice.push(message("1", 1, "again"));
    let twice = client.batch_write_item().request_items(MESSAGES, twice).send().await.expect_err("one key twice");
    assert_eq!(told(&twice).1, "Provided list of item keys contains duplicates");
    assert_eq!(client.scan().table_name(MESSAGES).send().await.expect("scanned").count(), 0);
}

#[tokio::test]
async fn keys_come_back_unprocessed_with_their_projection() {
    let (cloud, client) = start_with_tables().await;
    fill(&client, "1", 10, 10).await;
    cloud.dynamodb().throttle(MESSAGES, None, Throttled::Reads, Throttle { burst: 2.0, per_request: 2.0 });
    let key = |time| HashMap::from([("ConversationId".to_owned(), s("1")), ("Timestamp".to_owned(), n(time))]);
    let keys =
        KeysAndAttributes::builder().set_keys(Some((1..=10).map(key).collect())).projection_expression("Message");
    let got = client.batch_get_item().request_items(MESSAGES, keys.build().expect("complete")).send().await;
    let got = got.expect("a part");
    let left = got.unprocessed_keys().and_then(|tables| tables.get(MESSAGES)).expect("the rest");
    assert_eq!((left.keys().len(), left.projection_expression()), (6, Some("Message")), "two units are four items");
}

#[tokio::test]
async fn an_index_without_capacity_holds_up_writes_to_its_table() {
    let (cloud, client) = start_with_tables().await;
    put_participant(&client, "1", "Ada").await;
    cloud.dynamodb().throttle(CONVERSATIONS, Some(INDEX), Throttled::Writes, NEVER);
    let put = client.put_item().table_name(CONVERSATIONS).item("ConversationId", s("2")).item("Username", s("Ada"));
    let (code, message) = told(&put.send().await.expect_err("refused"));
    assert_eq!(code, "ProvisionedThroughputExceededException");
    assert!(message.contains("for one or more global secondary indexes of the table"), "{message}");
    cloud.dynamodb().throttle(CONVERSATIONS, Some(INDEX), Throttled::Reads, NEVER);
    client.scan().table_name(CONVERSATIONS).send().await.expect("the table's own reads go on");
    client.scan().table_name(CONVERSATIONS).index_name(INDEX).send().await.expect_err("the index's do not");
}
