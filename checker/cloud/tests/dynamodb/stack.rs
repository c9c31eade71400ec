//! Tables of templates: made as `CloudFormation` makes them, or refused with the line.

use std::collections::BTreeMap;

use cloud::STUDENT_ACCOUNT;
use cloud::template::view::TableProperties;
use cloud::template::{Inputs, Stack, Template};
use serde_json::json;

use super::support::{TestCloud, start};

const TEMPLATE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  Conversations:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Chat-Conversations
      AttributeDefinitions:
        - AttributeName: ConversationId
          AttributeType: S
        - AttributeName: Username
          AttributeType: S
      KeySchema:
        - AttributeName: ConversationId
          KeyType: HASH
        - AttributeName: Username
          KeyType: RANGE
      ProvisionedThroughput:
        ReadCapacityUnits: 1
        WriteCapacityUnits: "1"
      GlobalSecondaryIndexes:
        - IndexName: Username-ConversationId-index
          KeySchema:
            - AttributeName: Username
              KeyType: HASH
            - AttributeName: ConversationId
              KeyType: RANGE
          Projection:
            ProjectionType: ALL
          ProvisionedThroughput:
            ReadCapacityUnits: 2
            WriteCapacityUnits: 3
  Simple:
    Type: AWS::Serverless::SimpleTable
    Properties:
      TableName: Simple
  Reads:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 1
      MaxCapacity: 10
      ResourceId: !Sub table/${Conversations}
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      ServiceNamespace: dynamodb
  ReadsPolicy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: reads
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Reads
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 70
        PredefinedMetricSpecification:
          PredefinedMetricType: DynamoDBReadCapacityUtilization
Outputs:
  Target:
    Value: !Ref Reads
"#;

fn resolve(text: &str) -> Stack {
    let include = |name: &str| Err(format!("{name} is not there"));
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 7,
        include: &include,
    };
    let stack = Template::parse(text, "template.yaml").and_then(|template| template.resolve(&inputs));
    stack.unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Line, service's words and the event's line of each refusal.
async fn deploy(text: &str) -> (TestCloud, Vec<(usize, String)>) {
    let cloud = start().await;
    let failed = cloud.deploy(&resolve(text), &|_| None);
    let told = failed.iter().map(|failed| (failed.at.line, failed.to_string())).collect();
    (cloud, told)
}

fn with(old: &str, new: &str) -> String {
    assert!(TEMPLATE.contains(old), "{old}");
    TEMPLATE.replacen(old, new, 1)
}

#[tokio::test]
async fn a_table_of_a_template_is_there_with_its_index() {
    let (cloud, failed) = deploy(TEMPLATE).await;
    assert_eq!(failed, []);
    let described = cloud.dynamodb().call("DescribeTable", &json!({"TableName": "Chat-Conversations"}));
    let table = &described.expect("a table")["Table"];
    assert_eq!(table["TableArn"], "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat-Conversations");
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 1);
    let index = &table["GlobalSecondaryIndexes"][0];
    assert_eq!(
        (&index["IndexName"], &index["Projection"]),
        (&json!("Username-ConversationId-index"), &json!({"ProjectionType": "ALL"}))
    );
    assert_eq!(index["ProvisionedThroughput"]["WriteCapacityUnits"], 3);
}

