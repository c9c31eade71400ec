//! The checker on Amazon's own DynamoDB Local: in a container of its own, and at an address.
//!
//! They build lab 5, and want what two scripts beside them start: `with-docker` a Docker engine with an image, `with-jar` a
//! DynamoDB Local from its jar. `.ci/run` has a stage for each:
//!
//! ```text
//! checker/cli/tests/dynamodb_local/with-docker cargo test --package checker --test dynamodb_local -- --ignored in_docker
//! checker/cli/tests/dynamodb_local/with-jar cargo test --package checker --test dynamodb_local -- --ignored at_an_address
//! ```

#[path = "../course/mod.rs"]
mod course;
#[cfg(all(unix, feature = "testcontainers"))]
mod docker;
mod dynamodb;

use course::Course;
use dynamodb::DynamoDb;
use serde_json::json;

/// The course has one place, so one test at a time has it.
static PLACE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
#[ignore = "wants DynamoDB Local: .ci/run has a stage for it"]
async fn at_an_address_tables_of_others_are_not_touched_and_the_runs_own_are_gone() {
    let _alone = PLACE.lock().await;
    let endpoint = std::env::var("CHECKER_DYNAMODB_LOCAL").expect("with-jar says where DynamoDB Local is");
    // The lab's own table name, in the very database that the checker uses.
    let theirs = DynamoDb::at(&endpoint);
    theirs
        .ask(
            "CreateTable",
            &json!({
                "TableName": "Chat-Messages", "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
            }),
        )
        .await;
    let item = json!({"Id": {"S": "theirs"}});
    theirs.ask("PutItem", &json!({"TableName": "Chat-Messages", "Item": item})).await;

    let course = Course::lasting();
    let mut command = course.command_that_builds(&["check", "5", "--solutions", "--json"]);
    let called = course::called(command.args(["--dynamodb-endpoint", &endpoint]).output().expect("it starts"));
    assert_eq!(called.code, 0, "{}", called.stderr);
    let report: serde_json::Value = serde_json::from_str(&called.stdout).expect("the report");
    assert_eq!(report["target"], "dynamodb-local");

    let listed = theirs.ask("ListTables", &json!({})).await;
    assert_eq!(listed["TableNames"], json!(["Chat-Messages"]), "the run's own tables are gone");
    let kept = theirs.ask("Scan", &json!({"TableName": "Chat-Messages"})).await;
    assert_eq!(kept["Items"], json!([item]));
    theirs.ask("DeleteTable", &json!({"TableName": "Chat-Messages"})).await;
}
