//! Tables of a stack.

use serde_json::{Map, Value, json};

use super::{Made, refused};
use crate::dynamodb::DynamoDb;
use crate::state::State;
use crate::template::Position;
use crate::template::view::{KeyElement, ProvisionedThroughput, SecondaryIndex, TableProperties};

/// `AWS::DynamoDB::Table`: the table with its indexes, then the deletion of old items.
pub(super) fn create(state: &State, table: &TableProperties, at: &Position) -> Made {
    let dynamodb = DynamoDb::of(state);
    if let Err(error) = dynamodb.call("CreateTable", &definition(table)) {
        let at = place(table, &error.message).unwrap_or(at);
        return vec![refused("dynamodb:CreateTable", &table.name, at, error)];
    }
    let Some(attribute) = &table.time_to_live else {
        return Vec::new();
    };
    let specification = json!({"AttributeName": attribute, "Enabled": true});
    let request = json!({"TableName": table.name, "TimeToLiveSpecification": specification});
    let set = dynamodb.call("UpdateTimeToLive", &request);
    set.err().map(|error| refused("dynamodb:UpdateTimeToLive", &table.name, at, error)).into_iter().collect()
}

/// The part of the template that a refusal is about, where it names one.
fn place<'a>(table: &'a TableProperties, message: &str) -> Option<&'a Position> {
    let indexes = table.global_secondary_indexes.iter().chain(&table.local_secondary_indexes);
    let mut named = indexes.filter(|index| message.contains(&format!("index: {}", index.name)));
    let definitions = || message.contains("AttributeDefinitions").then_some(&table.attribute_definitions_at);
    named.next().map(|index| &index.at).or_else(definitions)
}

/// What `CreateTable` is asked for.
fn definition(table: &TableProperties) -> Value {
    let definitions = table.attribute_definitions.iter();
    let mut definition = json!({
        "TableName": table.name,
        "AttributeDefinitions": definitions
            .map(|definition| json!({"AttributeName": definition.name, "AttributeType": definition.attribute_type}))
            .collect::<Value>(),
        "KeySchema": key_schema(&table.key_schema),
        "BillingMode": table.billing_mode,
        "DeletionProtectionEnabled": table.deletion_protection,
    });
    if let Some(throughput) = &table.provisioned_throughput {
        definition["ProvisionedThroughput"] = units(throughput);
    }
    let indexes = [
        ("GlobalSecondaryIndexes", &table.global_secondary_indexes),
        ("LocalSecondaryIndexes", &table.local_secondary_indexes),
    ];
    for (name, indexes) in indexes.into_iter().filter(|(_, indexes)| !indexes.is_empty()) {
        definition[name] = indexes.iter().map(index).collect();
    }
    if !table.tags.is_empty() {
        definition["Tags"] = table.tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    }
    definition
}

fn index(index: &SecondaryIndex) -> Value {
    let mut projection = Map::new();
    if let Some(kind) = &index.projection_type {
        projection.insert("ProjectionType".to_owned(), json!(kind));
    }
    if !index.non_key_attributes.is_empty() {
        projection.insert("NonKeyAttributes".to_owned(), json!(index.non_key_attributes));
    }
    let mut made =
        json!({"IndexName": index.name, "KeySchema": key_schema(&index.key_schema), "Projection": projection});
    if let Some(throughput) = &index.provisioned_throughput {
        made["ProvisionedThroughput"] = units(throughput);
    }
    made
}

fn key_schema(elements: &[KeyElement]) -> Value {
    elements.iter().map(|element| json!({"AttributeName": element.name, "KeyType": element.key_type})).collect()
}

fn units(throughput: &ProvisionedThroughput) -> Value {
    json!({
        "ReadCapacityUnits": throughput.read_capacity_units,
        "WriteCapacityUnits": throughput.write_capacity_units,
    })
}
