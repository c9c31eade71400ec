//! Tables: the commands with which a student looks at them.

use serde_json::json;

use crate::scene::{Scene, error};

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_table_is_made_filled_and_asked() {
    let scene = Scene::new().await;
    let made = scene
        .json(&[
            "dynamodb",
            "create-table",
            "--table-name",
            "Chat-Messages",
            "--attribute-definitions",
            "AttributeName=ConversationId,AttributeType=S",
            "AttributeName=Timestamp,AttributeType=N",
            "--key-schema",
            "AttributeName=ConversationId,KeyType=HASH",
            "AttributeName=Timestamp,KeyType=RANGE",
            "--provisioned-throughput",
            "ReadCapacityUnits=1,WriteCapacityUnits=1",
        ])
        .await;
    let arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Messages";
    assert_eq!(made["TableDescription"]["TableArn"], arn);
    scene.done(&["dynamodb", "wait", "table-exists", "--table-name", "Chat-Messages"]).await;
    let item = json!({"ConversationId": {"S": "1"}, "Timestamp": {"N": "1763000000000"}, "Message": {"S": "hello"}});
    let item = item.to_string();
    scene.done(&["dynamodb", "put-item", "--table-name", "Chat-Messages", "--item", &item]).await;
    let values = json!({":id": {"S": "1"}}).to_string();
    let query = [
        "dynamodb",
        "query",
        "--table-name",
        "Chat-Messages",
        "--key-condition-expression",
        "ConversationId = :id",
        "--expression-attribute-values",
        &values,
    ];
    let page = scene.json(&query).await;
    assert_eq!((&page["Count"], &page["Items"][0]["Message"]), (&json!(1), &json!({"S": "hello"})));
    assert_eq!(scene.json(&["dynamodb", "list-tables"]).await, json!({"TableNames": ["Chat-Messages"]}));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_missing_table_is_told_in_dynamodbs_words() {
    let scene = Scene::new().await;
    let told = scene.refused(&["dynamodb", "describe-table", "--table-name", "Nowhere"]).await;
    let words = "Requested resource not found: Table: Nowhere not found";
    assert_eq!(told, error("ResourceNotFoundException", "DescribeTable", words));
}
