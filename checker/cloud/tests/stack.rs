//! Stacks: a template's resources are made, and what a service refuses is told with its place in the template.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cloud::template::{Inputs, Stack, Template};
use cloud::{Cloud, Config, CreateFailed, STUDENT_ACCOUNT};

const GOOD: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  Data:
    Type: AWS::S3::Bucket
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - !Ref Access
  Access:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub ${Data.Arn}/data/*
  Function:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: rust-cargolambda
    Properties:
      FunctionName: reads
      CodeUri: .
      Handler: bootstrap
      Runtime: provided.al2023
      Role: !GetAtt Role.Arn
      Environment:
        Variables:
          DATA_BUCKET: !Ref Data
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
    let told = |diagnostics: Vec<cloud::template::Diagnostic>| {
        diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    Template::parse(text, "template.yaml")
        .and_then(|template| template.resolve(&inputs))
        .unwrap_or_else(|errors| panic!("{}", told(errors)))
}

async fn deploy(text: &str) -> (Cloud, Stack, Vec<CreateFailed>) {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let stack = resolve(text);
    let failures = cloud.deploy(&stack, &|_| Some(PathBuf::from("bootstrap")));
    (cloud, stack, failures)
}

/// Replaces a text of the good template, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(GOOD.contains(old), "{old}");
    GOOD.replacen(old, new, 1)
}

/// Action, resource, line in the template and words of each failure.
fn told(failures: &[CreateFailed]) -> Vec<(&str, &str, usize, &str)> {
    failures
        .iter()
        .map(|failed| (failed.action, failed.logical_id.as_str(), failed.at.line, failed.error.message.as_str()))
        .collect()
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).expect(part) + 1
}

#[tokio::test]
async fn a_stack_is_made_with_the_names_that_the_template_gives() {
    let (cloud, stack, failures) = deploy(GOOD).await;
    assert_eq!(told(&failures), []);
    let role = cloud.iam().get_role("reader").expect("the role");
    let access = stack.resource("Access").and_then(|policy| policy.arn()).expect("an ARN");
    assert_eq!(role.attached, ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", access]);
    let bucket = &stack.resource("Data").expect("the bucket").physical_id;
    let [function] = &cloud.functions()[..] else { panic!("one function") };
    assert_eq!((function.name.as_str(), function.role.as_str()), ("reads", role.arn.as_str()));
    assert_eq!(function.environment.get("DATA_BUCKET"), Some(bucket));
    let may = |action: &str, resource: String| {
        cloud.iam().decide("reader", "reads", action, &resource, None).expect("the role").is_allowed()
    };
    assert!(may("s3:GetObject", format!("arn:aws:s3:::{bucket}/data/x")));
    assert!(!may("s3:GetObject", format!("arn:aws:s3:::{bucket}/other")));
}

#[tokio::test]
async fn a_role_that_lambda_may_not_assume_fails_the_function_and_not_the_role() {
    let text = with("lambda.amazonaws.com", "ec2.amazonaws.com");
    let (_cloud, _, failures) = deploy(&text).await;
    let words = "The role defined for the function cannot be assumed by Lambda.";
    assert_eq!(told(&failures), [("lambda:CreateFunction", "Function", line_of(&text, "  Function:"), words)]);
    assert_eq!(
        failures[0].to_string(),
        format!("CREATE_FAILED  AWS::Lambda::Function  Function  {words} (Service: Lambda, Status Code: 400)")
    );
}

/// What needs it is left out; the role is made without the policy.
#[tokio::test]
async fn a_policy_that_iam_refuses_is_told_with_its_line_and_the_rest_goes_on() {
    let text = with("Action: s3:GetObject\n", "Action: GetObject\n");
    let (cloud, _, failures) = deploy(&text).await;
    let words = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    assert_eq!(told(&failures), [("iam:CreatePolicy", "Access", line_of(&text, "Action: GetObject"), words)]);
    assert_eq!(cloud.iam().get_role("reader").expect("the role").attached.len(), 1);
    assert_eq!(cloud.functions().len(), 1);
}

#[tokio::test]
async fn a_managed_policy_that_is_not_there_leaves_the_role_without_it() {
    let text = with("service-role/AWSLambdaBasicExecutionRole", "AWSLambdaBasicExecutionRole");
    let (cloud, _, failures) = deploy(&text).await;
    let words = "Policy arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole does not exist or is not attachable.";
    assert_eq!(told(&failures), [("iam:AttachRolePolicy", "Role", line_of(&text, "AWSLambdaBasic"), words)]);
    assert_eq!(cloud.functions().len(), 1, "the role is there");
}

#[tokio::test]
async fn a_trust_policy_that_iam_refuses_leaves_role_and_function_out() {
    let text =
        with("            Action: sts:AssumeRole", "            Action: sts:AssumeRole\n            Resource: \"*\"");
    let (cloud, _, failures) = deploy(&text).await;
    assert_eq!(
        told(&failures),
        [("iam:CreateRole", "Role", line_of(&text, "Resource: \"*\""), "Has prohibited field Resource")]
    );
    assert_eq!((cloud.iam().list_roles().len(), cloud.functions().len()), (0, 0));
}

/// A new bucket blocks public policies, also where a stack puts them.
#[tokio::test]
async fn a_bucket_policy_is_refused_as_s3_refuses_it() {
    let policy = |action: &str| {
        format!(
            "{GOOD}  Open:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Data\n      PolicyDocument:\n        \
             Statement:\n          - Effect: Allow\n            Principal: \"*\"\n            Action: {action}\n            \
             Resource: !Sub ${{Data.Arn}}/*\n"
        )
    };
    let public = policy("s3:GetObject");
    let (_cloud, _, failures) = deploy(&public).await;
    let [failed] = &failures[..] else { panic!("{:?}", told(&failures)) };
    assert_eq!((failed.action, failed.error.code.as_ref()), ("s3:PutBucketPolicy", "AccessDenied"));
    assert!(failed.error.message.ends_with("setting in S3 Block Public Access."), "{}", failed.error.message);

    let malformed = policy("s3:Nothing");
    let (_cloud, _, failures) = deploy(&malformed).await;
    let line = line_of(&malformed, "Action: s3:Nothing");
    assert_eq!(told(&failures), [("s3:PutBucketPolicy", "Open", line, "Policy has invalid action")]);
}
