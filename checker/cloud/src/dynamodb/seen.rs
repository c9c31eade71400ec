//! What the trace keeps of a request: enough to see how a program asks, and none of its items.

use serde_json::Value;

use super::arn::Arns;
use super::capacity::Consumed;
use super::operation::{Operation, Target, transact_parts};
use crate::trace::TableRequest;

/// Parameters that hold items or keys, or many of them.
const LARGE: [&str; 6] = ["Item", "RequestItems", "TransactItems", "ExpressionAttributeValues", "Tags", "Expected"];

/// What a request asks for.
pub(super) fn of_request(operation: Operation, targets: &[Target], arns: &Arns, request: &Value) -> TableRequest {
    let mut tables: Vec<String> = Vec::new();
    for table in targets.iter().filter_map(|target| target.table.as_deref()).map(|table| arns.table_name(table)) {
        if !tables.iter().any(|known| known == table) {
            tables.push(table.to_owned());
        }
    }
    let mut parameters = request.clone();
    if let Some(members) = parameters.as_object_mut() {
        members.retain(|name, _| !LARGE.contains(&name.as_str()));
    }
    TableRequest {
        tables,
        index: targets.iter().find_map(|target| target.index.clone()),
        parameters,
        items: items(operation, request),
        ..TableRequest::default()
    }
}

/// How many items or keys a request holds.
fn items(operation: Operation, request: &Value) -> usize {
    match operation.name {
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = request["RequestItems"].as_object();
            tables.into_iter().flatten().map(|(_, of)| parts(of)).sum()
        }
        "TransactGetItems" | "TransactWriteItems" => transact_parts(request).count(),
        "DeleteItem" | "GetItem" | "PutItem" | "UpdateItem" => 1,
        _ => 0,
    }
}

/// A batch's items of one table, written or by key.
fn parts(of: &Value) -> usize {
    of.as_array().or_else(|| of["Keys"].as_array()).map_or(0, Vec::len)
}

/// Adds what was answered.
pub(super) fn add_answer(seen: &mut TableRequest, answer: &Value, consumed: &[Consumed]) {
    let number = |name: &str| answer[name].as_u64().and_then(|number| usize::try_from(number).ok());
    seen.returned = number("Count");
    seen.scanned = number("ScannedCount");
    seen.has_more = answer.get("LastEvaluatedKey").is_some();
    let unprocessed = answer.get("UnprocessedItems").or_else(|| answer.get("UnprocessedKeys"));
    let tables = unprocessed.and_then(Value::as_object);
    seen.unprocessed = tables.into_iter().flatten().map(|(_, of)| parts(of)).sum();
    seen.capacity_units = consumed.iter().map(|consumed| consumed.units).sum();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::operation::targets;
    use super::*;
    use crate::identity::AccountId;

    fn seen(operation: &str, request: &Value) -> TableRequest {
        let operation = Operation::named(operation).expect("emulated");
        let arns = Arns::new("eu-central-1", &AccountId::new("111122223333"));
        of_request(operation, &targets(operation, request), &arns, request)
    }

    #[test]
    fn how_a_program_asks_is_kept_and_its_items_are_not() {
        let request = json!({
            "TableName": "Chat", "IndexName": "I", "KeyConditionExpression": "Id = :id", "Limit": 5,
            "ExpressionAttributeValues": {":id": {"S": "secret"}},
        });
        let seen = seen("Query", &request);
        assert_eq!((&seen.tables[..], seen.index.as_deref()), (&["Chat".to_owned()][..], Some("I")));
        assert_eq!(seen.parameters["Limit"], 5);
        assert!(!seen.parameters.to_string().contains("secret"));
    }

    #[test]
    fn items_and_what_is_left_of_them_are_counted() {
        let request = json!({"RequestItems": {"a": [1, 2], "b": [3]}});
        let mut seen = seen("BatchWriteItem", &request);
        assert_eq!((seen.items, seen.tables.len()), (3, 2));
        add_answer(&mut seen, &json!({"UnprocessedItems": {"a": [2], "b": [3]}}), &[]);
        assert_eq!(seen.unprocessed, 2);
        let mut keys = TableRequest::default();
        add_answer(&mut keys, &json!({"UnprocessedKeys": {"a": {"Keys": [1, 2]}}}), &[]);
        assert_eq!(keys.unprocessed, 2);
    }
}
