//! `AWS::ApiGateway::Deployment`.

use super::super::node::Node;
use super::super::stack::Resource;
use super::{Placed, text};

/// A deployment.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html>
#[derive(Clone, Debug)]
pub struct DeploymentProperties {
    /// Its id.
    pub id: String,
    /// The API's id.
    pub rest_api_id: String,
    /// What it is.
    pub description: Option<String>,
    /// The stage that is made with it.
    pub stage_name: Option<Placed>,
}

impl DeploymentProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        let stage = resource.properties.get("StageName");
        (resource.resource_type == "AWS::ApiGateway::Deployment").then(|| Self {
            id: resource.physical_id.clone(),
            rest_api_id: text(resource, "RestApiId").unwrap_or_default(),
            description: text(resource, "Description"),
            stage_name: stage.and_then(|stage| Some(Placed { text: Node::scalar(stage)?, at: stage.at.clone() })),
        })
    }
}
