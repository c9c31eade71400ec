//! `AWS::Cognito::UserPool` and `AWS::Cognito::UserPoolClient`.

use serde_json::{Value, json};

use super::super::node::{Node, Position};
use super::super::stack::Resource;

/// A user pool. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html>
#[derive(Clone, Debug)]
pub struct UserPoolProperties {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What `CreateUserPool` is asked for: but for the name, its members are called as the properties are.
    pub request: Value,
    properties: Node,
    at: Position,
}

impl UserPoolProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::Cognito::UserPool" {
            return None;
        }
        let id = resource.physical_id.clone();
        // CloudFormation makes a name of the logical id and letters of its own.
        let letters = id.rsplit('_').next().unwrap_or_default();
        let name = super::text(resource, "UserPoolName");
        let name = name.unwrap_or_else(|| format!("{}-{letters}", resource.logical_id));
        let mut request = resource.properties.to_json();
        if !request.is_object() {
            request = json!({});
        }
        request["PoolName"] = json!(name);
        Some(Self { id, name, request, properties: resource.properties.clone(), at: resource.at.clone() })
    }

    /// Where a property stands, or the resource where it is not written.
    #[must_use]
    pub fn place(&self, property: &str) -> &Position {
        self.properties.get(property).map_or(&self.at, |node| &node.at)
    }
}

/// An app client. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html>
#[derive(Clone, Debug)]
pub struct UserPoolClientProperties {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The pool's id.
    pub user_pool_id: String,
    /// What `CreateUserPoolClient` is asked for: its members are called as the properties are.
    pub request: Value,
    properties: Node,
    at: Position,
}

impl UserPoolClientProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::Cognito::UserPoolClient" {
            return None;
        }
        let name = resource.attributes.get("Name").cloned().unwrap_or_default();
        let mut request = resource.properties.to_json();
        if !request.is_object() {
            request = json!({});
        }
        request["ClientName"] = json!(name);
        Some(Self {
            id: resource.physical_id.clone(),
            name,
            user_pool_id: super::text(resource, "UserPoolId").unwrap_or_default(),
            request,
            properties: resource.properties.clone(),
            at: resource.at.clone(),
        })
    }

    /// How requests name the client.
    #[must_use]
    pub fn named(&self) -> Value {
        json!({"UserPoolId": self.user_pool_id, "ClientId": self.id})
    }

    /// Where a property stands, or the resource where it is not written.
    #[must_use]
    pub fn place(&self, property: &str) -> &Position {
        self.properties.get(property).map_or(&self.at, |node| &node.at)
    }
}
