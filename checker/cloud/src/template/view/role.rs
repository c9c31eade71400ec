//! `AWS::IAM::Role`.

use super::super::node::Node;
use super::super::stack::Resource;
use super::{Placed, PolicyDocument, document, text, texts};

/// A role. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>
#[derive(Clone, Debug)]
pub struct RoleProperties {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its path, `/` where none is given.
    pub path: String,
    /// Its description.
    pub description: Option<String>,
    /// The trust policy.
    pub assume_role_policy: PolicyDocument,
    /// The ARNs of attached managed policies.
    pub managed_policy_arns: Vec<Placed>,
    /// The inline policies.
    pub policies: Vec<InlinePolicy>,
}

/// A policy inside a role.
#[derive(Clone, Debug)]
pub struct InlinePolicy {
    /// Its name.
    pub name: String,
    /// The policy.
    pub document: PolicyDocument,
}

impl RoleProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::IAM::Role").then(|| {
            let policies = resource.properties.get("Policies").and_then(Node::items).unwrap_or_default();
            Self {
                name: resource.physical_id.clone(),
                arn: resource.arn().unwrap_or_default().to_owned(),
                path: text(resource, "Path").unwrap_or_else(|| "/".to_owned()),
                description: text(resource, "Description"),
                assume_role_policy: document(resource.properties.get("AssumeRolePolicyDocument"), resource),
                managed_policy_arns: texts(resource, "ManagedPolicyArns"),
                policies: policies
                    .iter()
                    .map(|policy| InlinePolicy {
                        name: policy.get("PolicyName").and_then(Node::scalar).unwrap_or_default(),
                        document: document(policy.get("PolicyDocument"), resource),
                    })
                    .collect(),
            }
        })
    }
}
