//! A stack made in this cloud, resource by resource, as CloudFormation makes it from a template.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacks.html>

mod bucket;
mod function;
mod role;

use std::fmt;
use std::path::PathBuf;

use crate::service_error::ServiceError;
use crate::template::view::{
    BucketPolicyProperties, BucketProperties, FunctionProperties, ManagedPolicyProperties, PermissionProperties,
    PolicyProperties, RoleProperties,
};
use crate::template::{Position, Resource, Stack};
use crate::Cloud;

/// Finds the program of a function; `None` where there is none.
pub type Code<'a> = &'a dyn Fn(&FunctionProperties) -> Option<PathBuf>;

/// The resource that could not be made. On AWS the stack is rolled back then; here what was made before stays.
#[derive(Clone, Debug)]
pub struct CreateFailed {
    /// The resource's name in the template.
    pub logical_id: String,
    /// Its type.
    pub resource_type: String,
    /// The action that was refused: `iam:AttachRolePolicy`.
    pub action: &'static str,
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
            "CREATE_FAILED  {}  {}  {} (Service: {}, Status Code: {})",
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
        "iam" => "Iam",
        "lambda" => "Lambda",
        "s3" => "S3",
        other => other,
    }
}

/// One refused action, before it is known of which resource.
struct Refused {
    action: &'static str,
    error: ServiceError,
    at: Position,
}

fn refused(action: &'static str, at: &Position) -> impl FnOnce(ServiceError) -> Refused {
    move |error| Refused { action, error, at: at.clone() }
}

impl Cloud {
    /// Makes the resources of a stack, in order. Types that are not emulated are left out; the stack's notes say so.
    ///
    /// # Errors
    ///
    /// The first resource that a service refuses.
    pub fn deploy(&self, stack: &Stack, code: Code<'_>) -> Result<(), CreateFailed> {
        for resource in &stack.resources {
            self.create(resource, code).map_err(|Refused { action, error, at }| CreateFailed {
                logical_id: resource.logical_id.clone(),
                resource_type: resource.resource_type.clone(),
                action,
                error,
                at,
            })?;
        }
        Ok(())
    }

    fn create(&self, resource: &Resource, code: Code<'_>) -> Result<(), Refused> {
        if let Some(role) = RoleProperties::new(resource) {
            return role::create(self.iam(), &role, &resource.at);
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
        Ok(())
    }
}
