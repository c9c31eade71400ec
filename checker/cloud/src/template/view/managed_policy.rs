//! `AWS::IAM::ManagedPolicy`.

use super::super::stack::Resource;
use super::{Placed, PolicyDocument, document, text, texts};

/// A managed policy of the account.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html>
#[derive(Clone, Debug)]
pub struct ManagedPolicyProperties {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its path, `/` where none is given.
    pub path: String,
    /// Its description.
    pub description: Option<String>,
    /// The policy.
    pub document: PolicyDocument,
    /// The names of the roles that it is attached to.
    pub roles: Vec<Placed>,
}

impl ManagedPolicyProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::IAM::ManagedPolicy").then(|| {
            let arn = resource.physical_id.clone();
            Self {
                name: arn.rsplit('/').next().unwrap_or_default().to_owned(),
                path: text(resource, "Path").unwrap_or_else(|| "/".to_owned()),
                description: text(resource, "Description"),
                document: document(resource.properties.get("PolicyDocument"), resource),
                roles: texts(resource, "Roles"),
                arn,
            }
        })
    }
}
