//! A cloud with the chat's two tables for each test, and clients for it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ProvisionedThroughput, PutRequest, ScalarAttributeType, WriteRequest,
};
use cloud::roles::CreateRole;
use cloud::{Cloud, Config, DynamoDbLocal};
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::OnceLock;
use std::time::Duration;

pub(crate) const CONVERSATIONS: &str = "Chat-Conversations";
pub(crate) const MESSAGES: &str = "Chat-Messages";
pub(crate) const INDEX: &str = "Username-ConversationId-index";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// The address of a `DynamoDB` Local, on which all these tests then run: they are the same on either engine. With
/// `stand-in` it is our own server's.
pub(crate) fn endpoint() -> Option<String> {
    static STAND_IN: OnceLock<String> = OnceLock::new();
    let endpoint = std::env::var("CHECKER_DYNAMODB_LOCAL").ok()?;
    let stand_in = || STAND_IN.get_or_init(super::stand_in::start).clone();
    Some(if endpoint == "stand-in" { stand_in() } else { endpoint })
}

/// Whether the tables lie on a `DynamoDB` Local, which some of AWS's behaviour is not in. Our stand-in has it all.
pub(crate) fn on_dynamodb_local() -> bool {
    std::env::var("CHECKER_DYNAMODB_LOCAL").is_ok_and(|endpoint| endpoint != "stand-in")
}

/// A cloud, which leaves nothing on `DynamoDB` Local.
pub(crate) struct TestCloud {
    cloud: Cloud,
    local: Option<DynamoDbLocal>,
}

impl Deref for TestCloud {
    type Target = Cloud;

    fn deref(&self) -> &Cloud {
        &self.cloud
    }
}

impl Drop for TestCloud {
    fn drop(&mut self) {
        let Some(local) = self.local.take() else { return };
        let close = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map(|runtime| runtime.block_on(local.close()))
        };
        // On a thread of its own: here a runtime may be running.
        std::thread::scope(|scope| drop(scope.spawn(close).join()));
    }
}

pub(crate) async fn start() -> TestCloud {
    let local = match endpoint() {
        Some(endpoint) => {
            Some(DynamoDbLocal::connect(&endpoint, Duration::from_mins(1), |_| ()).await.expect("it answers"))
        }
        None => None,
    };
    let config = Config { dynamodb_local: local.clone(), ..Config::default() };
    TestCloud { cloud: Cloud::start(config).await.expect("a free port"), local }
}

/// A cloud with both tables, and the student's client.
pub(crate) async fn start_with_tables() -> (TestCloud, Client) {
    let cloud = start().await;
    let client = student(&cloud);
    make_tables(&client).await;
    (cloud, client)
}

pub(crate) fn client_with(cloud: &Cloud, credentials: &cloud::Credentials) -> Client {
    let token = credentials.session_token.clone();
    let credentials = Credentials::new(&credentials.access_key_id, &credentials.secret_access_key, token, None, "test");
    client_at(&cloud.endpoint(), credentials)
}

pub(crate) fn client_at(endpoint: &str, credentials: Credentials) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(cloud::DEFAULT_REGION))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

pub(crate) fn student(cloud: &Cloud) -> Client {
    client_with(cloud, cloud.student())
}

/// A client of function `fn` whose role has one policy with these statements.
pub(crate) fn function(cloud: &Cloud, statements: &str) -> Client {
    let role = cloud.iam().create_role(&CreateRole { name: "chat", trust_policy: TRUST, ..CreateRole::default() });
    let role = role.expect("a role");
    let document = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    cloud.iam().put_role_policy("chat", "tables", &document).expect("a policy");
    let session = cloud.iam().assume_role_for_service("lambda.amazonaws.com", &role.arn, "fn").expect("a session");
    client_with(cloud, &session)
}

pub(crate) fn define(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().expect("complete")
}

pub(crate) fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("complete")
}

pub(crate) fn one_unit() -> ProvisionedThroughput {
    let units = ProvisionedThroughput::builder().read_capacity_units(1).write_capacity_units(1);
    units.build().expect("complete")
}

pub(crate) fn index(throughput: Option<ProvisionedThroughput>) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex::builder()
        .index_name(INDEX)
        .key_schema(key("Username", KeyType::Hash))
        .key_schema(key("ConversationId", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .set_provisioned_throughput(throughput)
        .build()
        .expect("complete")
}

pub(crate) async fn make_tables(client: &Client) {
    use ScalarAttributeType::{N, S};
    let conversations = client
        .create_table()
        .table_name(CONVERSATIONS)
        .attribute_definitions(define("ConversationId", S))
        .attribute_definitions(define("Username", S))
        .key_schema(key("ConversationId", KeyType::Hash))
        .key_schema(key("Username", KeyType::Range))
        .global_secondary_indexes(index(Some(one_unit())))
        .provisioned_throughput(one_unit());
    conversations.send().await.expect("a table");
    let messages = client
        .create_table()
        .table_name(MESSAGES)
        .attribute_definitions(define("ConversationId", S))
        .attribute_definitions(define("Timestamp", N))
        .key_schema(key("ConversationId", KeyType::Hash))
        .key_schema(key("Timestamp", KeyType::Range))
        .provisioned_throughput(one_unit());
    messages.send().await.expect("a table");
}

pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn n(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A message to be put by a batch.
pub(crate) fn message(conversation: &str, time: u64, text: &str) -> WriteRequest {
    let put = PutRequest::builder()
        .item("ConversationId", s(conversation))
        .item("Timestamp", n(time))
        .item("Sender", s("Ada"))
        .item("Message", s(text));
    WriteRequest::builder().put_request(put.build().expect("complete")).build()
}

/// Puts so many messages of one conversation, each with a text of a length, at the times 1, 2, 3, ….
pub(crate) async fn fill(client: &Client, conversation: &str, count: u64, length: usize) {
    let text = "x".repeat(length);
    let all: Vec<WriteRequest> = (1..=count).map(|time| message(conversation, time, &text)).collect();
    for batch in all.chunks(25) {
        let written = client.batch_write_item().request_items(MESSAGES, batch.to_vec()).send().await.expect("written");
        assert!(written.unprocessed_items().is_some_and(std::collections::HashMap::is_empty));
    }
}

pub(crate) async fn put_participant(client: &Client, conversation: &str, user: &str) {
    let put =
        client.put_item().table_name(CONVERSATIONS).item("ConversationId", s(conversation)).item("Username", s(user));
    put.send().await.expect("an item is put");
}

/// Code and message of a refused request.
pub(crate) fn told<E: ProvideErrorMetadata + Debug, R: Debug>(refused: &SdkError<E, R>) -> (String, String) {
    let code = refused.code().unwrap_or_else(|| panic!("an answer of the service: {refused:?}"));
    (code.to_owned(), refused.message().unwrap_or_default().to_owned())
}
