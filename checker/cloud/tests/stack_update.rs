//! Updates of a stack: what stays, what is changed, what is made anew, what goes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cloud::template::{Inputs, Stack, Template};
use cloud::{Cloud, Config, CreateFailed, STUDENT_ACCOUNT};
use serde_json::{Value, json};

const TEMPLATE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  Data:
    Type: AWS::S3::Bucket
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Chat
      AttributeDefinitions: [{ AttributeName: Id, AttributeType: S }, { AttributeName: Who, AttributeType: S }]
      KeySchema: [{ AttributeName: Id, KeyType: HASH }]
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
      GlobalSecondaryIndexes:
        - IndexName: by-who
          KeySchema: [{ AttributeName: Who, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      ManagedPolicyArns:
        - !Ref Access
      Policies:
        - PolicyName: inline
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: dynamodb:Query, Resource: "*" }]
  Access:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: access
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Data.Arn}/data/*" }]
  Function:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: rust-cargolambda }
    Properties:
      FunctionName: reads
      CodeUri: .
      Handler: bootstrap
      Runtime: provided.al2023
      Role: !GetAtt Role.Arn
      Events:
        Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /here, Method: get } }
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Name: chat
      StageName: dev
      OpenApiVersion: 3.0.1
      DefinitionBody:
        openapi: 3.0.1
        info: { title: chat, version: "1" }
        paths:
          /here:
            get:
              responses: { "200": { description: yes } }
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: { application/json: '{"statusCode": 200}' }
                responses: { default: { statusCode: "200", responseTemplates: { application/json: first } } }
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
    let resolved = Template::parse(text, "template.yaml").and_then(|template| template.resolve(&inputs));
    resolved.unwrap_or_else(|said| panic!("{said:#?}"))
}

/// The template with texts replaced, which must be there.
fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(TEMPLATE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

/// The template deployed, with a row in its table, then updated.
async fn updated(changes: &[(&str, &str)]) -> (Cloud, Stack, Vec<CreateFailed>) {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let before = resolve(TEMPLATE);
    let failures = cloud.deploy(&before, &|_| Some(PathBuf::from("first")));
    assert!(failures.is_empty(), "{failures:?}");
    let item = json!({ "TableName": "Chat", "Item": { "Id": { "S": "a" }, "Who": { "S": "me" } } });
    cloud.dynamodb().call("PutItem", &item).expect("the table is there");
    let after = resolve(&with(changes));
    let failures = cloud.update(&before, &after, &|_| Some(PathBuf::from("second")));
    (cloud, after, failures)
}

fn events(failures: &[CreateFailed]) -> Vec<String> {
    failures.iter().map(ToString::to_string).collect()
}

fn described(cloud: &Cloud) -> Value {
    cloud.dynamodb().call("DescribeTable", &json!({ "TableName": "Chat" })).expect("the table")["Table"].clone()
}

fn items(cloud: &Cloud) -> Value {
    cloud.dynamodb().call("Scan", &json!({ "TableName": "Chat" })).expect("the table")["Count"].clone()
}

#[tokio::test]
async fn what_both_templates_have_keeps_what_is_in_it_and_the_code_is_the_new_one() {
    let (cloud, after, failures) = updated(&[]).await;
    assert_eq!(events(&failures), [""; 0]);
    assert_eq!(items(&cloud), 1);
    let [function] = &cloud.functions()[..] else { panic!("one function") };
    assert_eq!((function.name.as_str(), function.bootstrap.as_path()), ("reads", std::path::Path::new("second")));
    let api = &after.resource("Api").expect("the API").physical_id;
    let arn = format!("arn:aws:execute-api:eu-central-1:{STUDENT_ACCOUNT}:{api}/dev/GET/here");
    let decided = cloud.service_may_invoke("apigateway.amazonaws.com", &arn, "reads").expect("the function");
    assert!(decided.is_allowed(), "who may call the function stays");
}

#[tokio::test]
async fn what_a_role_may_do_follows_the_new_template() {
    let (cloud, after, failures) = updated(&[
        ("s3:GetObject", "s3:PutObject"),
        (
            "        - !Ref Access\n",
            "        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n        - !Ref Access\n",
        ),
        ("PolicyName: inline", "PolicyName: other"),
    ])
    .await;
    assert_eq!(events(&failures), [""; 0]);
    let role = cloud.iam().get_role("reader").expect("the role");
    assert_eq!(role.attached.len(), 2, "{:?}", role.attached);
    assert_eq!(role.inline.keys().collect::<Vec<_>>(), ["other"]);
    let bucket = &after.resource("Data").expect("the bucket").physical_id;
    let may = |action: &str| {
        let object = format!("arn:aws:s3:::{bucket}/data/x");
        cloud.iam().decide("reader", "reads", action, &object, None).expect("the role").is_allowed()
    };
    assert!(may("s3:PutObject") && !may("s3:GetObject"));
}

#[tokio::test]
async fn what_the_new_template_lacks_is_deleted() {
    let policy = TEMPLATE
        .split_once("  Access:\n")
        .and_then(|(_, rest)| rest.split_once("  Function:\n"))
        .expect("it is there")
        .0;
    let function =
        TEMPLATE.split_once("  Function:\n").and_then(|(_, rest)| rest.split_once("  Api:\n")).expect("it is there").0;
    let (cloud, after, failures) = updated(&[
        (&format!("  Access:\n{policy}"), ""),
        ("        - !Ref Access\n", "        - arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\n"),
        (&format!("  Function:\n{function}"), ""),
    ])
    .await;
    assert_eq!(events(&failures), [""; 0]);
    assert_eq!(cloud.functions().len(), 0);
    let access = format!("arn:aws:iam::{STUDENT_ACCOUNT}:policy/access");
    assert!(cloud.iam().get_policy(&access).is_err(), "the policy is deleted");
    assert_eq!(
        cloud.iam().get_role("reader").expect("the role").attached,
        ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
    );
    assert!(after.resource("Function").is_none());
}

#[tokio::test]
async fn a_definition_is_deployed_anew_under_the_same_id_and_stage() {
    let (cloud, after, failures) = updated(&[("application/json: first", "application/json: second")]).await;
    assert_eq!(events(&failures), [""; 0]);
    let api = after.resource("Api").expect("the API").physical_id.clone();
    let [summary] = &cloud.rest_apis()[..] else { panic!("one API") };
    assert_eq!(summary.id, api);
    assert_eq!(summary.stages.len(), 1, "{summary:?}");
    let address = cloud.serve_api(&api, None).await.expect("a port");
    let body = get(&format!("{address}"), "/dev/here").await;
    assert!(body.ends_with("second"), "{body}");
}

#[tokio::test]
async fn a_tables_capacity_and_indexes_change_and_its_items_stay() {
    let (cloud, _, failures) =
        updated(&[("ReadCapacityUnits: 1", "ReadCapacityUnits: 2"), ("IndexName: by-who", "IndexName: by-name")]).await;
    assert_eq!(events(&failures), [""; 0]);
    let table = described(&cloud);
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 2);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexName"], "by-name");
    assert_eq!(table["GlobalSecondaryIndexes"].as_array().map(Vec::len), Some(1));
    assert_eq!(items(&cloud), 1);
}

#[tokio::test]
async fn a_table_of_the_same_name_with_other_keys_is_refused_and_keeps_its_items() {
    let (cloud, _, failures) = updated(&[(
        "KeySchema: [{ AttributeName: Id, KeyType: HASH }]",
        "KeySchema: [{ AttributeName: Who, KeyType: HASH }]",
    )])
    .await;
    let words = "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename Chat and update \
                 the stack again.";
    let [said] = &events(&failures)[..] else { panic!("{failures:?}") };
    assert!(said.starts_with("UPDATE_FAILED  AWS::DynamoDB::Table  Table  ") && said.contains(words), "{said}");
    assert_eq!(items(&cloud), 1);
}

#[tokio::test]
async fn a_table_with_another_name_is_another_table() {
    let (cloud, _, failures) = updated(&[("TableName: Chat", "TableName: Chats")]).await;
    assert_eq!(events(&failures), [""; 0]);
    let tables = cloud.dynamodb().call("ListTables", &json!({})).expect("a list");
    assert_eq!(tables["TableNames"], json!(["Chats"]));
}

#[tokio::test]
async fn what_the_new_template_gets_wrong_is_an_update_that_failed() {
    let (_cloud, _, failures) =
        updated(&[("Principal: { Service: lambda.amazonaws.com }", "Principal: { Service: ec2.amazonaws.com }")]).await;
    let [said] = &events(&failures)[..] else { panic!("{failures:?}") };
    let words = "UPDATE_FAILED  AWS::Lambda::Function  Function  The role defined for the function cannot be assumed by Lambda.";
    assert!(said.starts_with(words), "{said}");
}

async fn get(address: &str, path: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    answer
}
