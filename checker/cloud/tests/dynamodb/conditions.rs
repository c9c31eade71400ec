//! Conditions, missing tables, consistent reads: refusals in `DynamoDB`'s words.
//!
//! Facts: a missing table is told in two ways; a condition that is not met is `ConditionalCheckFailedException`; a global
//! index has no consistent reads.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};

use super::support::{CONVERSATIONS, INDEX, MESSAGES, n, put_participant, s, start, start_with_tables, student, told};

fn both(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

#[tokio::test]
async fn a_missing_table_is_told_in_two_ways() {
    let cloud = start().await;
    let client = student(&cloud);
    let get = client.get_item().table_name("Nowhere").key("Id", s("1")).send().await.expect_err("no table");
    assert_eq!(told(&get), both("ResourceNotFoundException", "Requested resource not found"));
    let scan = client.scan().table_name("Nowhere").send().await.expect_err("no table");
    assert_eq!(told(&scan), both("ResourceNotFoundException", "Requested resource not found"));
    let describe = client.describe_table().table_name("Nowhere").send().await.expect_err("no table");
    let words = "Requested resource not found: Table: Nowhere not found";
    assert_eq!(told(&describe), both("ResourceNotFoundException", words));
}

#[tokio::test]
async fn a_condition_keeps_a_message_from_being_overwritten() {
    let (_cloud, client) = start_with_tables().await;
    let put = |text: &str| {
        client
            .put_item()
            .table_name(MESSAGES)
            .item("ConversationId", s("1"))
            .item("Timestamp", n(1))
            .item("Message", s(text))
            .condition_expression("attribute_not_exists(ConversationId)")
            .send()
    };
    put("first").await.expect("put");
    let refused = put("second").await.expect_err("there is one");
    assert_eq!(told(&refused), both("ConditionalCheckFailedException", "The conditional request failed"));
}

#[tokio::test]
async fn a_global_index_has_no_consistent_reads() {
    let (_cloud, client) = start_with_tables().await;
    put_participant(&client, "1", "Ada").await;
    let query = client
        .query()
        .table_name(CONVERSATIONS)
        .index_name(INDEX)
        .key_condition_expression("Username = :me")
        .expression_attribute_values(":me", s("Ada"));
    assert_eq!(query.clone().send().await.expect("a page").count(), 1);
    let refused = query.consistent_read(true).send().await.expect_err("not on an index");
    assert_eq!(
        told(&refused),
        both("ValidationException", "Consistent reads are not supported on global secondary indexes")
    );
}

#[tokio::test]
async fn reserved_words_and_wrong_types_are_refused() {
    let (_cloud, client) = start_with_tables().await;
    let query = client
        .query()
        .table_name(MESSAGES)
        .key_condition_expression("ConversationId = :id AND Timestamp > :t")
        .expression_attribute_values(":id", s("1"))
        .expression_attribute_values(":t", n(1));
    let (code, message) = told(&query.send().await.expect_err("Timestamp is a reserved word"));
    assert_eq!(code, "ValidationException");
    assert!(message.contains("Attribute name is a reserved keyword; reserved keyword: Timestamp"), "{message}");
    let put = client.put_item().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", s("1"));
    let (code, message) = told(&put.send().await.expect_err("a text for a number"));
    assert_eq!(code, "ValidationException");
    assert!(message.contains("Type mismatch for key Timestamp expected: N actual: S"), "{message}");
}

#[tokio::test]
async fn a_transaction_says_for_each_part_why_it_was_cancelled() {
    let (_cloud, client) = start_with_tables().await;
    put_participant(&client, "1", "Ada").await;
    let put = |table: &str, sort: (&str, aws_sdk_dynamodb::types::AttributeValue)| {
        let put = Put::builder().table_name(table).item("ConversationId", s("1")).item(sort.0, sort.1);
        let put = put.condition_expression("attribute_not_exists(ConversationId)").build().expect("complete");
        TransactWriteItem::builder().put(put).build()
    };
    let refused = client
        .transact_write_items()
        .transact_items(put(MESSAGES, ("Timestamp", n(1))))
        .transact_items(put(CONVERSATIONS, ("Username", s("Ada"))))
        .send()
        .await
        .expect_err("Ada takes part already");
    let (code, _) = told(&refused);
    assert_eq!(code, "TransactionCanceledException");
    let service = refused.into_service_error();
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
        cancelled,
    ) = service
    else {
        panic!("{service:?}")
    };
    let reasons = cancelled.cancellation_reasons.unwrap_or_default();
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code().unwrap_or_default()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert_eq!(client.scan().table_name(MESSAGES).send().await.expect("scanned").count(), 0, "nothing was written");
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate>
#[tokio::test]
async fn somebody_else_can_write_a_moment_earlier() {
    let (cloud, client) = start_with_tables().await;
    let put = |time: u64| {
        client
            .put_item()
            .table_name(MESSAGES)
            .item("ConversationId", s("1"))
            .item("Timestamp", n(time))
            .item("Message", s("mine"))
            .condition_expression("attribute_not_exists(ConversationId)")
    };
    let theirs = serde_json::json!({"Message": {"S": "theirs"}, "Timestamp": {"N": "99"}});
    cloud.dynamodb().write_before(MESSAGES, &theirs, 1);
    let refused = put(1).send().await.expect_err("the key is taken");
    assert_eq!(told(&refused), both("ConditionalCheckFailedException", "The conditional request failed"));
    put(2).send().await.expect("nobody is before this one");
    cloud.dynamodb().write_before(MESSAGES, &theirs, 1);
    put(3).set_condition_expression(None).send().await.expect("without a condition theirs is overwritten");
    let scanned = client.query().table_name(MESSAGES).key_condition_expression("ConversationId = :id");
    let scanned = scanned.expression_attribute_values(":id", s("1")).send().await.expect("a page");
    let items: Vec<_> =
        scanned.items().iter().map(|item| (item["Timestamp"].clone(), item["Message"].clone())).collect();
    assert_eq!(items, [(n(1), s("theirs")), (n(2), s("mine")), (n(3), s("mine"))], "the key is the request's");
    cloud.dynamodb().write_before(MESSAGES, &theirs, 5);
    cloud.dynamodb().write_before(MESSAGES, &theirs, 0);
    put(4).send().await.expect("taken back");
}

/// A transaction's `Put` is no other than a `PutItem` of its own: without a condition it overwrites.
#[tokio::test]
async fn somebody_else_can_write_a_moment_before_a_transaction() {
    let (cloud, client) = start_with_tables().await;
    let put = |time: u64| {
        let put = Put::builder()
            .table_name(MESSAGES)
            .item("ConversationId", s("1"))
            .item("Timestamp", n(time))
            .condition_expression("attribute_not_exists(ConversationId)")
            .build()
            .expect("a put");
        client.transact_write_items().transact_items(TransactWriteItem::builder().put(put).build())
    };
    let theirs = serde_json::json!({"Message": {"S": "theirs"}});
    cloud.dynamodb().write_before(MESSAGES, &theirs, 1);
    let refused = put(1).send().await.expect_err("the key is taken");
    assert_eq!(told(&refused).0, "TransactionCanceledException");
    put(2).send().await.expect("nobody is before this one");
}
