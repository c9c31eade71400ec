//! What `Ref` and `Fn::GetAtt` give for a resource: names and ARNs, computed without making anything.
//!
//! "Return values" on each type's page of the `CloudFormation` template reference,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>.

use std::collections::BTreeMap;

use super::names::Names;
use super::node::Node;
use super::stack::Inputs;
use crate::s3::website;

/// A resource as others in the template see it.
#[derive(Clone, Debug)]
pub(crate) struct Created {
    pub(crate) resource_type: String,
    /// What `Ref` gives.
    pub(crate) physical_id: String,
    /// What `Fn::GetAtt` gives.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// Name and attributes of a resource whose properties are resolved.
pub(crate) fn create(
    inputs: &Inputs<'_>,
    names: &Names,
    resource_type: &str,
    logical_id: &str,
    properties: &Node,
) -> Created {
    let Inputs { region, account, partition, .. } = inputs;
    let own = |key: &str| properties.get(key).and_then(Node::scalar).filter(|name| !name.is_empty());
    let name_or = |key: &str, longest: usize| own(key).unwrap_or_else(|| names.physical(logical_id, longest));
    let regional = |service: &str, rest: String| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
    let global = |service: &str, rest: String| format!("arn:{partition}:{service}::{account}:{rest}");
    // IAM: a path begins and ends with a slash, and is "/" where there is none.
    let path = own("Path").unwrap_or_else(|| "/".to_owned());
    let rest_api = own("RestApiId").unwrap_or_default();

    let (physical_id, attributes): (String, Vec<(&str, String)>) = match resource_type {
        "AWS::IAM::Role" => {
            let name = name_or("RoleName", 64);
            let arn = global("iam", format!("role{path}{name}"));
            (name, vec![("Arn", arn), ("RoleId", format!("AROA{}", names.id(logical_id, "role", 17).to_uppercase()))])
        }
        "AWS::IAM::ManagedPolicy" => {
            let name = name_or("ManagedPolicyName", 128);
            let arn = global("iam", format!("policy{path}{name}"));
            let id = format!("ANPA{}", names.id(logical_id, "policy", 17).to_uppercase());
            (arn.clone(), vec![("PolicyArn", arn), ("PolicyId", id), ("DefaultVersionId", "v1".to_owned())])
        }
        "AWS::Lambda::Function" => {
            let name = name_or("FunctionName", 64);
            // A name may be given as an ARN too.
            let name = name.rsplit(':').next().unwrap_or(&name).to_owned();
            let arn = regional("lambda", format!("function:{name}"));
            (name, vec![("Arn", arn)])
        }
        "AWS::Lambda::Version" | "AWS::Lambda::Alias" => {
            let function = own("FunctionName").unwrap_or_default();
            let function = function.rsplit(':').next().unwrap_or_default().to_owned();
            let qualifier = own("Name").unwrap_or_else(|| "1".to_owned());
            let arn = regional("lambda", format!("function:{function}:{qualifier}"));
            let attribute = if resource_type.ends_with("Alias") { "AliasArn" } else { "FunctionArn" };
            (arn.clone(), vec![(attribute, arn), ("Version", qualifier)])
        }
        "AWS::Lambda::Permission" => {
            let id = names.physical(logical_id, 100);
            (id.clone(), vec![("Id", id)])
        }
        "AWS::S3::Bucket" => {
            let name = own("BucketName").unwrap_or_else(|| names.physical_lower(logical_id, 63));
            let host = |middle: &str| format!("{name}.{middle}.amazonaws.com");
            let attributes = vec![
                ("Arn", format!("arn:{partition}:s3:::{name}")),
                ("DomainName", host("s3")),
                ("DualStackDomainName", host(&format!("s3.dualstack.{region}"))),
                ("RegionalDomainName", host(&format!("s3.{region}"))),
                ("WebsiteURL", format!("http://{}", website::host_name(&name, region))),
            ];
            (name, attributes)
        }
        "AWS::S3::BucketPolicy" => (own("Bucket").unwrap_or_default(), Vec::new()),
        "AWS::Logs::LogGroup" => {
            let name = name_or("LogGroupName", 512);
            let arn = regional("logs", format!("log-group:{name}:*"));
            (name, vec![("Arn", arn)])
        }
        "AWS::DynamoDB::Table" => {
            let name = name_or("TableName", 255);
            let arn = regional("dynamodb", format!("table/{name}"));
            let stream = format!("{arn}/stream/2026-01-01T00:00:00.000");
            (name, vec![("Arn", arn), ("StreamArn", stream)])
        }
        "AWS::ApplicationAutoScaling::ScalableTarget" => {
            let part = |name: &str| own(name).unwrap_or_default();
            let id = format!("{}|{}|{}", part("ResourceId"), part("ScalableDimension"), part("ServiceNamespace"));
            (id.clone(), vec![("Id", id)])
        }
        "AWS::ApplicationAutoScaling::ScalingPolicy" => {
            let name = own("PolicyName").unwrap_or_default();
            let namespace = own("ServiceNamespace").unwrap_or_default();
            let resource = own("ResourceId").unwrap_or_default();
            let id = names.id(logical_id, "policy", 32);
            let arn = regional(
                "autoscaling",
                format!("scalingPolicy:{id}:resource/{namespace}/{resource}:policyName/{name}"),
            );
            (arn.clone(), vec![("Arn", arn)])
        }
        "AWS::ApiGateway::RestApi" => {
            let id = names.id(logical_id, "api", 10);
            let root = names.id(logical_id, "root", 10);
            (id.clone(), vec![("RestApiId", id), ("RootResourceId", root)])
        }
        "AWS::ApiGateway::Resource" => {
            let id = names.id(logical_id, "resource", 6);
            (id.clone(), vec![("ResourceId", id)])
        }
        "AWS::ApiGateway::Deployment" => {
            let id = names.id(logical_id, "deployment", 6);
            (id.clone(), vec![("DeploymentId", id)])
        }
        "AWS::ApiGateway::Stage" => (own("StageName").unwrap_or_default(), Vec::new()),
        "AWS::ApiGateway::Model" => (own("Name").unwrap_or_else(|| names.id(logical_id, "model", 20)), Vec::new()),
        "AWS::ApiGateway::Method" => {
            let verb = own("HttpMethod").unwrap_or_default();
            (format!("{rest_api}|{}|{verb}", own("ResourceId").unwrap_or_default()), Vec::new())
        }
        "AWS::ApiGateway::Authorizer" => {
            let id = names.id(logical_id, "authorizer", 6);
            (id.clone(), vec![("AuthorizerId", id)])
        }
        "AWS::ApiGateway::ApiKey" => {
            let id = names.id(logical_id, "key", 10);
            (id.clone(), vec![("APIKeyId", id)])
        }
        "AWS::ApiGateway::UsagePlan" => {
            let id = names.id(logical_id, "plan", 6);
            (id.clone(), vec![("Id", id)])
        }
        "AWS::ApiGateway::UsagePlanKey" => {
            let id = format!("{}:{}", own("KeyId").unwrap_or_default(), own("UsagePlanId").unwrap_or_default());
            (id.clone(), vec![("Id", id)])
        }
        "AWS::ApiGateway::RequestValidator" => {
            let id = names.id(logical_id, "validator", 6);
            (id.clone(), vec![("RequestValidatorId", id)])
        }
        "AWS::ApiGateway::GatewayResponse" => {
            let id = names.id(logical_id, "response", 6);
            (id.clone(), vec![("Id", id)])
        }
        "AWS::ApiGateway::Account" => {
            let id = names.physical(logical_id, 128);
            (id.clone(), vec![("Id", id)])
        }
        "AWS::Cognito::UserPool" => {
            let id = format!("{region}_{}", names.mixed_id(logical_id, "pool", 9));
            let provider = format!("cognito-idp.{region}.amazonaws.com/{id}");
            let arn = regional("cognito-idp", format!("userpool/{id}"));
            let attributes = vec![
                ("Arn", arn),
                ("ProviderName", provider.clone()),
                ("ProviderURL", format!("https://{provider}")),
                ("UserPoolId", id.clone()),
            ];
            (id, attributes)
        }
        "AWS::Cognito::UserPoolClient" => {
            let id = names.id(logical_id, "client", 26);
            (id.clone(), vec![("ClientId", id.clone()), ("Name", name_or("ClientName", 128))])
        }
        "AWS::Cognito::UserPoolDomain" => (own("Domain").unwrap_or_default(), Vec::new()),
        "AWS::Events::Rule" => {
            let name = name_or("Name", 64);
            let arn = regional("events", format!("rule/{name}"));
            (name, vec![("Arn", arn)])
        }
        "AWS::Scheduler::Schedule" => {
            let name = name_or("Name", 64);
            let arn = regional("scheduler", format!("schedule/default/{name}"));
            (name, vec![("Arn", arn)])
        }
        _ => (names.physical(logical_id, 64), Vec::new()),
    };
    Created {
        resource_type: resource_type.to_owned(),
        physical_id,
        attributes: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}
