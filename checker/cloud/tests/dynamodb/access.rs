//! Who may do what: identity-based policies on tables and indexes, in AWS's words.
//!
//! Words: troubleshoot_access-denied in the IAM user guide, and public logs.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{Get, KeysAndAttributes, Put, TransactGetItem, TransactWriteItem};

use super::support::{
    CONVERSATIONS, INDEX, MESSAGES, TestCloud, client_with, function, message, n, put_participant, s,
    start_with_tables, told,
};

const TABLE_ARN: &str = "arn:aws:dynamodb:eu-central-1:111122223333:table";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/chat/fn";

fn allow(actions: &str, resources: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":{actions},"Resource":{resources}}}"#)
}

fn denied(action: &str, resource: &str) -> (String, String) {
    let message = format!(
        "User: {SESSION} is not authorized to perform: dynamodb:{action} on resource: {TABLE_ARN}/{resource} because no \
         identity-based policy allows the dynamodb:{action} action"
    );
    ("AccessDeniedException".to_owned(), message)
}

async fn query(client: &Client, index: Option<&str>) -> Result<usize, (String, String)> {
    let query = client
        .query()
        .table_name(CONVERSATIONS)
        .set_index_name(index.map(str::to_owned))
        .key_condition_expression(if index.is_some() { "Username = :k" } else { "ConversationId = :k" })
        .expression_attribute_values(":k", s(if index.is_some() { "Ada" } else { "1" }));
    query.send().await.map(|page| page.items().len()).map_err(|refused| told(&refused))
}

async fn scene(statements: &str) -> (TestCloud, Client) {
    let (cloud, owner) = start_with_tables().await;
    put_participant(&owner, "1", "Ada").await;
    let client = function(&cloud, statements);
    (cloud, client)
}

