//! The engine that keeps the items: `dynoxide`, in memory, called as a library, or Amazon's `DynamoDB` Local at an
//! address.

use dynoxide::Database;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::local::LocalTables;
use super::refusal::Refusal;

/// One database; clones share it.
#[derive(Clone)]
pub(super) enum Engine {
    /// In this process.
    Embedded(Database),
    /// The tables of one cloud on `DynamoDB` Local.
    Local(LocalTables),
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Embedded(_) => f.write_str("Embedded"),
            Self::Local(tables) => tables.fmt(f),
        }
    }
}

impl Engine {
    /// An empty database in this process. It fails only where the system gives no memory.
    pub(super) fn embedded() -> Result<Self, Refusal> {
        let database = Database::memory().map_err(|fault| Refusal::of_engine("", &fault))?;
        Ok(Self::Embedded(database))
    }

    /// Runs an operation; request and answer are those of the API, but for account and region.
    pub(super) fn run(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let database = match self {
            Self::Embedded(database) => database,
            Self::Local(tables) => return tables.run(operation, request),
        };
        match operation {
            "BatchGetItem" => call(operation, request, |request| database.batch_get_item(request)),
            "BatchWriteItem" => call(operation, request, |request| database.batch_write_item(request)),
            "CreateTable" => call(operation, request, |request| database.create_table(request)),
            "DeleteItem" => call(operation, request, |request| database.delete_item(request)),
            "DeleteTable" => call(operation, request, |request| database.delete_table(request)),
            "DescribeTable" => call(operation, request, |request| database.describe_table(request)),
            "DescribeTimeToLive" => call(operation, request, |request| database.describe_time_to_live(request)),
            "GetItem" => call(operation, request, |request| database.get_item(request)),
            "ListTables" => call(operation, request, |request| database.list_tables(request)),
            "ListTagsOfResource" => call(operation, request, |request| database.list_tags_of_resource(request)),
            "PutItem" => call(operation, request, |request| database.put_item(request)),
            "Query" => call(operation, request, |request| database.query(request)),
            "Scan" => call(operation, request, |request| database.scan(request)),
            "TagResource" => call(operation, request, |request| database.tag_resource(request)),
            "TransactGetItems" => call(operation, request, |request| database.transact_get_items(request)),
            "TransactWriteItems" => call(operation, request, |request| database.transact_write_items(request)),
            "UntagResource" => call(operation, request, |request| database.untag_resource(request)),
            "UpdateItem" => call(operation, request, |request| database.update_item(request)),
            "UpdateTable" => call(operation, request, |request| database.update_table(request)),
            "UpdateTimeToLive" => call(operation, request, |request| database.update_time_to_live(request)),
            _ => Err(Refusal::wordless("UnknownOperationException")),
        }
    }

    /// A database in this process with some tables of this one, without their items.
    pub(super) fn empty_copy(&self, tables: &[&str]) -> Result<Self, Refusal> {
        let copy = Self::embedded()?;
        for table in tables {
            let described = self.run("DescribeTable", &json!({"TableName": table}))?;
            copy.run("CreateTable", &definition(&described["Table"]))?;
        }
        Ok(copy)
    }

    /// A database in this process with one table of this one as it is now, with its items.
    pub(super) fn copy(&self, table: &str) -> Result<Self, Refusal> {
        let copy = self.empty_copy(&[table])?;
        let mut scan = json!({"TableName": table});
        loop {
            let mut page = self.run("Scan", &scan)?;
            let items = page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default();
            for item in items {
                copy.run("PutItem", &json!({"TableName": table, "Item": item}))?;
            }
            match page.get_mut("LastEvaluatedKey") {
                Some(last) => scan["ExclusiveStartKey"] = last.take(),
                None => return Ok(copy),
            }
        }
    }
}

/// What makes a table like the one that is described.
fn definition(described: &Value) -> Value {
    let index = |index: &Value| json!({"IndexName": index["IndexName"], "KeySchema": index["KeySchema"], "Projection": index["Projection"]});
    let mut definition = json!({
        "TableName": described["TableName"],
        "AttributeDefinitions": described["AttributeDefinitions"],
        "KeySchema": described["KeySchema"],
        "BillingMode": "PAY_PER_REQUEST",
    });
    for indexes in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        if let Some(described) = described.get(indexes).and_then(Value::as_array) {
            definition[indexes] = described.iter().map(index).collect();
        }
    }
    definition
}

fn call<I: DeserializeOwned, O: Serialize>(
    operation: &str,
    request: &Value,
    run: impl FnOnce(I) -> dynoxide::Result<O>,
) -> Result<Value, Refusal> {
    // From the text, as the engine's own server does: its errors are told apart by how it reads one.
    let request = serde_json::from_str(&request.to_string()).map_err(|fault| Refusal::unreadable(&fault))?;
    let answer = run(request).map_err(|fault| Refusal::of_engine(operation, &fault))?;
    serde_json::to_value(answer).map_err(|fault| Refusal::unreadable(&fault))
}
