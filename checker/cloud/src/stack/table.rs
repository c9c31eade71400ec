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
    time_to_live(dynamodb, table, attribute, true, at)
}

/// A table that is there: capacity, global indexes, deletion of old items. Its items stay.
///
/// One `UpdateTable` makes or deletes one index, so each has a request of its own, as `CloudFormation` does it.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
pub(super) fn update(state: &State, old: &TableProperties, new: &TableProperties, at: &Position) -> Made {
    let dynamodb = DynamoDb::of(state);
    for change in changes(old, new) {
        if let Err(error) = dynamodb.call("UpdateTable", &change) {
            let at = place(new, &error.message).unwrap_or(at);
            return vec![refused("dynamodb:UpdateTable", &new.name, at, error)];
        }
    }
    match (&old.time_to_live, &new.time_to_live) {
        (old, new) if old == new => Vec::new(),
        (_, Some(attribute)) => time_to_live(dynamodb, new, attribute, true, at),
        (Some(attribute), None) => time_to_live(dynamodb, new, attribute, false, at),
        (None, None) => Vec::new(),
    }
}

/// Deletes a table, with its items; one that is protected stays.
pub(super) fn delete(state: &State, name: &str) {
    let _ = DynamoDb::of(state).call("DeleteTable", &json!({"TableName": name}));
}

fn time_to_live(dynamodb: DynamoDb<'_>, table: &TableProperties, attribute: &str, on: bool, at: &Position) -> Made {
    let specification = json!({"AttributeName": attribute, "Enabled": on});
    let request = json!({"TableName": table.name, "TimeToLiveSpecification": specification});
    let set = dynamodb.call("UpdateTimeToLive", &request);
    set.err().map(|error| refused("dynamodb:UpdateTimeToLive", &table.name, at, error)).into_iter().collect()
}

/// The requests of `UpdateTable` that lead from one table to the other.
fn changes(old: &TableProperties, new: &TableProperties) -> Vec<Value> {
    let (before, after) = (definition(old), definition(new));
    let mut changes = Vec::new();
    let of_table = ["BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled"];
    let settings: Map<String, Value> = of_table
        .iter()
        .filter(|name| before[**name] != after[**name] && !after[**name].is_null())
        .map(|name| ((*name).to_owned(), after[*name].clone()))
        .collect();
    if !settings.is_empty() {
        changes.push(Value::Object(settings));
    }
    let mut of_index = |update: Value| {
        changes.push(json!({
            "AttributeDefinitions": after["AttributeDefinitions"],
            "GlobalSecondaryIndexUpdates": [update],
        }));
    };
    let same = |left: &SecondaryIndex, right: &SecondaryIndex| {
        left.key_schema == right.key_schema
            && left.projection_type == right.projection_type
            && left.non_key_attributes == right.non_key_attributes
    };
    let find = |table: &'_ TableProperties, name: &str| {
        table.global_secondary_indexes.iter().find(|index| index.name == name).cloned()
    };
    for index in &old.global_secondary_indexes {
        if find(new, &index.name).is_none_or(|new| !same(index, &new)) {
            of_index(json!({"Delete": {"IndexName": index.name}}));
        }
    }
    for wanted in &new.global_secondary_indexes {
        match find(old, &wanted.name).filter(|old| same(old, wanted)) {
            None => of_index(json!({"Create": index(wanted)})),
            Some(old) if old.provisioned_throughput != wanted.provisioned_throughput => {
                if let Some(throughput) = &wanted.provisioned_throughput {
                    let update = json!({"IndexName": wanted.name, "ProvisionedThroughput": units(throughput)});
                    of_index(json!({"Update": update}));
                }
            }
            Some(_) => {}
        }
    }
    for change in &mut changes {
        change["TableName"] = json!(new.name);
    }
    changes
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
