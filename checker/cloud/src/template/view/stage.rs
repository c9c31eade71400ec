//! `AWS::ApiGateway::Stage`.

use super::super::node::{Node, Position};
use super::super::stack::Resource;
use super::text;

/// A stage. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html>
#[derive(Clone, Debug)]
pub struct StageProperties {
    /// Its name.
    pub name: String,
    /// Where the name stands, or the stage where there is none.
    pub at: Position,
    /// The API's id.
    pub rest_api_id: String,
    /// The deployment that it serves.
    pub deployment_id: String,
    /// What it is.
    pub description: Option<String>,
    /// Names and values, in the template's order.
    pub variables: Vec<(String, String)>,
}

impl StageProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::ApiGateway::Stage" {
            return None;
        }
        let variables = resource.properties.get("Variables").and_then(Node::entries).unwrap_or_default();
        Some(Self {
            name: resource.physical_id.clone(),
            at: resource.properties.get("StageName").map_or_else(|| resource.at.clone(), |name| name.at.clone()),
            rest_api_id: text(resource, "RestApiId").unwrap_or_default(),
            deployment_id: text(resource, "DeploymentId").unwrap_or_default(),
            description: text(resource, "Description"),
            variables: variables.iter().filter_map(|entry| Some((entry.key.clone(), entry.value.scalar()?))).collect(),
        })
    }
}
