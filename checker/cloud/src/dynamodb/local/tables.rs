//! One cloud's tables at the address, run like the embedded engine.

use serde_json::{Value, json};

use super::super::engine::Engine;
use super::super::operation::transact_parts;
use super::super::refusal::Refusal;
use super::DynamoDbLocal;
use super::names::Names;

/// The tables of one cloud; clones are the same tables.
#[derive(Clone, Debug)]
pub(in super::super) struct LocalTables {
    local: DynamoDbLocal,
    names: Names,
}

impl LocalTables {
    pub(super) fn new(local: DynamoDbLocal, prefix: String) -> Self {
        Self { local, names: Names::new(prefix) }
    }

    /// Runs an operation; request and answer are those of the embedded engine.
    pub(in super::super) fn run(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        if let Some(refusal) = self.wrong_name(operation, request) {
            return Err(refusal);
        }
        match operation {
            "ListTables" => self.list(request),
            "CreateTable" => self.create(request),
            "DeleteTable" => self.delete(request),
            "ListTagsOfResource" | "TagResource" | "UntagResource" => self.tags(operation, request),
            _ => self.ask(operation, request),
        }
    }

    /// Asks with the names that the tables have there.
    fn ask(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let mut request = request.clone();
        self.names.request_there(&mut request);
        self.ask_there(operation, &request)
    }

    fn ask_there(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let reply = self.local.ask(operation, request).map_err(|fault| Refusal::fault(&fault))?;
        let mut body = reply.body;
        if reply.status.is_success() {
            self.names.answer_back(&mut body);
            return Ok(body);
        }
        self.names.error_back(&mut body);
        Err(Refusal::told(reply.status, body))
    }

    /// A name that no table can have is not asked for: the embedded engine says what is wrong with it.
    fn wrong_name(&self, operation: &str, request: &Value) -> Option<Refusal> {
        let named = request["TableName"].as_str().into_iter();
        let batch = request["RequestItems"].as_object().into_iter().flatten().map(|(table, _)| table.as_str());
        let parts = transact_parts(request).filter_map(|(_, part)| part["TableName"].as_str());
        for table in named.chain(batch).chain(parts) {
            if !Names::is_possible(table) {
                let refused = Engine::embedded().and_then(|engine| engine.run(operation, request));
                let missing = || Refusal::own("ResourceNotFoundException", "Requested resource not found");
                return Some(refused.err().unwrap_or_else(missing));
            }
            if self.names.is_too_long(table) {
                let most = 255 - self.names.prefix().len();
                let message = format!("With DynamoDB Local a table's name has at most {most} characters here: {table}");
                return Some(Refusal::validation(message));
            }
        }
        None
    }

    /// What is made is remembered before it is asked for: an answer may be lost on its way.
    fn create(&self, request: &Value) -> Result<Value, Refusal> {
        let table = request["TableName"].as_str().map(|table| self.names.there(table));
        let new = table.as_ref().is_some_and(|table| self.local.made().insert(table.clone()));
        let mut made = self.ask("CreateTable", request);
        match (&mut made, &table) {
            (Ok(answer), _) => being(&mut answer["TableDescription"], "CREATING"),
            (Err(refusal), Some(table)) if new && !refusal.is_fault() => {
                self.local.made().remove(table);
            }
            _ => {}
        }
        made
    }

    fn delete(&self, request: &Value) -> Result<Value, Refusal> {
        let mut answer = self.ask("DeleteTable", request)?;
        being(&mut answer["TableDescription"], "DELETING");
        if let Some(table) = request["TableName"].as_str() {
            self.local.made().remove(&self.names.there(table));
        }
        Ok(answer)
    }

    /// Only the cloud's own tables. They stand together, because their names begin alike, so pages stay pages.
    fn list(&self, request: &Value) -> Result<Value, Refusal> {
        let mut there = request.clone();
        let start = request["ExclusiveStartTableName"].as_str().unwrap_or_default();
        there["ExclusiveStartTableName"] = json!(self.names.there(start));
        // Asked without `ask_there`, which takes from others' tables nothing, so that they can be told apart.
        let mut page = self.page_of_tables(&there)?;
        if let Some(last) = page.last.take() {
            let next = self.page_of_tables(&json!({"Limit": 1, "ExclusiveStartTableName": self.names.there(&last)}))?;
            page.last = Some(last).filter(|_| !next.tables.is_empty());
        }
        let mut answer = json!({"TableNames": page.tables});
        if let Some(last) = page.last {
            answer["LastEvaluatedTableName"] = json!(last);
        }
        Ok(answer)
    }

    fn page_of_tables(&self, request: &Value) -> Result<Page, Refusal> {
        let reply = self.local.ask("ListTables", request).map_err(|fault| Refusal::fault(&fault))?;
        let mut body = reply.body;
        if !reply.status.is_success() {
            self.names.error_back(&mut body);
            return Err(Refusal::told(reply.status, body));
        }
        let own = |table: &Value| table.as_str()?.strip_prefix(self.names.prefix()).map(str::to_owned);
        let tables = body["TableNames"].as_array().into_iter().flatten().filter_map(own).collect();
        Ok(Page { tables, last: own(&body["LastEvaluatedTableName"]) })
    }

    /// Tags are kept by ARN, and the ARN there is the engine's own.
    fn tags(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let Some(arn) = request["ResourceArn"].as_str() else { return self.ask(operation, request) };
        let resource = arn.splitn(6, ':').nth(5).and_then(|resource| resource.strip_prefix("table/"));
        let Some(table) = resource.filter(|table| Names::is_possible(table)) else {
            return Engine::embedded()?.run(operation, request);
        };
        let described = json!({"TableName": self.names.there(table)});
        let described = self.local.ask("DescribeTable", &described).map_err(|fault| Refusal::fault(&fault))?;
        let Some(there) = described.body["Table"]["TableArn"].as_str() else {
            let message = format!("Requested resource not found: ResourcArn: {arn} not found");
            return Err(Refusal::own("ResourceNotFoundException", &message));
        };
        let mut request = request.clone();
        request["ResourceArn"] = json!(there);
        self.ask_there(operation, &request)
    }
}

struct Page {
    tables: Vec<String>,
    last: Option<String>,
}

/// DynamoDB Local is done at once and says so; AWS says what it has begun.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html>
fn being(table: &mut Value, status: &str) {
    table["TableStatus"] = json!(status);
    for index in table.get_mut("GlobalSecondaryIndexes").and_then(Value::as_array_mut).into_iter().flatten() {
        index["IndexStatus"] = json!(status);
    }
}
