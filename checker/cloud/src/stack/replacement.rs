//! Updates of a stack that `CloudFormation` refuses: a table with a name of its own cannot be replaced by another.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>

use std::fmt;

use crate::template::view::{SecondaryIndex, TableProperties};
use crate::template::{Position, Stack};

/// A table that an update would have to replace, and cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacementRefused {
    /// The table's name in the template.
    pub logical_id: String,
    /// The table's own name.
    pub name: String,
    /// The property that cannot be changed: `KeySchema`.
    pub property: &'static str,
    /// Where the table stands in the new template.
    pub at: Position,
}

impl fmt::Display for ReplacementRefused {
    /// As a stack's events show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "UPDATE_FAILED  AWS::DynamoDB::Table  {}  CloudFormation cannot update a stack when a custom-named resource \
             requires replacing. Rename {} and update the stack again.",
            self.logical_id, self.name
        )
    }
}

impl Stack {
    /// The tables that stop an update from this stack to another one: their keys or local indexes change, which needs a
    /// new table, and they keep the name that the old table still has.
    #[must_use]
    pub fn refused_replacements(&self, updated: &Stack) -> Vec<ReplacementRefused> {
        let refused = |new: &crate::template::Resource| {
            let after = TableProperties::new(new)?;
            let before = TableProperties::new(self.resource(&new.logical_id)?)?;
            let named = new.properties.get("TableName").is_some() && before.name == after.name;
            let property = replaced_by(&before, &after).filter(|_| named)?;
            Some(ReplacementRefused {
                logical_id: new.logical_id.clone(),
                name: after.name,
                property,
                at: new.at.clone(),
            })
        };
        updated.resources.iter().filter_map(refused).collect()
    }
}

/// The property whose change needs another table.
fn replaced_by(before: &TableProperties, after: &TableProperties) -> Option<&'static str> {
    if before.key_schema != after.key_schema {
        return Some("KeySchema");
    }
    if key_types(before) != key_types(after) {
        return Some("AttributeDefinitions");
    }
    let local = |table: &TableProperties| -> Vec<SecondaryIndex> {
        let same_place = |index: &SecondaryIndex| SecondaryIndex { at: Position::start(""), ..index.clone() };
        table.local_secondary_indexes.iter().map(same_place).collect()
    };
    (local(before) != local(after)).then_some("LocalSecondaryIndexes")
}

/// The types of the table's own keys.
fn key_types(table: &TableProperties) -> Vec<Option<&str>> {
    let of = |name: &str| {
        let found = table.attribute_definitions.iter().find(|definition| definition.name == name);
        found.map(|definition| definition.attribute_type.as_str())
    };
    table.key_schema.iter().map(|element| of(&element.name)).collect()
}
