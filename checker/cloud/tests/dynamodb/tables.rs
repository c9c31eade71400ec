//! Tables: what is made, described, listed, changed, deleted.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    BillingMode, GlobalSecondaryIndexUpdate, IndexStatus, KeyType, KeysAndAttributes,
    ProvisionedThroughputDescription as Throughput, ScalarAttributeType, TableStatus, Tag, TimeToLiveStatus,
    UpdateGlobalSecondaryIndexAction,
};

use super::support::{
    CONVERSATIONS, INDEX, MESSAGES, define, index, key, on_dynamodb_local, one_unit, s, start, start_with_tables,
    student, told,
};

#[tokio::test]
async fn a_table_is_described_with_our_account_and_region() {
    let (_cloud, client) = start_with_tables().await;
    let described = client.describe_table().table_name(CONVERSATIONS).send().await.expect("described");
    let table = described.table().expect("a table");
    let arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Conversations";
    assert_eq!(table.table_arn(), Some(arn));
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    let [index] = table.global_secondary_indexes() else { panic!("one index") };
    assert_eq!(index.index_arn(), Some(&*format!("{arn}/index/{INDEX}")));
    assert_eq!(index.index_status(), Some(&IndexStatus::Active));
    let units = index.provisioned_throughput().expect("throughput of its own");
    assert_eq!((units.read_capacity_units(), units.write_capacity_units()), (Some(1), Some(1)));
}

#[tokio::test]
async fn tables_are_listed_by_name_and_page() {
    let (_cloud, client) = start_with_tables().await;
    let listed = client.list_tables().send().await.expect("listed");
    assert_eq!(listed.table_names(), [CONVERSATIONS, MESSAGES]);
    let page = client.list_tables().limit(1).send().await.expect("listed");
    assert_eq!(
        (page.table_names(), page.last_evaluated_table_name()),
        (&[CONVERSATIONS.to_owned()][..], Some(CONVERSATIONS))
    );
}

#[tokio::test]
async fn a_name_is_taken_once_and_free_after_deletion() {
    let (_cloud, client) = start_with_tables().await;
    let again = || {
        client
            .create_table()
            .table_name(MESSAGES)
            .attribute_definitions(define("Id", ScalarAttributeType::S))
            .key_schema(key("Id", KeyType::Hash))
            .billing_mode(BillingMode::PayPerRequest)
            .send()
    };
    let refused = told(&again().await.expect_err("taken"));
    assert_eq!(refused, ("ResourceInUseException".to_owned(), "Table already exists: Chat-Messages".to_owned()));
    let deleted = client.delete_table().table_name(MESSAGES).send().await.expect("deleted");
    let description = deleted.table_description().expect("described");
    assert_eq!(description.table_status(), Some(&TableStatus::Deleting));
    let made = again().await.expect("free again");
    assert_eq!(made.table_description().and_then(|table| table.table_status()), Some(&TableStatus::Creating));
}

/// Texts: awsdocs/amazon-dynamodb-developer-guide#246, aws-samples/aws-batch-processing-job-repo#4.
#[tokio::test]
async fn definitions_and_throughput_must_fit_the_keys() {
    let cloud = start().await;
    let client = student(&cloud);
    let table = || {
        client
            .create_table()
            .table_name(CONVERSATIONS)
            .attribute_definitions(define("ConversationId", ScalarAttributeType::S))
            .attribute_definitions(define("Username", ScalarAttributeType::S))
            .key_schema(key("ConversationId", KeyType::Hash))
            .key_schema(key("Username", KeyType::Range))
    };
    let without = table().provisioned_throughput(one_unit()).global_secondary_indexes(index(None));
    let (code, message) = told(&without.send().await.expect_err("no throughput"));
    assert_eq!(code, "ValidationException");
    assert_eq!(
        message,
        format!("One or more parameter values were invalid: ProvisionedThroughput is not specified for index: {INDEX}")
    );
    let last = table()
        .attribute_definitions(define("last", ScalarAttributeType::N))
        .provisioned_throughput(one_unit())
        .global_secondary_indexes(index(Some(one_unit())));
    let (_, message) = told(&last.send().await.expect_err("last is no key"));
    assert!(
        message.starts_with(
            "One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: ["
        ),
        "{message}"
    );
    let (_, message) = told(&table().send().await.expect_err("no throughput at all"));
    assert!(message.contains("ReadCapacityUnits and WriteCapacityUnits must both be specified"), "{message}");
    let on_demand = table().billing_mode(BillingMode::PayPerRequest).global_secondary_indexes(index(None));
    on_demand.send().await.expect("an index on demand has no throughput");
}

