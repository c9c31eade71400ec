//! The operations, and what each asks for: which action on which table or index.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

use serde_json::Value;

/// What `X-Amz-Target` begins with.
pub(super) const TARGET: &str = "DynamoDB_20120810.";

/// Whether an operation reads items, writes them, or is about tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// About tables and their settings.
    Control,
    /// Reads items.
    Read,
    /// Writes items.
    Write,
}

/// The operations that are emulated.
const EMULATED: [(&str, Kind); 20] = [
    ("BatchGetItem", Kind::Read),
    ("BatchWriteItem", Kind::Write),
    ("CreateTable", Kind::Control),
    ("DeleteItem", Kind::Write),
    ("DeleteTable", Kind::Control),
    ("DescribeTable", Kind::Control),
    ("DescribeTimeToLive", Kind::Control),
    ("GetItem", Kind::Read),
    ("ListTables", Kind::Control),
    ("ListTagsOfResource", Kind::Control),
    ("PutItem", Kind::Write),
    ("Query", Kind::Read),
    ("Scan", Kind::Read),
    ("TagResource", Kind::Control),
    ("TransactGetItems", Kind::Read),
    ("TransactWriteItems", Kind::Write),
    ("UntagResource", Kind::Control),
    ("UpdateItem", Kind::Write),
    ("UpdateTable", Kind::Control),
    ("UpdateTimeToLive", Kind::Control),
];

/// The other operations of the API.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html>
const NOT_EMULATED: [&str; 37] = [
    "BatchExecuteStatement",
    "CreateBackup",
    "CreateGlobalTable",
    "DeleteBackup",
    "DeleteResourcePolicy",
    "DescribeBackup",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeTableReplicaAutoScaling",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteStatement",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetResourcePolicy",
    "ImportTable",
    "ListBackups",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "PutResourcePolicy",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
];

/// An operation that is emulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

impl Operation {
    /// The operation of a name; `None` for one that is not emulated.
    pub(super) fn named(name: &str) -> Option<Self> {
        let found = EMULATED.iter().find(|(known, _)| *known == name)?;
        Some(Self { name: found.0, kind: found.1 })
    }

    /// Whether `DynamoDB` has an operation of the name that is not emulated.
    pub(super) fn is_elsewhere(name: &str) -> bool {
        NOT_EMULATED.binary_search(&name).is_ok()
    }
}

/// One table or index that a request asks for, with the action on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// `dynamodb:Query`.
    pub(super) action: String,
    /// The table's name or ARN, as sent; `None` for all tables.
    pub(super) table: Option<String>,
    /// The index that is read.
    pub(super) index: Option<String>,
}

impl Target {
    fn new(action: &str, table: &str) -> Self {
        Self { action: format!("dynamodb:{action}"), table: Some(table.to_owned()), index: None }
    }
}

/// What a request asks for, in its order, each action on each table once. A request that names no table asks for
/// nothing: it is refused, because each operation but `ListTables` needs one.
pub(super) fn targets(operation: Operation, request: &Value) -> Vec<Target> {
    let table = || request.get("TableName").and_then(Value::as_str);
    let all = match operation.name {
        "ListTables" => vec![Target { action: "dynamodb:ListTables".to_owned(), table: None, index: None }],
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = request.get("RequestItems").and_then(Value::as_object);
            tables.into_iter().flatten().map(|(table, _)| Target::new(operation.name, table)).collect()
        }
        "TransactGetItems" | "TransactWriteItems" => transact_parts(request)
            .filter_map(|(part, of)| {
                let action = match part {
                    "Get" => "GetItem",
                    "Put" => "PutItem",
                    "Update" => "UpdateItem",
                    "Delete" => "DeleteItem",
                    "ConditionCheck" => "ConditionCheckItem",
                    _ => return None,
                };
                Some(Target::new(action, of.get("TableName")?.as_str()?))
            })
            .collect(),
        "ListTagsOfResource" | "TagResource" | "UntagResource" => {
            let resource = request.get("ResourceArn").and_then(Value::as_str);
            resource.into_iter().map(|arn| Target::new(operation.name, arn)).collect()
        }
        "Query" | "Scan" => {
            let index = request.get("IndexName").and_then(Value::as_str).map(str::to_owned);
            table()
                .into_iter()
                .map(|table| Target { index: index.clone(), ..Target::new(operation.name, table) })
                .collect()
        }
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.Operations.html
        "CreateTable" => {
            let tagged = request.get("Tags").and_then(Value::as_array).is_some_and(|tags| !tags.is_empty());
            let actions = ["CreateTable"].into_iter().chain(tagged.then_some("TagResource"));
            table().into_iter().flat_map(|table| actions.clone().map(|action| Target::new(action, table))).collect()
        }
        name => table().into_iter().map(|table| Target::new(name, table)).collect(),
    };
    let mut once: Vec<Target> = Vec::new();
    for target in all {
        if !once.contains(&target) {
            once.push(target);
        }
    }
    once
}

