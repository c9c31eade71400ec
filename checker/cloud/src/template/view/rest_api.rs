//! `AWS::ApiGateway::RestApi`, which `AWS::Serverless::Api` becomes.

use super::super::node::Node;
use super::super::stack::Resource;
use super::{Placed, text, texts};

/// A REST API. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>
#[derive(Clone, Debug)]
pub struct RestApiProperties {
    /// Its id.
    pub id: String,
    /// The id of its root resource.
    pub root_id: String,
    /// Its name, where it is not the definition's title.
    pub name: Option<Placed>,
    /// What it is, where the definition does not say it.
    pub description: Option<String>,
    /// `EDGE` where none is given.
    pub endpoint_type: String,
    /// Media types that are binary, beside the definition's.
    pub binary_media_types: Vec<String>,
    /// The `OpenAPI` definition.
    pub body: Option<Node>,
    /// Whether what is doubtful in the definition is refused.
    pub fail_on_warnings: bool,
}

impl RestApiProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::ApiGateway::RestApi" {
            return None;
        }
        let properties = &resource.properties;
        let types = properties.get("EndpointConfiguration").and_then(|endpoint| endpoint.get("Types"));
        let endpoint_type = types.and_then(Node::items).and_then(<[Node]>::first).and_then(Node::scalar);
        let name = properties.get("Name");
        Some(Self {
            id: resource.physical_id.clone(),
            root_id: resource.attributes.get("RootResourceId").cloned().unwrap_or_default(),
            name: name.and_then(|name| Some(Placed { text: name.scalar()?, at: name.at.clone() })),
            description: text(resource, "Description"),
            endpoint_type: endpoint_type.unwrap_or_else(|| "EDGE".to_owned()),
            binary_media_types: texts(resource, "BinaryMediaTypes").into_iter().map(|media| media.text).collect(),
            body: properties.get("Body").cloned(),
            fail_on_warnings: properties.get("FailOnWarnings").and_then(Node::as_bool).unwrap_or_default(),
        })
    }
}
