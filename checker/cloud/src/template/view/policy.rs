//! `AWS::IAM::Policy`.

use super::super::stack::Resource;
use super::{Placed, PolicyDocument, document, text, texts};

/// An inline policy that is put into roles.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html>
#[derive(Clone, Debug)]
pub struct PolicyProperties {
    /// Its name in each role.
    pub name: String,
    /// The policy.
    pub document: PolicyDocument,
    /// The names of the roles that it is put into.
    pub roles: Vec<Placed>,
}

impl PolicyProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::IAM::Policy").then(|| Self {
            name: text(resource, "PolicyName").unwrap_or_default(),
            document: document(resource.properties.get("PolicyDocument"), resource),
            roles: texts(resource, "Roles"),
        })
    }
}
