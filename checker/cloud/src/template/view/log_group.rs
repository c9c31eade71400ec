//! `AWS::Logs::LogGroup`.

use super::super::node::Node;
use super::super::stack::Resource;

/// A log group. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html>
#[derive(Clone, Debug)]
pub struct LogGroupProperties {
    /// Its name.
    pub name: String,
    /// After how many days entries are deleted; never, where nothing is given.
    pub retention_days: Option<i64>,
}

impl LogGroupProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::Logs::LogGroup").then(|| Self {
            name: resource.physical_id.clone(),
            retention_days: resource.properties.get("RetentionInDays").and_then(Node::as_i64),
        })
    }
}