/// The parts of a transaction: what is done, and its parameters.
pub(super) fn transact_parts(request: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let items = request.get("TransactItems").and_then(Value::as_array);
    let parts = items.into_iter().flatten().filter_map(Value::as_object).flatten();
    parts.map(|(part, of)| (part.as_str(), of))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(operation: &str, request: &Value) -> Vec<String> {
        let operation = Operation::named(operation).expect("emulated");
        let told = |target: Target| {
            let index = target.index.map(|index| format!("/{index}")).unwrap_or_default();
            format!("{} {}{index}", target.action, target.table.unwrap_or_else(|| "*".to_owned()))
        };
        targets(operation, request).into_iter().map(told).collect()
    }

    #[test]
    fn the_lists_can_be_searched_and_do_not_meet() {
        assert!(NOT_EMULATED.is_sorted());
        for (name, _) in EMULATED {
            assert!(!Operation::is_elsewhere(name), "{name}");
        }
        assert!(Operation::is_elsewhere("ExecuteStatement") && !Operation::is_elsewhere("Qurey"));
    }

    #[test]
    fn each_operation_asks_for_its_action_on_each_table_or_index() {
        assert_eq!(asked("GetItem", &json!({"TableName": "a"})), ["dynamodb:GetItem a"]);
        assert_eq!(asked("Query", &json!({"TableName": "a"})), ["dynamodb:Query a"]);
        assert_eq!(asked("Query", &json!({"TableName": "a", "IndexName": "i"})), ["dynamodb:Query a/i"]);
        assert_eq!(asked("Scan", &json!({"TableName": "a", "IndexName": "i"})), ["dynamodb:Scan a/i"]);
        assert_eq!(asked("GetItem", &json!({"TableName": "a", "IndexName": "i"})), ["dynamodb:GetItem a"]);
        assert_eq!(asked("ListTables", &json!({})), ["dynamodb:ListTables *"]);
        let batch = json!({"RequestItems": {"b": [], "a": []}});
        assert_eq!(asked("BatchWriteItem", &batch), ["dynamodb:BatchWriteItem b", "dynamodb:BatchWriteItem a"]);
        let tagged = json!({"TableName": "a", "Tags": [{"Key": "k", "Value": "v"}]});
        assert_eq!(asked("CreateTable", &tagged), ["dynamodb:CreateTable a", "dynamodb:TagResource a"]);
    }

    #[test]
    fn a_transaction_asks_for_the_action_of_each_part() {
        let request = json!({"TransactItems": [
            {"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}, {"Put": {"TableName": "a"}},
            {"Update": {"TableName": "a"}}, {"Delete": {"TableName": "b"}},
        ]});
        let all =
            ["dynamodb:PutItem a", "dynamodb:ConditionCheckItem b", "dynamodb:UpdateItem a", "dynamodb:DeleteItem b"];
        assert_eq!(asked("TransactWriteItems", &request), all);
        let request = json!({"TransactItems": [{"Get": {"TableName": "a"}}]});
        assert_eq!(asked("TransactGetItems", &request), ["dynamodb:GetItem a"]);
    }
}
