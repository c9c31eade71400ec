//! Rules of the API that the engine does not keep.

use serde_json::{Value, json};

use super::engine::Engine;
use super::refusal::Refusal;

/// Under provisioned capacity each global secondary index needs throughput of its own. The words are those of a public
/// thread (awsdocs/amazon-dynamodb-developer-guide#246).
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations>
pub(super) fn check(engine: &Engine, operation: &str, request: &mut Value) -> Result<(), Refusal> {
    let absent = |name: &str| request.get(name).is_none_or(Value::is_null);
    // The engine takes a table without a mode for one on demand; AWS for a provisioned one, which lacks its capacity.
    if operation == "CreateTable" && absent("BillingMode") && absent("ProvisionedThroughput") {
        request["BillingMode"] = json!("PROVISIONED");
    }
    let without = match operation {
        "CreateTable" if request["BillingMode"] != "PAY_PER_REQUEST" => {
            first_without(request["GlobalSecondaryIndexes"].as_array().into_iter().flatten())
        }
        "UpdateTable" => {
            let updates = request["GlobalSecondaryIndexUpdates"].as_array().into_iter().flatten();
            let without = first_without(updates.filter_map(|update| update.get("Create")));
            without.filter(|_| is_provisioned(engine, request))
        }
        _ => None,
    };
    let Some(index) = without else { return Ok(()) };
    // The engine's own rules come first: a table that nobody can make is refused for that.
    if operation == "CreateTable" {
        Engine::embedded()?.run(operation, request)?;
    }
    let message = "One or more parameter values were invalid: ProvisionedThroughput is not specified for index: ";
    Err(Refusal::validation(format!("{message}{index}")))
}

fn first_without<'a>(mut indexes: impl Iterator<Item = &'a Value>) -> Option<&'a str> {
    indexes.find(|index| index.get("ProvisionedThroughput").is_none_or(Value::is_null))?["IndexName"].as_str()
}

/// Whether a table has provisioned capacity once the request is done.
fn is_provisioned(engine: &Engine, request: &Value) -> bool {
    if let Some(mode) = request["BillingMode"].as_str() {
        return mode == "PROVISIONED";
    }
    let described = engine.run("DescribeTable", &json!({"TableName": request["TableName"]})).unwrap_or_default();
    // A table that never was on demand says nothing of its mode.
    !described.is_null() && described["Table"]["BillingModeSummary"]["BillingMode"] != "PAY_PER_REQUEST"
}