#[tokio::test]
async fn a_simple_table_is_on_demand_with_one_key() {
    let (cloud, _) = deploy(TEMPLATE).await;
    let described = cloud.dynamodb().call("DescribeTable", &json!({"TableName": "Simple"})).expect("a table");
    assert_eq!(described["Table"]["KeySchema"], json!([{"AttributeName": "id", "KeyType": "HASH"}]));
    assert_eq!(described["Table"]["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
}

#[tokio::test]
async fn a_view_shows_what_a_template_asks_for() {
    let stack = resolve(TEMPLATE);
    let tables: Vec<TableProperties> = stack.resources.iter().filter_map(TableProperties::new).collect();
    let [conversations, simple] = &tables[..] else { panic!("two tables") };
    assert_eq!(
        (conversations.name.as_str(), conversations.billing_mode.as_str()),
        ("Chat-Conversations", "PROVISIONED")
    );
    let index = &conversations.global_secondary_indexes[0];
    assert_eq!(index.key_schema[1].name, "ConversationId");
    assert_eq!(index.provisioned_throughput.map(|units| units.read_capacity_units), Some(2));
    assert_eq!((simple.billing_mode.as_str(), simple.provisioned_throughput), ("PAY_PER_REQUEST", None));
}

/// Words: aws-samples/aws-batch-processing-job-repo#4.
#[tokio::test]
async fn attributes_that_are_no_keys_are_refused_where_they_stand() {
    let more = with(
        "  AttributeType: S\n      KeySchema",
        "  AttributeType: S\n        - AttributeName: last\n          AttributeType: N\n      KeySchema",
    );
    let (_cloud, failed) = deploy(&more).await;
    let [(line, words)] = &failed[..] else { panic!("{failed:?}") };
    assert_eq!(*line, 9);
    assert!(words.starts_with("CREATE_FAILED  AWS::DynamoDB::Table  Conversations  One or more parameter values were invalid: Some AttributeDefinitions are not used."), "{words}");
    assert!(words.ends_with("(Service: DynamoDb, Status Code: 400)"), "{words}");
}

/// Words: awsdocs/amazon-dynamodb-developer-guide#246.
#[tokio::test]
async fn an_index_without_throughput_is_refused_where_it_stands() {
    let without = with(
        "          ProvisionedThroughput:\n            ReadCapacityUnits: 2\n            WriteCapacityUnits: 3\n",
        "",
    );
    let (_cloud, failed) = deploy(&without).await;
    let [(line, words)] = &failed[..] else { panic!("{failed:?}") };
    assert_eq!(*line, 22);
    assert!(
        words.contains("ProvisionedThroughput is not specified for index: Username-ConversationId-index"),
        "{words}"
    );
}

#[tokio::test]
async fn auto_scaling_is_recognised() {
    let stack = resolve(TEMPLATE);
    let target = stack.outputs.iter().find(|output| output.name == "Target").expect("an output");
    assert_eq!(target.value, "table/Chat-Conversations|dynamodb:table:ReadCapacityUnits|dynamodb");
}

/// Words: public logs.
#[test]
fn a_named_table_cannot_be_replaced() {
    let before = resolve(TEMPLATE);
    assert_eq!(before.refused_replacements(&before), []);
    let number = with(
        "- AttributeName: Username\n          AttributeType: S",
        "- AttributeName: Username\n          AttributeType: N",
    );
    let refused = before.refused_replacements(&resolve(&number));
    let [table] = &refused[..] else { panic!("{refused:?}") };
    assert_eq!((table.property, table.at.line), ("AttributeDefinitions", 4));
    assert_eq!(
        table.to_string(),
        "UPDATE_FAILED  AWS::DynamoDB::Table  Conversations  CloudFormation cannot update a stack when a custom-named \
         resource requires replacing. Rename Chat-Conversations and update the stack again."
    );
    let capacity = with("ReadCapacityUnits: 2", "ReadCapacityUnits: 9");
    assert_eq!(before.refused_replacements(&resolve(&capacity)), [], "throughput is changed in place");
    let renamed = number.replace("TableName: Chat-Conversations", "TableName: Chat-Conversations-2");
    assert_eq!(before.refused_replacements(&resolve(&renamed)), [], "the way out");
    let unnamed = TEMPLATE.replace("      TableName: Chat-Conversations\n", "");
    let changed = unnamed.replace(
        "- AttributeName: Username\n          AttributeType: S",
        "- AttributeName: Username\n          AttributeType: N",
    );
    assert_eq!(resolve(&unnamed).refused_replacements(&resolve(&changed)), [], "CloudFormation makes a name up");
}
