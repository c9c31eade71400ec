//! What `DynamoDB` Local refuses, in AWS's words: its own differ, and the embedded engine's were compared with AWS.
//!
//! Whether a request is refused is for `DynamoDB` Local to say. Only the words are changed, and only where the embedded
//! engine refuses the request too.

use serde_json::Value;

use super::super::engine::Engine;
use super::super::operation::{Kind, Operation, targets};
use super::super::refusal::Refusal;

/// Errors of requests that break a rule, whatever the tables hold.
const OF_RULES: [&str; 3] = ["ResourceNotFoundException", "SerializationException", "ValidationException"];

/// The same refusal in AWS's words, where they are known.
pub(super) fn of_aws(engine: &Engine, operation: &str, request: &Value, refusal: Refusal) -> Refusal {
    match &*refusal.error.code {
        // "Cannot create preexisting table".
        "ResourceInUseException" if operation == "CreateTable" => {
            let table = request["TableName"].as_str().unwrap_or_default();
            Refusal::own("ResourceInUseException", &format!("Table already exists: {table}"))
        }
        // "Cannot do operations on a non-existent table".
        "ResourceNotFoundException" if Operation::named(operation).is_some_and(is_control) => {
            Engine::embedded().and_then(|empty| empty.run(operation, request)).err().unwrap_or(refusal)
        }
        code if OF_RULES.contains(&code) => refused(engine, operation, request).unwrap_or(refusal),
        _ => refusal,
    }
}

/// What AWS says to a request that breaks a rule. It is tried where there are no items, so that nothing is said of what
/// depends on them, nor of requests that change tables.
pub(super) fn refused(engine: &Engine, name: &str, request: &Value) -> Option<Refusal> {
    let operation = Operation::named(name).filter(|operation| !is_control(*operation))?;
    let targets = targets(operation, request);
    let mut tables: Vec<&str> = targets.iter().filter_map(|target| target.table.as_deref()).collect();
    tables.sort_unstable();
    tables.dedup();
    let copy = engine.empty_copy(&tables).or_else(|_| Engine::embedded()).ok()?;
    let refusal = copy.run(name, request).err()?;
    let of_items = refusal.error.message.contains("that does not exist in the item");
    (OF_RULES.contains(&&*refusal.error.code) && !of_items).then_some(refusal)
}

fn is_control(operation: Operation) -> bool {
    operation.kind == Kind::Control
}
