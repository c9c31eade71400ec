//! What `DynamoDB` Local refuses, in AWS's words: its own differ, and the embedded engine's were compared with AWS.
//!
//! Whether a request is refused, and with which error, is for `DynamoDB` Local to say. Only the words are changed, and only
//! where the embedded engine refuses the request with the same error.

use serde_json::Value;

use super::super::engine::Engine;
use super::super::operation::{Kind, Operation, targets};
use super::super::refusal::Refusal;

/// The same refusal in AWS's words, where they are known.
pub(super) fn of_aws(engine: &Engine, operation: &str, request: &Value, refusal: Refusal) -> Refusal {
    let told = match &*refusal.error.code {
        // "Cannot do operations on a non-existent table".
        "ResourceNotFoundException" => Engine::embedded().and_then(|empty| empty.run(operation, request)),
        "ValidationException" => tried(engine, operation, request),
        // "Cannot create preexisting table".
        "ResourceInUseException" if operation == "CreateTable" => {
            let table = request["TableName"].as_str().unwrap_or_default();
            Err(Refusal::own("ResourceInUseException", &format!("Table already exists: {table}")))
        }
        _ => return refusal,
    };
    match told {
        Err(told) if told.error.code == refusal.error.code => told,
        _ => refusal,
    }
}

/// Tries a request where there are no items. What changes tables is not tried: a copy is not like its table in all.
fn tried(engine: &Engine, name: &str, request: &Value) -> Result<Value, Refusal> {
    let Some(operation) = Operation::named(name).filter(|operation| operation.kind != Kind::Control) else {
        return Ok(Value::Null);
    };
    let targets = targets(operation, request);
    let mut tables: Vec<&str> = targets.iter().filter_map(|target| target.table.as_deref()).collect();
    tables.sort_unstable();
    tables.dedup();
    match engine.empty_copy(&tables) {
        Ok(copy) => copy.run(name, request),
        Err(_) => Ok(Value::Null),
    }
}
