//! The ARNs of tables and indexes: the engine's hold no account and no region of ours.

use std::collections::BTreeMap;

use dynoxide::streams;
use serde_json::{Map, Value};

use super::operation::Target;
use crate::identity::AccountId;

/// The embedded engine's beginning of an ARN, replaced in what clients see. What another engine writes becomes this.
pub(super) fn of_engine() -> String {
    format!("arn:aws:dynamodb:{}:{}:", streams::LOCAL_REGION, streams::LOCAL_ACCOUNT)
}

/// Builds ARNs of one account in one region.
#[derive(Clone, Debug)]
pub(super) struct Arns {
    /// `arn:aws:dynamodb:eu-central-1:111122223333:`.
    prefix: String,
}

impl Arns {
    pub(super) fn new(region: &str, account: &AccountId) -> Self {
        Self { prefix: format!("arn:aws:dynamodb:{region}:{account}:") }
    }

    /// What IAM is asked about, and the account that it belongs to where that is another one.
    pub(super) fn resource(&self, target: &Target) -> (String, Option<String>) {
        let Some(table) = &target.table else {
            // As the refusals of `ListTables` name it (public logs); only `*` and `table/*` cover it.
            return (format!("{}table/*", self.prefix), None);
        };
        let mut arn = if table.starts_with("arn:") { table.clone() } else { format!("{}table/{table}", self.prefix) };
        if let Some(index) = &target.index {
            arn.push_str("/index/");
            arn.push_str(index);
        }
        let owner = table.starts_with("arn:").then(|| table.split(':').nth(4).map(str::to_owned)).flatten();
        (arn, owner)
    }

    /// A table's name, where it is given as an ARN of ours; else as it is given.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html#DDB-GetItem-request-TableName>
    pub(super) fn table_name<'a>(&self, table: &'a str) -> &'a str {
        table.strip_prefix(&self.prefix).and_then(|resource| resource.strip_prefix("table/")).unwrap_or(table)
    }

    /// Puts names where the request holds ARNs of ours: in `TableName`, at the top and in the parts of a transaction, and
    /// as the tables of a batch. What was given comes back in the answer.
    pub(super) fn to_names(&self, request: &mut Value) -> Given {
        let mut given = Given::default();
        let mut replace = |of: &mut Value| {
            if let Some(Value::String(table)) = of.get_mut("TableName") {
                given.name(self.table_name(table), table);
                *table = self.table_name(table).to_owned();
            }
        };
        replace(request);
        let items = request.get_mut("TransactItems").and_then(Value::as_array_mut);
        for part in items.into_iter().flatten().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
            replace(part);
        }
        if let Some(Value::Object(tables)) = request.get_mut("RequestItems") {
            for (table, _) in tables.iter() {
                given.name(self.table_name(table), table);
            }
            rename(tables, |table| self.table_name(table).to_owned());
        }
        given
    }

    /// Puts our account and region into the ARNs of a table's description. Items are not descriptions: what is stored
    /// comes back as it was.
    pub(super) fn describe(&self, description: &mut Value) {
        match description {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match member {
                        Value::String(text) if name.ends_with("Arn") => *text = self.rewritten(text),
                        _ => self.describe(member),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.describe(item)),
            _ => {}
        }
    }

    /// The text with our account and region in each ARN of the engine.
    pub(super) fn rewritten(&self, text: &str) -> String {
        text.replace(&of_engine(), &self.prefix)
    }
}

/// The tables that a request named by their ARNs, by name: the answer names them as the request did.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html>
#[derive(Debug, Default)]
pub(super) struct Given(BTreeMap<String, String>);

impl Given {
    fn name(&mut self, name: &str, given: &str) {
        if name != given {
            self.0.insert(name.to_owned(), given.to_owned());
        }
    }

