//! `AWS::Lambda::Permission`.

use super::super::stack::Resource;
use super::text;

/// A statement of a function's resource policy.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html>
#[derive(Clone, Debug)]
pub struct PermissionProperties {
    /// The statement's id.
    pub statement_id: String,
    /// The function's name or ARN.
    pub function_name: String,
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// Who may: a service or an account.
    pub principal: String,
    /// For which resource the service may act.
    pub source_arn: Option<String>,
    /// For which account the service may act.
    pub source_account: Option<String>,
}

impl PermissionProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::Lambda::Permission").then(|| Self {
            statement_id: resource.physical_id.clone(),
            function_name: text(resource, "FunctionName").unwrap_or_default(),
            action: text(resource, "Action").unwrap_or_default(),
            principal: text(resource, "Principal").unwrap_or_default(),
            source_arn: text(resource, "SourceArn"),
            source_account: text(resource, "SourceAccount"),
        })
    }
}
