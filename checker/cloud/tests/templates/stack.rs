//! What a stack is to those who make it: order, names, typed views.

use std::collections::BTreeMap;
use std::time::Duration;

use cloud::template::view::{
    BucketPolicyProperties, BucketProperties, CodeSource, FunctionProperties, LogGroupProperties,
    ManagedPolicyProperties, PermissionProperties, PolicyProperties, RoleProperties,
};
use cloud::template::{Diagnostic, Include, Inputs, Stack, Template};

fn resolve(text: &str, parameters: &[(&str, &str)]) -> Result<Stack, Vec<Diagnostic>> {
    resolve_with(text, parameters, &|_| Err("there is no such file".to_owned()))
}

fn resolve_with(text: &str, parameters: &[(&str, &str)], include: Include<'_>) -> Result<Stack, Vec<Diagnostic>> {
    Template::parse(text, "template.yaml")?.resolve(&Inputs {
        stack_name: "chat".to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        seed: 1,
        include,
    })
}

fn accepted(file: &str, parameters: &[(&str, &str)]) -> Stack {
    let path = format!("{}/tests/templates/accepted/{file}", env!("CARGO_MANIFEST_DIR"));
    resolve(&std::fs::read_to_string(path).expect("a template"), parameters).expect("a right template")
}

#[test]
fn every_attribute_that_is_computed_is_one_that_aws_has() {
    for file in ["api-included.yaml", "tables.yaml", "user-pool.yaml", "bucket-and-policy.yaml", "schedule-events.yaml"]
    {
        let path = format!("{}/tests/templates/accepted/{file}", env!("CARGO_MANIFEST_DIR"));
        let include = |_: &str| Ok("openapi: 3.0.1\npaths: {}\n".to_owned());
        let text = std::fs::read_to_string(path).expect("a template");
        for resource in resolve_with(&text, &[], &include).expect("a right template").resources {
            let Some(known) = resource.attributes_of_its_type() else { continue };
            for attribute in resource.attributes.keys() {
                assert!(known.contains(attribute), "{} {attribute}: {known:?}", resource.resource_type);
            }
        }
    }
}

#[test]
fn a_resource_stands_after_those_that_it_needs() {
    let stack = accepted("lab-3.yaml", &[]);
    let order: Vec<&str> = stack.resources.iter().map(|resource| resource.logical_id.as_str()).collect();
    assert_eq!(order, ["ChatDataBucket", "ChatS3Access", "ChatRole", "ChatFunction"]);
    assert_eq!(stack.resource("ChatFunction").expect("it").depends_on, ["ChatDataBucket", "ChatRole"]);
}

#[test]
fn parameters_reach_names_and_arns() {
    let stack = accepted("lab-3.yaml", &[("NamePrefix", "ann-")]);
    let role = RoleProperties::new(stack.resource("ChatRole").expect("it")).expect("a role");
    assert_eq!(role.arn, "arn:aws:iam::111122223333:role/ann-chat-lambda-data");
    assert_eq!(role.managed_policy_arns[1].text, "arn:aws:iam::111122223333:policy/ann-chat-s3-access");
    assert!(role.assume_role_policy.text.contains("lambda.amazonaws.com"));
    assert_eq!(stack.output("FunctionName"), Some("ann-chat-data"));
    let policy = ManagedPolicyProperties::new(stack.resource("ChatS3Access").expect("it")).expect("a policy");
    assert_eq!(policy.name, "ann-chat-s3-access");
    let bucket = BucketProperties::new(stack.resource("ChatDataBucket").expect("it")).expect("a bucket");
    assert!(policy.document.text.contains(&format!("{}/data/*", bucket.arn)), "{}", policy.document.text);
    assert_eq!((bucket.public_access_block, bucket.object_ownership.as_str()), (None, "BucketOwnerEnforced"));
    let function = FunctionProperties::new(stack.resource("ChatFunction").expect("it")).expect("a function");
    assert_eq!((function.role, function.timeout, function.memory_mb), (role.arn, Duration::from_secs(10), 128));
    assert_eq!(function.environment, [("DATA_BUCKET".to_owned(), bucket.name)]);
    assert_eq!(function.log_group, "/aws/lambda/ann-chat-data");
    let CodeSource::Local(code) = function.code else { panic!("{:?}", function.code) };
    assert_eq!((code.uri.as_str(), code.build_method.as_deref()), (".", Some("rust-cargolambda")));
}

