//! A stack made in this cloud, resource by resource, as `CloudFormation` makes it from a template.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacks.html>

mod api_access;
mod api_method;
mod bucket;
mod function;
mod replacement;
mod rest_api;
mod role;
mod table;
mod update;
mod user_pool;

pub use function::new_function;
pub use replacement::ReplacementRefused;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use crate::Cloud;
use crate::service_error::ServiceError;
use crate::template::view::{
    BucketPolicyProperties, BucketProperties, DeploymentProperties, FunctionProperties, ManagedPolicyProperties,
    PermissionProperties, PolicyProperties, RestApiProperties, RoleProperties, StageProperties, TableProperties,
    UserPoolClientProperties, UserPoolProperties,
};
use crate::template::{Position, Resource, Stack};

/// Finds the program of a function; `None` where there is none.
pub type Code<'a> = &'a dyn Fn(&FunctionProperties) -> Option<PathBuf>;

/// A resource, or a part of one, that a service refused.
#[derive(Clone, Debug)]
pub struct CreateFailed {
    /// The event: `CREATE_FAILED`, or `UPDATE_FAILED` of a resource that an update changes.
    pub event: &'static str,
    /// The resource's name in the template.
    pub logical_id: String,
    /// Its type.
    pub resource_type: String,
    /// The action that was refused: `iam:AttachRolePolicy`.
    pub action: &'static str,
    /// What it was refused for: the policy's ARN, the role's name.
    pub about: String,
    /// What the service answered.
    pub error: ServiceError,
    /// The place in the template that the service refused.
    pub at: Position,
}

impl fmt::Display for CreateFailed {
    /// As a stack's events show it, without the identifiers of the request.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.action.split(':').next().unwrap_or_default();
        write!(
            f,
            "{}  {}  {}  {} (Service: {}, Status Code: {})",
            self.event,
            self.resource_type,
            self.logical_id,
            self.error.message,
            service_name(service),
            self.error.status.as_u16()
        )
    }
}

fn service_name(prefix: &str) -> &str {
    match prefix {
        "apigateway" => "ApiGateway",
        "cognito-idp" => "CognitoIdentityProvider",
        "dynamodb" => "DynamoDb",
        "iam" => "Iam",
        "lambda" => "Lambda",
        "s3" => "S3",
        other => other,
    }
}

/// One refused action, before it is known of which resource.
struct Refused {
    action: &'static str,
    about: String,
    error: ServiceError,
    at: Position,
}

/// What was refused while one resource was made.
type Made = Vec<Refused>;

/// The event of a resource that could not be made.
const CREATE_FAILED: &str = "CREATE_FAILED";

fn refused(action: &'static str, about: &str, at: &Position, error: ServiceError) -> Refused {
    Refused { action, about: about.to_owned(), error, at: at.clone() }
}

impl Cloud {
    /// Makes the resources of a stack, in order, and returns what services refuse: nothing where all is well.
    ///
    /// On AWS the first refusal ends the deployment, and the stack is rolled back. Here the others are tried all the
    /// same, so that one look finds all of them; what needs a resource that failed is left out without a word. Types that
    /// are not emulated are left out too; the stack's notes say so.
    #[must_use = "a stack that was refused is not there"]
    pub fn deploy(&self, stack: &Stack, code: Code<'_>) -> Vec<CreateFailed> {
        each_in_order(stack, |resource, missing| (CREATE_FAILED, self.create(resource, missing, code)))
    }

    fn create(&self, resource: &Resource, missing: &[&Resource], code: Code<'_>) -> Made {
        if let Some(role) = RoleProperties::new(resource) {
            return role::create(self.iam(), &role, missing, &resource.at);
        }
        if let Some(policy) = ManagedPolicyProperties::new(resource) {
            return role::create_policy(self.iam(), &policy, &resource.at);
        }
        if let Some(policy) = PolicyProperties::new(resource) {
            return role::put_policy(self.iam(), &policy);
        }
        if let Some(bucket) = BucketProperties::new(resource) {
            return bucket::create(&self.state, &bucket, &resource.at);
        }
        if let Some(policy) = BucketPolicyProperties::new(resource) {
            return bucket::put_policy(&self.state, &policy);
        }
        if let Some(function) = FunctionProperties::new(resource) {
            return function::create(self, &function, code, &resource.at);
        }
        if let Some(permission) = PermissionProperties::new(resource) {
            return function::add_permission(self, permission, &resource.at);
        }
        if let Some(rest_api) = RestApiProperties::new(resource) {
            return rest_api::create(&self.state, &rest_api, &resource.at);
        }
        if let Some(deployment) = DeploymentProperties::new(resource) {
            return rest_api::deploy(&self.state, &deployment, &resource.at);
        }
        if let Some(stage) = StageProperties::new(resource) {
            return rest_api::create_stage(&self.state, &stage);
        }
        if let Some(table) = TableProperties::new(resource) {
            return table::create(&self.state, &table, &resource.at);
        }
        if let Some(pool) = UserPoolProperties::new(resource) {
            return user_pool::create(self.cognito(), &pool);
        }
        if let Some(client) = UserPoolClientProperties::new(resource) {
            return user_pool::create_client(self.cognito(), &client);
        }
        match resource.resource_type.as_str() {
            "AWS::ApiGateway::Resource" => return rest_api::create_resource(&self.state, resource),
            "AWS::ApiGateway::Method" => return api_method::create(&self.state, resource),
            "AWS::ApiGateway::Authorizer" => return api_access::create_authorizer(&self.state, resource),
            "AWS::ApiGateway::ApiKey" => return api_access::create_api_key(&self.state, resource),
            "AWS::ApiGateway::UsagePlan" => return api_access::create_usage_plan(&self.state, resource),
            "AWS::ApiGateway::UsagePlanKey" => return api_access::create_usage_plan_key(&self.state, resource),
            "AWS::ApiGateway::Model" => return rest_api::create_model(&self.state, resource),
            "AWS::ApiGateway::RequestValidator" => return rest_api::create_request_validator(&self.state, resource),
            "AWS::ApiGateway::GatewayResponse" => return rest_api::put_gateway_response(&self.state, resource),
            _ => {}
        }
        Vec::new()
    }
}

/// Does something with each resource of a stack whose needs are met, and tells what was refused. `make` gets the resource
/// and what it could do without: a role can be made without one of its policies.
fn each_in_order(
    stack: &Stack,
    mut make: impl FnMut(&Resource, &[&Resource]) -> (&'static str, Made),
) -> Vec<CreateFailed> {
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    let mut failures = Vec::new();
    for resource in &stack.resources {
        let missing: Vec<&Resource> = resource
            .depends_on
            .iter()
            .filter(|id| failed.contains(id.as_str()))
            .filter_map(|id| stack.resource(id))
            .collect();
        if !missing.is_empty() && resource.resource_type != "AWS::IAM::Role" {
            failed.insert(&resource.logical_id);
            continue;
        }
        let (event, refused) = make(resource, &missing);
        // A role that lacks a policy is there, and can be used.
        if refused.iter().any(|refused| refused.action != "iam:AttachRolePolicy") {
            failed.insert(&resource.logical_id);
        }
        failures.extend(refused.into_iter().map(|Refused { action, about, error, at }| CreateFailed {
            event,
            logical_id: resource.logical_id.clone(),
            resource_type: resource.resource_type.clone(),
            action,
            about,
            error,
            at,
        }));
    }
    failures
}