    /// Puts the ARNs into an answer.
    pub(super) fn to_arns(&self, answer: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        for member in ["Responses", "UnprocessedItems", "UnprocessedKeys", "ItemCollectionMetrics"] {
            if let Some(Value::Object(tables)) = answer.get_mut(member) {
                rename(tables, |table| self.given(table));
            }
        }
        let replace = |consumed: &mut Value| {
            if let Some(Value::String(table)) = consumed.get_mut("TableName") {
                *table = self.given(table);
            }
        };
        match answer.get_mut("ConsumedCapacity") {
            Some(Value::Array(tables)) => tables.iter_mut().for_each(replace),
            Some(table) => replace(table),
            None => {}
        }
    }

    fn given(&self, table: &str) -> String {
        self.0.get(table).map_or(table, String::as_str).to_owned()
    }
}

/// Renames the members of a map, in their order.
pub(super) fn rename(tables: &mut Map<String, Value>, name: impl Fn(&str) -> String) {
    *tables = std::mem::take(tables).into_iter().map(|(table, of)| (name(&table), of)).collect();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arns() -> Arns {
        Arns::new("eu-central-1", &AccountId::new("111122223333"))
    }

    fn target(table: Option<&str>, index: Option<&str>) -> Target {
        Target { action: String::new(), table: table.map(str::to_owned), index: index.map(str::to_owned) }
    }

    #[test]
    fn resources_are_tables_indexes_or_all_tables() {
        let resource = |table, index| arns().resource(&target(table, index)).0;
        assert_eq!(resource(Some("Chat"), None), "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat");
        assert_eq!(resource(Some("Chat"), Some("I")), "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat/index/I");
        assert_eq!(resource(None, None), "arn:aws:dynamodb:eu-central-1:111122223333:table/*");
        let other = "arn:aws:dynamodb:eu-central-1:444455556666:table/Chat";
        assert_eq!(arns().resource(&target(Some(other), None)), (other.to_owned(), Some("444455556666".to_owned())));
    }

    #[test]
    fn the_engines_account_and_region_become_ours_in_descriptions_only() {
        let mut description = json!({
            "TableArn": streams::table_arn("Chat"),
            "TableName": "Chat",
            "GlobalSecondaryIndexes": [{"IndexArn": streams::index_arn("Chat", "I")}],
        });
        arns().describe(&mut description);
        let expected = json!({
            "TableArn": "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat",
            "TableName": "Chat",
            "GlobalSecondaryIndexes": [{"IndexArn": "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat/index/I"}],
        });
        assert_eq!(description, expected);
    }

    #[test]
    fn a_table_may_be_named_by_its_arn() {
        let mut request = json!({
            "TableName": "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat",
            "TransactItems": [{"Put": {"TableName": "arn:aws:dynamodb:eu-central-1:111122223333:table/Other"}}],
        });
        arns().to_names(&mut request);
        assert_eq!(request, json!({"TableName": "Chat", "TransactItems": [{"Put": {"TableName": "Other"}}]}));
        let foreign = "arn:aws:dynamodb:us-east-1:111122223333:table/Chat";
        assert_eq!(arns().table_name(foreign), foreign);
    }

    #[test]
    fn a_batch_may_name_its_tables_by_arn_and_is_answered_so() {
        let arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/Chat";
        let mut request = json!({"RequestItems": {arn: [1], "Other": [2]}});
        let given = arns().to_names(&mut request);
        assert_eq!(request.to_string(), r#"{"RequestItems":{"Chat":[1],"Other":[2]}}"#);
        let mut answer = json!({
            "Responses": {"Chat": [], "Other": []},
            "UnprocessedKeys": {"Chat": {"Keys": []}},
            "ConsumedCapacity": [{"TableName": "Chat"}, {"TableName": "Other"}],
        });
        given.to_arns(&mut answer);
        let expected = json!({
            "Responses": {arn: [], "Other": []},
            "UnprocessedKeys": {arn: {"Keys": []}},
            "ConsumedCapacity": [{"TableName": arn}, {"TableName": "Other"}],
        });
        assert_eq!(answer, expected);
    }
}
