//! Tables on `DynamoDB` Local: each cloud sees its own, and only these are deleted.
//!
//! With `CHECKER_DYNAMODB_LOCAL` it is the one at that address, else a stand-in.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::client::Waiters as _;
use aws_sdk_dynamodb::types::{BillingMode, KeyType, ScalarAttributeType};
use cloud::{Cloud, Config, DynamoDbLocal};
use serde_json::json;

use super::support::{
    CONVERSATIONS, INDEX, MESSAGES, client_at, define, fill, key, make_tables, put_participant, s, student, told,
};

async fn connect() -> DynamoDbLocal {
    let endpoint = super::support::endpoint().unwrap_or_else(super::stand_in::start);
    DynamoDbLocal::connect(&endpoint, Duration::from_mins(1), |_| ()).await.expect("it answers")
}

async fn start(local: &DynamoDbLocal) -> (Cloud, Client) {
    let config = Config { dynamodb_local: Some(local.clone()), ..Config::default() };
    let cloud = Cloud::start(config).await.expect("a free port");
    let client = student(&cloud);
    (cloud, client)
}

/// Who looks at the address itself, with the credentials that the cloud uses there.
fn owner(local: &DynamoDbLocal) -> Client {
    client_at(local.endpoint(), aws_sdk_dynamodb::config::Credentials::new("checker", "own", None, None, "test"))
}

async fn names(client: &Client) -> Vec<String> {
    let mut names = Vec::new();
    let mut pages = client.list_tables().into_paginator().send();
    while let Some(page) = pages.next().await {
        names.extend(page.expect("listed").table_names.unwrap_or_default());
    }
    names
}

async fn make(client: &Client, name: &str) {
    let table = client
        .create_table()
        .table_name(name)
        .attribute_definitions(define("Id", ScalarAttributeType::S))
        .key_schema(key("Id", KeyType::Hash))
        .billing_mode(BillingMode::PayPerRequest);
    table.send().await.expect("made");
    let there = client.wait_until_table_exists().table_name(name).wait(Duration::from_mins(1)).await;
    there.expect("usable");
}

#[tokio::test]
async fn each_cloud_has_tables_of_its_own() {
    let local = connect().await;
    let (_one, first) = start(&local).await;
    let (_two, second) = start(&local).await;
    make_tables(&first).await;
    make_tables(&second).await;
    put_participant(&first, "1", "Ada").await;
    for (client, count) in [(&first, 1), (&second, 0)] {
        assert_eq!(names(client).await, [CONVERSATIONS, MESSAGES]);
        let scanned = client.scan().table_name(CONVERSATIONS).index_name(INDEX).send().await.expect("scanned");
        assert_eq!(scanned.count(), count);
    }
    local.close().await;
}

#[tokio::test]
async fn what_is_somebody_elses_is_neither_seen_nor_touched() {
    let local = connect().await;
    let owner = owner(&local);
    // Before and behind the cloud's own in the list, and one that is named as a table of the cloud.
    let theirs: Vec<String> = ["Aardvark", "Chat-Messages", "zebra"]
        .map(|name| {
            if super::support::endpoint().is_some() { format!("{name}-{}", fastrand::u32(..)) } else { name.to_owned() }
        })
        .to_vec();
    for name in &theirs {
        make(&owner, name).await;
        owner.put_item().table_name(name).item("Id", s("1")).send().await.expect("put");
    }
    let (cloud, client) = start(&local).await;
    make_tables(&client).await;
    fill(&client, "1", 3, 10).await;
    assert_eq!(names(&client).await, [CONVERSATIONS, MESSAGES]);
    let refused = client.scan().table_name("Aardvark").send().await.expect_err("not the cloud's");
    assert_eq!(told(&refused).0, "ResourceNotFoundException");
    let refused = client.delete_table().table_name("zebra").send().await.expect_err("not the cloud's");
    assert_eq!(told(&refused).1, "Requested resource not found: Table: zebra not found");
    cloud.shutdown().await;
    let own = |names: Vec<String>| names.into_iter().filter(|name| name.starts_with("checker-")).count();
    if super::support::endpoint().is_none() {
        assert_eq!(own(names(&owner).await), 2, "a cloud that ends leaves its tables");
    }
    local.close().await;
    let left = names(&owner).await;
    for name in &theirs {
        assert!(left.contains(name), "{name} is not in {left:?}");
        assert_eq!(owner.scan().table_name(name).send().await.expect("scanned").count(), 1);
        owner.delete_table().table_name(name).send().await.expect("deleted");
    }
    if super::support::endpoint().is_none() {
        assert_eq!(own(left), 0);
    }
}

#[tokio::test]
async fn a_table_that_is_protected_from_deletion_is_deleted_in_the_end() {
    let local = connect().await;
    let (cloud, client) = start(&local).await;
    let table = client
        .create_table()
        .table_name("Kept")
        .attribute_definitions(define("Id", ScalarAttributeType::S))
        .key_schema(key("Id", KeyType::Hash))
        .billing_mode(BillingMode::PayPerRequest)
        .deletion_protection_enabled(true);
    table.send().await.expect("made");
    client.delete_table().table_name("Kept").send().await.expect_err("protected");
    local.close().await;
    let described = cloud.dynamodb().call("DescribeTable", &json!({"TableName": "Kept"})).expect_err("gone");
    assert_eq!(described.message, "Requested resource not found: Table: Kept not found");
}

