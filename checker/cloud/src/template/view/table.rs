//! `AWS::DynamoDB::Table`, which `AWS::Serverless::SimpleTable` becomes.

use super::super::node::{Node, Position};
use super::super::stack::Resource;
use super::text;

/// A table. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
#[derive(Clone, Debug)]
pub struct TableProperties {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The attributes that are keys of the table or of an index, as far as the template keeps to that.
    pub attribute_definitions: Vec<AttributeDefinition>,
    /// Where they stand, or the table where there are none.
    pub attribute_definitions_at: Position,
    /// The partition key, then the sort key if there is one.
    pub key_schema: Vec<KeyElement>,
    /// `PROVISIONED` where none is given, or `PAY_PER_REQUEST`.
    pub billing_mode: String,
    /// The table's own throughput.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Its global secondary indexes.
    pub global_secondary_indexes: Vec<SecondaryIndex>,
    /// Its local secondary indexes, which have no throughput.
    pub local_secondary_indexes: Vec<SecondaryIndex>,
    /// The attribute that says when an item may be deleted, where that is on.
    pub time_to_live: Option<String>,
    /// Whether it cannot be deleted.
    pub deletion_protection: bool,
    /// Keys and values, in the template's order.
    pub tags: Vec<(String, String)>,
}

/// An attribute and its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeDefinition {
    /// Its name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub attribute_type: String,
    /// Where it stands.
    pub at: Position,
}

/// One attribute of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyElement {
    /// The attribute's name.
    pub name: String,
    /// `HASH` for the partition key, `RANGE` for the sort key.
    pub key_type: String,
}

/// Capacity units, which the table or index has for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedThroughput {
    /// Of reads.
    pub read_capacity_units: i64,
    /// Of writes.
    pub write_capacity_units: i64,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondaryIndex {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key_schema: Vec<KeyElement>,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection_type: Option<String>,
    /// What `INCLUDE` adds to the keys.
    pub non_key_attributes: Vec<String>,
    /// A global index's own throughput.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Where it stands.
    pub at: Position,
}

impl TableProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::DynamoDB::Table" {
            return None;
        }
        let properties = &resource.properties;
        let definitions = properties.get("AttributeDefinitions");
        let indexes = |name: &str| items(properties.get(name)).iter().filter_map(index).collect();
        let on = |node: &Node, name: &str| node.get(name).and_then(Node::as_bool).unwrap_or_default();
        let time_to_live = properties.get("TimeToLiveSpecification").filter(|node| on(node, "Enabled"));
        Some(Self {
            name: resource.physical_id.clone(),
            arn: resource.arn().unwrap_or_default().to_owned(),
            attribute_definitions: items(definitions).iter().filter_map(definition).collect(),
            attribute_definitions_at: definitions.map_or(&resource.at, |node| &node.at).clone(),
            key_schema: key_schema(properties),
            billing_mode: text(resource, "BillingMode").unwrap_or_else(|| "PROVISIONED".to_owned()),
            provisioned_throughput: throughput(properties),
            global_secondary_indexes: indexes("GlobalSecondaryIndexes"),
            local_secondary_indexes: indexes("LocalSecondaryIndexes"),
            time_to_live: time_to_live.and_then(|node| node.get("AttributeName")?.scalar()),
            deletion_protection: on(properties, "DeletionProtectionEnabled"),
            tags: items(properties.get("Tags"))
                .iter()
                .filter_map(|tag| Some((tag.get("Key")?.scalar()?, tag.get("Value")?.scalar()?)))
                .collect(),
        })
    }
}

fn items(node: Option<&Node>) -> &[Node] {
    node.and_then(Node::items).unwrap_or_default()
}

fn definition(node: &Node) -> Option<AttributeDefinition> {
    Some(AttributeDefinition {
        name: node.get("AttributeName")?.scalar()?,
        attribute_type: node.get("AttributeType")?.scalar()?,
        at: node.at.clone(),
    })
}

fn key_schema(of: &Node) -> Vec<KeyElement> {
    let element = |node: &Node| {
        Some(KeyElement { name: node.get("AttributeName")?.scalar()?, key_type: node.get("KeyType")?.scalar()? })
    };
    items(of.get("KeySchema")).iter().filter_map(element).collect()
}

fn throughput(of: &Node) -> Option<ProvisionedThroughput> {
    let throughput = of.get("ProvisionedThroughput")?;
    Some(ProvisionedThroughput {
        read_capacity_units: throughput.get("ReadCapacityUnits")?.as_i64()?,
        write_capacity_units: throughput.get("WriteCapacityUnits")?.as_i64()?,
    })
}

fn index(node: &Node) -> Option<SecondaryIndex> {
    let projection = node.get("Projection");
    Some(SecondaryIndex {
        name: node.get("IndexName")?.scalar()?,
        key_schema: key_schema(node),
        projection_type: projection.and_then(|projection| projection.get("ProjectionType")?.scalar()),
        non_key_attributes: items(projection.and_then(|projection| projection.get("NonKeyAttributes")))
            .iter()
            .filter_map(Node::scalar)
            .collect(),
        provisioned_throughput: throughput(node),
        at: node.at.clone(),
    })
}