#[tokio::test]
async fn a_function_without_a_policy_may_nothing() {
    let (cloud, client) = scene(&allow(r#""s3:*""#, r#""*""#)).await;
    assert_eq!(query(&client, None).await, Err(denied("Query", CONVERSATIONS)));
    let event = cloud.trace().pop().expect("a request");
    assert_eq!((event.status, event.service, event.principal.role()), (400, "dynamodb", Some("chat")));
    assert!(event.decision.is_some_and(|decision| decision.starts_with("denied: no identity-based policy allows it")));
}

#[tokio::test]
async fn a_policy_on_the_table_says_nothing_of_the_index() {
    let table = format!(r#""{TABLE_ARN}/{CONVERSATIONS}""#);
    let (_cloud, client) = scene(&allow(r#""dynamodb:Query""#, &table)).await;
    assert_eq!(query(&client, None).await, Ok(1));
    assert_eq!(query(&client, Some(INDEX)).await, Err(denied("Query", &format!("{CONVERSATIONS}/index/{INDEX}"))));
}

#[tokio::test]
async fn a_policy_on_the_index_says_nothing_of_the_table() {
    let index = format!(r#""{TABLE_ARN}/{CONVERSATIONS}/index/{INDEX}""#);
    let (_cloud, client) = scene(&allow(r#""dynamodb:Query""#, &index)).await;
    assert_eq!(query(&client, Some(INDEX)).await, Ok(1));
    assert_eq!(query(&client, None).await, Err(denied("Query", CONVERSATIONS)));
    let scanned = client.scan().table_name(CONVERSATIONS).index_name(INDEX).send().await.expect_err("another action");
    assert_eq!(told(&scanned), denied("Scan", &format!("{CONVERSATIONS}/index/{INDEX}")));
}

#[tokio::test]
async fn all_actions_on_all_resources_are_all_actions() {
    let (_cloud, client) = scene(&allow(r#""dynamodb:*""#, r#""*""#)).await;
    assert_eq!(query(&client, None).await, Ok(1));
    assert_eq!(query(&client, Some(INDEX)).await, Ok(1));
    client.list_tables().send().await.expect("listed");
    client.delete_table().table_name(CONVERSATIONS).send().await.expect("even this");
}

#[tokio::test]
async fn an_explicit_deny_wins() {
    let deny = r#"{"Effect":"Deny","Action":"dynamodb:Query","Resource":"*"}"#;
    let (_cloud, client) = scene(&format!("{},{deny}", allow(r#""dynamodb:*""#, r#""*""#))).await;
    let (_, message) = query(&client, None).await.expect_err("denied");
    assert_eq!(
        message,
        format!(
            "User: {SESSION} is not authorized to perform: dynamodb:Query on resource: {TABLE_ARN}/{CONVERSATIONS} with \
             an explicit deny in an identity-based policy"
        )
    );
    client.scan().table_name(CONVERSATIONS).send().await.expect("not denied");
}

#[tokio::test]
async fn list_tables_names_all_tables() {
    let one = format!(r#""{TABLE_ARN}/{MESSAGES}""#);
    let (_cloud, client) = scene(&allow(r#""dynamodb:*""#, &one)).await;
    assert_eq!(told(&client.list_tables().send().await.expect_err("denied")), denied("ListTables", "*"));
}

#[tokio::test]
async fn a_batch_needs_each_of_its_tables() {
    let one = format!(r#""{TABLE_ARN}/{MESSAGES}""#);
    let actions = r#"["dynamodb:BatchWriteItem","dynamodb:BatchGetItem"]"#;
    let (_cloud, client) = scene(&allow(actions, &one)).await;
    let write = client.batch_write_item().request_items(MESSAGES, vec![message("1", 1, "hello")]);
    write.clone().send().await.expect("its own table");
    let refused = write.request_items(CONVERSATIONS, vec![message("1", 1, "hello")]).send().await;
    assert_eq!(told(&refused.expect_err("one of two")), denied("BatchWriteItem", CONVERSATIONS));
    let key = HashMap::from([("ConversationId".to_owned(), s("1")), ("Username".to_owned(), s("Ada"))]);
    let keys = KeysAndAttributes::builder().keys(key).build().expect("complete");
    let refused = client.batch_get_item().request_items(CONVERSATIONS, keys).send().await;
    assert_eq!(told(&refused.expect_err("another table")), denied("BatchGetItem", CONVERSATIONS));
    // Writing by batches is an action of its own.
    let put = client.put_item().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", n(2));
    assert_eq!(told(&put.send().await.expect_err("another action")), denied("PutItem", MESSAGES));
}

#[tokio::test]
async fn a_transaction_needs_the_action_of_each_part() {
    let (_cloud, client) = scene(&allow(r#""dynamodb:PutItem""#, r#""*""#)).await;
    let put = Put::builder().table_name(MESSAGES).item("ConversationId", s("1")).item("Timestamp", n(1));
    let put = TransactWriteItem::builder().put(put.build().expect("complete")).build();
    client.transact_write_items().transact_items(put).send().await.expect("put");
    let get = Get::builder().table_name(MESSAGES).key("ConversationId", s("1")).key("Timestamp", n(1));
    let get = TransactGetItem::builder().get(get.build().expect("complete")).build();
    let refused = client.transact_get_items().transact_items(get).send().await.expect_err("another action");
    assert_eq!(told(&refused), denied("GetItem", MESSAGES));
}

#[tokio::test]
async fn another_account_gets_in_nowhere() {
    let (cloud, _) = start_with_tables().await;
    let stranger = client_with(&cloud, cloud.other_account());
    let arn = format!("{TABLE_ARN}/{MESSAGES}");
    let refused = told(&stranger.scan().table_name(&arn).send().await.expect_err("another account's"));
    assert_eq!(refused.0, "AccessDeniedException");
}

#[tokio::test]
async fn a_right_that_is_taken_away_is_gone_at_once() {
    let (cloud, client) = scene(&allow(r#""dynamodb:Query""#, r#""*""#)).await;
    assert_eq!(query(&client, None).await, Ok(1));
    cloud
        .iam()
        .put_role_policy(
            "chat",
            "tables",
            &format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, allow(r#""dynamodb:Scan""#, r#""*""#)),
        )
        .expect("a policy");
    assert_eq!(query(&client, None).await, Err(denied("Query", CONVERSATIONS)));
}
