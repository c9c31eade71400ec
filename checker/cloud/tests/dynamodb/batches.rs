//! Batches: how much one may hold, and what it may not.
//!
//! Facts: an item has 400 KB with its names; `BatchWriteItem` takes 25 items and no key twice; `BatchGetItem` takes 100 keys
//! and returns 16 MB.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, WriteRequest};

use super::support::{MESSAGES, fill, message, n, s, start_with_tables, told};

fn keys(times: impl Iterator<Item = u64>) -> KeysAndAttributes {
    let key = |time| HashMap::from([("ConversationId".to_owned(), s("1")), ("Timestamp".to_owned(), n(time))]);
    let keys: Vec<HashMap<String, AttributeValue>> = times.map(key).collect();
    KeysAndAttributes::builder().set_keys(Some(keys)).build().expect("complete")
}

#[tokio::test]
async fn twenty_five_writes_and_no_more() {
    let (_cloud, client) = start_with_tables().await;
    let messages = |count| (1..=count).map(|time| message("1", time, "x")).collect::<Vec<WriteRequest>>();
    client.batch_write_item().request_items(MESSAGES, messages(25)).send().await.expect("25 go through");
    let refused = client.batch_write_item().request_items(MESSAGES, messages(26)).send().await.expect_err("26 do not");
    let (code, message) = told(&refused);
    assert_eq!(code, "ValidationException");
    assert!(message.contains("Member must have length less than or equal to 25"), "{message}");
    let scanned = client.scan().table_name(MESSAGES).send().await.expect("scanned");
    assert_eq!(scanned.count(), 25);
}

#[tokio::test]
async fn one_key_once() {
    let (_cloud, client) = start_with_tables().await;
    let twice = vec![message("1", 1, "a"), message("1", 1, "b")];
    let refused = client.batch_write_item().request_items(MESSAGES, twice).send().await.expect_err("one key twice");
    let words = "Provided list of item keys contains duplicates";
    assert_eq!(told(&refused), ("ValidationException".to_owned(), words.to_owned()));
    let refused = client.batch_get_item().request_items(MESSAGES, keys([1, 1].into_iter())).send().await;
    assert_eq!(told(&refused.expect_err("one key twice")).1, words);
}

#[tokio::test]
async fn a_hundred_reads_and_no_more() {
    let (_cloud, client) = start_with_tables().await;
    fill(&client, "1", 50, 10).await;
    let got = client.batch_get_item().request_items(MESSAGES, keys(1..=100)).send().await.expect("100 go through");
    assert_eq!(got.responses().and_then(|tables| tables.get(MESSAGES)).map(Vec::len), Some(50));
    let refused = client.batch_get_item().request_items(MESSAGES, keys(1..=101)).send().await.expect_err("101 do not");
    assert!(told(&refused).1.contains("Member must have length less than or equal to 100"));
}

#[tokio::test]
async fn sixteen_megabytes_are_read_and_the_rest_is_left_unprocessed() {
    let (_cloud, client) = start_with_tables().await;
    for time in 1..=50 {
        let put = client.put_item().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", n(time));
        put.item("Message", s("x".repeat(390_000))).send().await.expect("put");
    }
    let got = client.batch_get_item().request_items(MESSAGES, keys(1..=50)).send().await.expect("a part");
    let read = got.responses().and_then(|tables| tables.get(MESSAGES)).map_or(0, Vec::len);
    let left = got.unprocessed_keys().and_then(|tables| tables.get(MESSAGES)).map_or(0, |left| left.keys().len());
    assert_eq!(read + left, 50);
    assert!(read * 390_000 <= 16 * 1024 * 1024 && left > 0, "{read} read, {left} left");
}

#[tokio::test]
async fn an_item_is_400_kb_at_most_with_its_names() {
    let (_cloud, client) = start_with_tables().await;
    // 14 + 1 of ConversationId, 9 + 2 of Timestamp, 7 of the name Message.
    let most = 400 * 1024 - 14 - 1 - 9 - 2 - 7;
    let put = |length| {
        let put = client.put_item().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", n(1));
        put.item("Message", s("x".repeat(length))).send()
    };
    put(most).await.expect("400 KB");
    let refused = told(&put(most + 1).await.expect_err("a byte more"));
    assert_eq!(
        refused,
        ("ValidationException".to_owned(), "Item size has exceeded the maximum allowed size".to_owned())
    );
}

#[tokio::test]
async fn whatever_is_text_comes_back_as_it_was() {
    let (_cloud, client) = start_with_tables().await;
    let texts = [
        "\"quoted\" and \\",
        "two\nlines",
        "😀 👩‍👩‍👧",
        "arn:aws:dynamodb:dynoxide:000000000000:table/x",
        "arn:aws:dynamodb:ddblocal:000000000000:table/x",
        "",
    ];
    for (time, text) in (1..).zip(texts) {
        client
            .batch_write_item()
            .request_items(MESSAGES, vec![message("1", time, text)])
            .send()
            .await
            .expect("written");
        let got = client.get_item().table_name(MESSAGES).key("ConversationId", s("1")).key("Timestamp", n(time));
        let got = got.send().await.expect("read");
        assert_eq!(got.item().and_then(|item| item.get("Message")), Some(&s(text)));
    }
}
