//! The names of one cloud's tables at the address: a prefix there, none back.

use serde_json::Value;

use super::super::arn::{self, rename};

/// A table's name has 3 to 255 letters, digits, `_`, `-` and `.`.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
const LONGEST: usize = 255;

/// What the names of one cloud's tables begin with.
#[derive(Clone, Debug)]
pub(super) struct Names {
    prefix: String,
}

impl Names {
    pub(super) fn new(prefix: String) -> Self {
        Self { prefix }
    }

    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A table's name at the address.
    pub(super) fn there(&self, table: &str) -> String {
        format!("{}{table}", self.prefix)
    }

    /// Puts the prefix before each table that a request names.
    pub(super) fn request_there(&self, request: &mut Value) {
        self.table_name_there(request);
        if let Some(Value::Object(tables)) = request.get_mut("RequestItems") {
            rename(tables, |table| self.there(table));
        }
        let items = request.get_mut("TransactItems").and_then(Value::as_array_mut);
        for part in items.into_iter().flatten().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
            self.table_name_there(part);
        }
    }

    fn table_name_there(&self, of: &mut Value) {
        if let Some(Value::String(table)) = of.get_mut("TableName") {
            *table = self.there(table);
        }
    }

    /// Takes the prefix from an answer, wherever it names tables. Items are left alone.
    pub(super) fn answer_back(&self, answer: &mut Value) {
        let Some(members) = answer.as_object_mut() else { return };
        for (member, of) in members {
            match (member.as_str(), of) {
                (
                    "Responses" | "UnprocessedItems" | "UnprocessedKeys" | "ItemCollectionMetrics",
                    Value::Object(tables),
                ) => {
                    rename(tables, |table| self.name_back(table));
                }
                ("ConsumedCapacity" | "TableDescription" | "Table" | "TimeToLiveDescription", of) => {
                    self.description_back(of);
                }
                ("TableNames", Value::Array(tables)) => {
                    for table in tables {
                        if let Value::String(table) = table {
                            *table = self.name_back(table);
                        }
                    }
                }
                ("LastEvaluatedTableName", Value::String(table)) => *table = self.name_back(table),
                _ => {}
            }
        }
    }

    /// Names and ARNs in a description, however deep.
    fn description_back(&self, of: &mut Value) {
        match of {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match member {
                        Value::String(text) if name.ends_with("Arn") => *text = self.text_back(text),
                        Value::String(text) if name == "TableName" => *text = self.name_back(text),
                        member => self.description_back(member),
                    }
                }
            }
            Value::Array(parts) => parts.iter_mut().for_each(|part| self.description_back(part)),
            _ => {}
        }
    }

    /// Takes the prefix from the words of an error, and from each reason of a transaction.
    pub(super) fn error_back(&self, error: &mut Value) {
        for name in ["message", "Message"] {
            if let Some(Value::String(text)) = error.get_mut(name) {
                *text = self.text_back(text);
            }
        }
        for reason in error.get_mut("CancellationReasons").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(Value::String(text)) = reason.get_mut("Message") {
                *text = self.text_back(text);
            }
        }
    }

    /// A name as the cloud has it.
    fn name_back(&self, table: &str) -> String {
        table.strip_prefix(&self.prefix).unwrap_or(table).to_owned()
    }

    /// A text in which names are as the cloud has them, and ARNs of its tables as the embedded engine writes them.
    fn text_back(&self, text: &str) -> String {
        const BEGIN: &str = "arn:aws:dynamodb:";
        let table = format!("table/{}", self.prefix);
        let mut back = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(BEGIN) {
            let (before, arn) = rest.split_at(at);
            back.push_str(before);
            // Region, account, resource.
            let resource = arn[BEGIN.len()..].splitn(3, ':').nth(2).and_then(|resource| resource.strip_prefix(&table));
            rest = if let Some(name) = resource {
                back.push_str(&arn::of_engine());
                back.push_str("table/");
                name
            } else {
                back.push_str(BEGIN);
                &arn[BEGIN.len()..]
            };
        }
        back.push_str(rest);
        back.replace(&self.prefix, "")
    }

    /// Whether a name is one that a table can have, and so may be asked for at the address.
    pub(super) fn is_possible(table: &str) -> bool {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        (3..=LONGEST).contains(&table.len()) && table.bytes().all(letter)
    }

    /// Whether a name is too long with the prefix.
    pub(super) fn is_too_long(&self, table: &str) -> bool {
        self.prefix.len() + table.len() > LONGEST
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> Names {
        Names::new("checker-0a1b2c3d-1-".to_owned())
    }

    #[test]
    fn every_table_of_a_request_gets_the_prefix_and_no_item_does() {
        let there = |mut request: Value| {
            names().request_there(&mut request);
            request
        };
        let put = json!({"TableName": "Chat", "Item": {"TableName": {"S": "Chat"}}});
        let expected = json!({"TableName": "checker-0a1b2c3d-1-Chat", "Item": {"TableName": {"S": "Chat"}}});
        assert_eq!(there(put), expected);
        let batch = json!({"RequestItems": {"b": [{"PutRequest": {"Item": {"b": {"S": "b"}}}}], "a": []}});
        let batch = there(batch).to_string();
        let expected = r#"{"RequestItems":{"checker-0a1b2c3d-1-b":[{"PutRequest":{"Item":{"b":{"S":"b"}}}}],"checker-0a1b2c3d-1-a":[]}}"#;
        assert_eq!(batch, expected, "in the same order");
        let transaction =
            json!({"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]});
        let expected = json!({"TransactItems": [
            {"Put": {"TableName": "checker-0a1b2c3d-1-a"}}, {"ConditionCheck": {"TableName": "checker-0a1b2c3d-1-b"}},
        ]});
        assert_eq!(there(transaction), expected);
    }

    #[test]
    fn every_table_of_an_answer_loses_it_and_no_item_does() {
        let mut answer = json!({
            "Responses": {"checker-0a1b2c3d-1-Chat": [{"Text": {"S": "checker-0a1b2c3d-1-Chat"}}]},
            "UnprocessedItems": {"checker-0a1b2c3d-1-Chat": []},
            "UnprocessedKeys": {"checker-0a1b2c3d-1-Chat": {"Keys": []}},
            "ItemCollectionMetrics": {"checker-0a1b2c3d-1-Chat": []},
            "ConsumedCapacity": [{"TableName": "checker-0a1b2c3d-1-Chat", "CapacityUnits": 1.0}],
            "Items": [{"TableName": {"S": "checker-0a1b2c3d-1-Chat"}}],
            "LastEvaluatedTableName": "checker-0a1b2c3d-1-Chat",
            "TableNames": ["checker-0a1b2c3d-1-Chat"],
        });
        names().answer_back(&mut answer);
        let expected = json!({
            "Responses": {"Chat": [{"Text": {"S": "checker-0a1b2c3d-1-Chat"}}]},
            "UnprocessedItems": {"Chat": []},
            "UnprocessedKeys": {"Chat": {"Keys": []}},
            "ItemCollectionMetrics": {"Chat": []},
            "ConsumedCapacity": [{"TableName": "Chat", "CapacityUnits": 1.0}],
            "Items": [{"TableName": {"S": "checker-0a1b2c3d-1-Chat"}}],
            "LastEvaluatedTableName": "Chat",
            "TableNames": ["Chat"],
        });
        assert_eq!(answer, expected);
    }

    #[test]
    fn a_description_has_our_names_and_the_engines_arns() {
        let there = "arn:aws:dynamodb:ddblocal:000000000000:table/checker-0a1b2c3d-1-Chat";
        let mut answer = json!({"Table": {
            "TableName": "checker-0a1b2c3d-1-Chat",
            "TableArn": there,
            "GlobalSecondaryIndexes": [{"IndexName": "I", "IndexArn": format!("{there}/index/I")}],
        }});
        names().answer_back(&mut answer);
        let here = format!("{}table/Chat", arn::of_engine());
        let expected = json!({"Table": {
            "TableName": "Chat",
            "TableArn": here,
            "GlobalSecondaryIndexes": [{"IndexName": "I", "IndexArn": format!("{here}/index/I")}],
        }});
        assert_eq!(answer, expected);
    }

    #[test]
    fn the_words_of_an_error_name_our_tables() {
        let mut error = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
            "message": "No arn:aws:dynamodb:ddblocal:000000000000:table/checker-0a1b2c3d-1-Chat, no checker-0a1b2c3d-1-Other, \
                        but arn:aws:dynamodb:ddblocal:000000000000:table/Mine",
            "CancellationReasons": [{"Code": "None"}, {"Code": "X", "Message": "of checker-0a1b2c3d-1-Chat"}],
        });
        names().error_back(&mut error);
        let words = format!(
            "No {}table/Chat, no Other, but arn:aws:dynamodb:ddblocal:000000000000:table/Mine",
            arn::of_engine()
        );
        assert_eq!(error["message"], words);
        assert_eq!(error["CancellationReasons"][1]["Message"], "of Chat");
    }

    #[test]
    fn a_name_that_no_table_has_is_not_asked_for() {
        assert!(Names::is_possible("Chat-Messages_1.x"));
        for wrong in ["", "ab", "a b c", "arn:aws:dynamodb:us-east-1:1:table/x", "größe", &"x".repeat(256)] {
            assert!(!Names::is_possible(wrong), "{wrong}");
        }
        assert!(names().is_too_long(&"x".repeat(237)) && !names().is_too_long(&"x".repeat(236)));
    }
}