#[tokio::test]
async fn throughput_of_table_and_index_can_be_changed() {
    let (_cloud, client) = start_with_tables().await;
    let five = || {
        use aws_sdk_dynamodb::types::ProvisionedThroughput;
        ProvisionedThroughput::builder().read_capacity_units(5).write_capacity_units(5).build().expect("complete")
    };
    let action = UpdateGlobalSecondaryIndexAction::builder().index_name(INDEX).provisioned_throughput(five());
    let update = GlobalSecondaryIndexUpdate::builder().update(action.build().expect("complete")).build();
    let changed = client
        .update_table()
        .table_name(CONVERSATIONS)
        .provisioned_throughput(five())
        .global_secondary_index_updates(update);
    changed.send().await.expect("changed");
    let described = client.describe_table().table_name(CONVERSATIONS).send().await.expect("described");
    let table = described.table().expect("a table");
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    assert_eq!(table.provisioned_throughput().and_then(Throughput::read_capacity_units), Some(5));
    let index = table.global_secondary_indexes()[0].provisioned_throughput();
    assert_eq!(index.and_then(Throughput::write_capacity_units), Some(5));
}

#[tokio::test]
async fn tags_and_time_to_live_are_kept() {
    let (_cloud, client) = start_with_tables().await;
    let arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Messages";
    let tag = Tag::builder().key("course").value("chat").build().expect("complete");
    let tagged = client.tag_resource().resource_arn(arn).tags(tag).send().await;
    match tagged {
        Err(error) if on_dynamodb_local() => {
            let (code, message) = told(&error);
            assert_eq!(code, "UnknownOperationException");
            assert_eq!(message, "Tagging is not currently supported in DynamoDB Local.");
        }
        tagged => {
            tagged.expect("tagged");
            let listed = client.list_tags_of_resource().resource_arn(arn).send().await.expect("listed");
            assert_eq!(listed.tags()[0].value(), "chat");
        }
    }
    let described = client.describe_time_to_live().table_name(MESSAGES).send().await.expect("described");
    let status = described.time_to_live_description().and_then(|described| described.time_to_live_status());
    assert_eq!(status.map(TimeToLiveStatus::as_str), Some("DISABLED"));
}

#[tokio::test]
async fn a_table_may_be_named_by_its_arn() {
    let (_cloud, client) = start_with_tables().await;
    let arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Conversations";
    let put = client.put_item().table_name(arn).item("ConversationId", s("1")).item("Username", s("Ada"));
    put.send().await.expect("an item is put");
    let scanned = client.scan().table_name(CONVERSATIONS).send().await.expect("scanned");
    assert_eq!(scanned.count(), 1);
    // A batch too, and is answered as it asked.
    let key = HashMap::from([("ConversationId".to_owned(), s("1")), ("Username".to_owned(), s("Ada"))]);
    let keys = KeysAndAttributes::builder().keys(key).build().expect("complete");
    let got = client.batch_get_item().request_items(arn, keys).send().await.expect("a batch");
    assert_eq!(got.responses().and_then(|tables| tables.get(arn)).map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_table_takes_its_time_where_that_is_asked_for() {
    let cloud = start().await;
    cloud.dynamodb().slow_creation(2);
    let client = student(&cloud);
    super::support::make_tables(&client).await;
    let status = || async {
        let described = client.describe_table().table_name(MESSAGES).send().await.expect("described");
        described.table().and_then(|table| table.table_status().cloned())
    };
    let get = || {
        client
            .get_item()
            .table_name(MESSAGES)
            .key("ConversationId", s("1"))
            .key("Timestamp", super::support::n(1))
            .send()
    };
    let refused = told(&get().await.expect_err("not there yet"));
    assert_eq!(refused, ("ResourceNotFoundException".to_owned(), "Requested resource not found".to_owned()));
    let deleting = told(&client.delete_table().table_name(MESSAGES).send().await.expect_err("in use"));
    assert_eq!(deleting.0, "ResourceInUseException");
    assert_eq!(status().await, Some(TableStatus::Creating));
    assert_eq!(status().await, Some(TableStatus::Creating));
    assert_eq!(status().await, Some(TableStatus::Active));
    get().await.expect("usable");
}
