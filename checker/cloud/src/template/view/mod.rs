//! Typed views of resources: what is to be made, each value with AWS's default where the template is silent.
//!
//! A view reads a [`Resource`] whose properties AWS's schema allows, so what is required is there.

mod bucket;
mod bucket_policy;
mod deployment;
mod function;
mod log_group;
mod managed_policy;
mod permission;
mod policy;
mod policy_document;
mod rest_api;
mod role;
mod stage;
mod table;
mod user_pool;

pub use bucket::{BucketProperties, PublicAccessBlock, Website};
pub use bucket_policy::BucketPolicyProperties;
pub use deployment::DeploymentProperties;
pub use function::{CodeSource, FunctionProperties};
pub use log_group::LogGroupProperties;
pub use managed_policy::ManagedPolicyProperties;
pub use permission::PermissionProperties;
pub use policy::PolicyProperties;
pub use policy_document::PolicyDocument;
pub use rest_api::RestApiProperties;
pub use role::{InlinePolicy, RoleProperties};
pub use stage::StageProperties;
pub use table::{AttributeDefinition, KeyElement, ProvisionedThroughput, SecondaryIndex, TableProperties};
pub use user_pool::{UserPoolClientProperties, UserPoolProperties};

use super::node::{Node, Position};
use super::stack::Resource;

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub at: Position,
}

fn text(resource: &Resource, name: &str) -> Option<String> {
    resource.properties.get(name).and_then(Node::scalar)
}

fn texts(resource: &Resource, name: &str) -> Vec<Placed> {
    let items = resource.properties.get(name).and_then(Node::items).unwrap_or_default();
    items.iter().filter_map(|item| Some(Placed { text: item.scalar()?, at: item.at.clone() })).collect()
}

fn document(node: Option<&Node>, resource: &Resource) -> PolicyDocument {
    node.map_or_else(|| PolicyDocument::missing(&resource.at), PolicyDocument::new)
}