#[test]
fn what_a_template_does_not_say_has_awss_default() {
    let stack = accepted("plain-lambda-function.yaml", &[]);
    let function = FunctionProperties::new(stack.resource("ChatFunction").expect("it")).expect("a function");
    assert_eq!((function.memory_mb, function.architecture.as_str()), (128, "x86_64"));
    assert!(function.name.starts_with("chat-ChatFunction-"), "{}", function.name);
    let log = LogGroupProperties::new(stack.resource("ChatLog").expect("it")).expect("a log group");
    assert_eq!((log.name.as_str(), log.retention_days), ("/aws/lambda/chat-data", Some(7)));
    let permission = PermissionProperties::new(stack.resource("Permit").expect("it")).expect("a permission");
    assert_eq!((permission.function_name, permission.source_account.as_deref()), (function.arn, Some("111122223333")));
}

#[test]
fn policies_of_roles_and_buckets_are_seen() {
    let stack = accepted("separate-policy.yaml", &[]);
    let policy = PolicyProperties::new(stack.resource("ChatS3Access").expect("it")).expect("a policy");
    assert_eq!(policy.roles[0].text, "chat-lambda-data");
    let stack = accepted("bucket-and-policy.yaml", &[]);
    let policy = BucketPolicyProperties::new(stack.resource("DataPolicy").expect("it")).expect("a policy");
    assert_eq!(policy.bucket, "chat-data-111122223333");
    let bucket = BucketProperties::new(stack.resource("ChatDataBucket").expect("it")).expect("a bucket");
    assert!(bucket.public_access_block.is_some_and(|flags| flags.ignore_public_acls && !flags.block_public_policy));
}

#[test]
fn sam_makes_a_role_from_policies() {
    let stack = accepted("role-from-policies.yaml", &[]);
    let role = RoleProperties::new(stack.resource("ChatFunctionRole").expect("it")).expect("a role");
    let arns: Vec<&str> = role.managed_policy_arns.iter().map(|arn| arn.text.as_str()).collect();
    assert_eq!(arns, ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]);
    assert_eq!(role.policies.len(), 2);
    assert!(role.policies[0].document.text.contains("s3:GetObject"), "{}", role.policies[0].document.text);
}

#[test]
fn a_condition_that_is_false_leaves_its_resources_out() {
    let own = "arn:aws:iam::111122223333:role/LabRole";
    let stack = accepted("existing-role.yaml", &[("FunctionRoleArn", own)]);
    assert!(stack.resource("ChatRole").is_none());
    let function = FunctionProperties::new(stack.resource("ChatFunction").expect("it")).expect("a function");
    assert_eq!(function.role, own);
}

#[test]
fn a_parameter_that_is_not_given_or_not_declared_is_told() {
    let text = "Parameters: {Name: {Type: String}}\nResources: {B: {Type: 'AWS::S3::Bucket'}}\n";
    let said = |parameters| resolve(text, parameters).expect_err("wrong parameters")[0].to_string();
    assert!(said(&[]).contains("Parameters: [Name] must have values"));
    assert!(
        said(&[("Name", "x"), ("Nam", "y")])
            .contains("Parameters: [Nam] do not exist in the template. Did you mean \"Name\"?")
    );
}

/// YAML 1.1 without timestamps: a date is text, `yes` is true, `0777` is octal.
#[test]
fn plain_values_are_read_as_yaml_1_1() {
    let value = |written: &str| {
        let text = format!("Resources: {{B: {{Type: 'AWS::S3::Bucket'}}}}\nOutputs: {{O: {{Value: {written}}}}}\n");
        resolve(&text, &[]).expect("a right template").output("O").map(ToOwned::to_owned)
    };
    for (written, read) in
        [("2012-10-17", "2012-10-17"), ("yes", "true"), ("off", "false"), ("0777", "511"), ("'0777'", "0777")]
    {
        assert_eq!(value(written).as_deref(), Some(read), "{written}");
    }
}

/// Maps are merged, other values replaced.
#[test]
fn globals_are_merged_into_each_function() {
    let stack = accepted("globals.yaml", &[]);
    let function = FunctionProperties::new(stack.resource("ChatFunction").expect("it")).expect("a function");
    let names: Vec<&str> = function.environment.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, function.timeout), (vec!["RUST_LOG", "DATA_BUCKET"], Duration::from_secs(20)));
}