#[tokio::test]
async fn a_list_of_tables_has_pages_of_the_clouds_own() {
    let local = connect().await;
    let owner = owner(&local);
    let (_cloud, client) = start(&local).await;
    for name in ["Four", "One", "Three", "Two"] {
        make(&client, name).await;
    }
    let behind = format!("checker-zzz-{}", fastrand::u32(..));
    make(&owner, &behind).await;
    let first = client.list_tables().limit(2).send().await.expect("listed");
    assert_eq!(
        (first.table_names(), first.last_evaluated_table_name()),
        (&["Four".to_owned(), "One".to_owned()][..], Some("One"))
    );
    let rest = client.list_tables().limit(2).exclusive_start_table_name("One").send().await.expect("listed");
    assert_eq!(rest.table_names(), ["Three", "Two"]);
    assert_eq!(rest.last_evaluated_table_name(), None, "what follows is somebody else's");
    local.close().await;
    owner.delete_table().table_name(behind).send().await.expect("deleted");
}

/// `DynamoDB` Local has a null where AWS tells the billing mode.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html>
#[tokio::test]
async fn the_billing_mode_is_shown() {
    let local = connect().await;
    let (_cloud, client) = start(&local).await;
    make(&client, "Chat").await;
    let described = client.describe_table().table_name("Chat").send().await.expect("described");
    let billing =
        described.table().and_then(|table| table.billing_mode_summary()).and_then(|billing| billing.billing_mode());
    assert_eq!(billing, Some(&BillingMode::PayPerRequest));
    make_tables(&client).await;
    let described = client.describe_table().table_name(MESSAGES).send().await.expect("described");
    let billing =
        described.table().and_then(|table| table.billing_mode_summary()).and_then(|billing| billing.billing_mode());
    assert_ne!(billing, Some(&BillingMode::PayPerRequest));
    local.close().await;
}

/// Its own words for the same are in public threads: <https://github.com/localstack/localstack/issues/2927>,
/// <https://github.com/99x/serverless-dynamodb-local/issues/144>.
#[tokio::test]
async fn what_it_tells_otherwise_is_told_as_aws_tells_it() {
    let local = connect().await;
    let (cloud, client) = start(&local).await;
    let table = json!({
        "TableName": "Chat", "BillingMode": "PROVISIONED",
        "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    });
    let call = |operation: &str, request| cloud.dynamodb().call(operation, request);
    let made = call("CreateTable", &table).expect("made");
    assert_eq!(made["TableDescription"]["TableStatus"], "CREATING");
    assert_eq!(made["TableDescription"]["TableArn"], "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat");
    let again = call("CreateTable", &table).expect_err("there is one");
    assert_eq!((&*again.code, &*again.message), ("ResourceInUseException", "Table already exists: Chat"));
    let missing = call("Scan", &json!({"TableName": "Nowhere"})).expect_err("none");
    assert_eq!(missing.message, "Requested resource not found");
    let put = client.put_item().table_name("Chat").item("Id", super::support::n(1));
    let (code, words) = told(&put.send().await.expect_err("a number for a text"));
    assert_eq!(code, "ValidationException");
    assert_eq!(words, "One or more parameter values were invalid: Type mismatch for key Id expected: S actual: N");
    local.close().await;
}

/// `DynamoDB` Local takes a table on demand with provisioned capacity (paritysuite/dynamodb-conformance).
#[tokio::test]
async fn a_table_that_aws_refuses_is_not_made() {
    let local = connect().await;
    let (cloud, client) = start(&local).await;
    let both = json!({
        "TableName": "Chat", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    });
    let refused = cloud.dynamodb().call("CreateTable", &both).expect_err("on demand and provisioned");
    assert_eq!(refused.code, "ValidationException");
    assert_eq!(names(&client).await, Vec::<String>::new());
    local.close().await;
}

#[tokio::test]
async fn what_a_check_asks_for_happens_there_too() {
    use cloud::{Throttle, Throttled};
    let local = connect().await;
    let (cloud, client) = start(&local).await;
    make_tables(&client).await;
    fill(&client, "1", 3, 10).await;
    cloud.dynamodb().end_pages_early(MESSAGES, None, &[1]);
    let page = client.scan().table_name(MESSAGES).send().await.expect("a page");
    assert_eq!((page.count(), page.last_evaluated_key().is_some()), (1, true));
    cloud.dynamodb().hold_indexes(CONVERSATIONS, 1).expect("a table");
    put_participant(&client, "1", "Ada").await;
    let behind = client.scan().table_name(CONVERSATIONS).index_name(INDEX);
    assert_eq!(behind.clone().send().await.expect("a page").count(), 0);
    assert_eq!(behind.send().await.expect("a page").count(), 1);
    let never = Throttle { burst: 0.0, per_request: 0.0 };
    cloud.dynamodb().throttle(MESSAGES, None, Throttled::Reads, never);
    let refused = client.scan().table_name(MESSAGES).send().await.expect_err("no capacity");
    assert_eq!(told(&refused).0, "ProvisionedThroughputExceededException");
    local.close().await;
}

/// The clouds that are started with a handle share its fault.
#[tokio::test]
async fn an_engine_that_is_gone_is_an_error_of_the_server_and_a_fault() {
    // The real one cannot be ended from here.
    let (endpoint, gone) = super::stand_in::start_once();
    let local = DynamoDbLocal::connect(&endpoint, Duration::from_mins(1), |_| ()).await.expect("it answers");
    let (cloud, client) = start(&local).await;
    make_tables(&client).await;
    assert_eq!(local.fault(), None);
    gone();
    let refused = client.scan().table_name(MESSAGES).send().await.expect_err("nobody answers");
    let fault = local.faulted().await;
    assert!(fault.starts_with(&format!("DynamoDB Local at {endpoint} stopped answering: ")), "{fault}");
    assert_eq!(told(&refused), ("InternalServerError".to_owned(), fault.clone()));
    let called = cloud.dynamodb().call("ListTables", &json!({})).expect_err("nobody answers");
    assert_eq!((called.status.as_u16(), called.message), (500, fault));
    local.close().await;
}
