//! One cloud's tables at the address, run like the embedded engine.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::super::engine::Engine;
use super::super::operation::transact_parts;
use super::super::refusal::Refusal;
use super::client::Reply;
use super::names::Names;
use super::{DynamoDbLocal, QUESTIONS, words};

/// How often an operation on a table itself is asked again when it failed.
const AGAIN: usize = 5;

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html>
const LARGEST_PAGE: usize = 100;

/// The tables of one cloud; clones are the same tables.
#[derive(Clone, Debug)]
pub(in super::super) struct LocalTables {
    local: DynamoDbLocal,
    names: Names,
    /// The billing modes that were asked for, by table: `DynamoDB` Local shows none.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html>
    billing: Arc<Mutex<BTreeMap<String, Value>>>,
}

impl LocalTables {
    pub(super) fn new(local: DynamoDbLocal, prefix: String) -> Self {
        Self { local, names: Names::new(prefix), billing: Arc::default() }
    }

    /// Runs an operation; request and answer are those of the embedded engine.
    pub(in super::super) fn run(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        if let Some(refusal) = self.wrong_name(operation, request) {
            return Err(refusal);
        }
        let ran = match operation {
            "ListTables" => self.list(request),
            "CreateTable" => self.create(request),
            "DeleteTable" => self.delete(request),
            "DescribeTable" | "UpdateTable" => self.describe(operation, request),
            "ListTagsOfResource" | "TagResource" | "UntagResource" => self.tags(operation, request),
            _ => self.ask(operation, request),
        };
        ran.map_err(|refusal| words::of_aws(&self.engine(), operation, request, refusal))
    }

    /// Asks with the names that the tables have there.
    fn ask(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let mut there = request.clone();
        self.names.request_there(&mut there);
        let mut reply = self.local.ask(operation, &there)?;
        // It fails on some requests that AWS refuses.
        let told = reply.status.is_server_error().then(|| words::refused(&self.engine(), operation, request)).flatten();
        if let Some(refusal) = told {
            return Err(refusal);
        }
        // It fails now and then where tables are made side by side, by whomever: no item is at stake, so it is asked again.
        let again = if operation.ends_with("Table") { AGAIN } else { 0 };
        for _ in 0..again {
            if !reply.status.is_server_error() {
                break;
            }
            self.local.pause();
            reply = self.local.ask(operation, &there)?;
        }
        self.answer(reply)
    }

    fn answer(&self, reply: Reply) -> Result<Value, Refusal> {
        if reply.status.is_server_error() {
            return Err(self.local.out_of_order(&format!("it answered {}", reply.told())));
        }
        let mut body = reply.body;
        if reply.status.is_success() {
            self.names.answer_back(&mut body);
            return Ok(body);
        }
        self.names.error_back(&mut body);
        Err(Refusal::told(reply.status, body))
    }

    fn engine(&self) -> Engine {
        Engine::Local(self.clone())
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

    /// What AWS refuses is refused before it is asked for, by the embedded engine, which is stricter. What is made is
    /// remembered before that: an answer may be lost on its way.
    fn create(&self, request: &Value) -> Result<Value, Refusal> {
        Engine::embedded()?.run("CreateTable", request)?;
        let table = request["TableName"].as_str().unwrap_or_default();
        let there = self.names.there(table);
        let new = self.local.made().insert(there.clone());
        let mut answer = match self.ask("CreateTable", request) {
            Ok(answer) => answer,
            Err(refusal) => {
                if new && !refusal.is_fault() {
                    self.local.made().remove(&there);
                }
                return Err(refusal);
            }
        };
        if request["BillingMode"] == "PAY_PER_REQUEST" {
            self.billing().insert(table.to_owned(), request["BillingMode"].clone());
        }
        self.wait(table, |described| described.is_some_and(is_active))?;
        self.show_billing(table, &mut answer["TableDescription"]);
        being(&mut answer["TableDescription"], "CREATING");
        Ok(answer)
    }

    fn delete(&self, request: &Value) -> Result<Value, Refusal> {
        let mut answer = self.ask("DeleteTable", request)?;
        let table = request["TableName"].as_str().unwrap_or_default();
        self.wait(table, |described| described.is_none())?;
        self.local.made().remove(&self.names.there(table));
        self.show_billing(table, &mut answer["TableDescription"]);
        self.billing().remove(table);
        being(&mut answer["TableDescription"], "DELETING");
        Ok(answer)
    }

    /// Describes or changes a table.
    fn describe(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let mut answer = self.ask(operation, request)?;
        let table = request["TableName"].as_str().unwrap_or_default();
        if operation == "UpdateTable" && request["BillingMode"].is_string() {
            self.billing().insert(table.to_owned(), request["BillingMode"].clone());
        }
        let description = if operation == "UpdateTable" { "TableDescription" } else { "Table" };
        self.show_billing(table, &mut answer[description]);
        Ok(answer)
    }

    fn show_billing(&self, table: &str, description: &mut Value) {
        if let Some(mode) = self.billing().get(table).filter(|_| description["BillingModeSummary"].is_null()) {
            description["BillingModeSummary"] = json!({"BillingMode": mode});
        }
    }

    fn billing(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Value>> {
        self.billing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a table is as wished, which it mostly is at once: by itself a table here is there when it is made, and
    /// its name free when it is deleted.
    fn wait(&self, table: &str, done: impl Fn(Option<&Value>) -> bool) -> Result<(), Refusal> {
        let request = json!({"TableName": table});
        for _ in 0..QUESTIONS {
            let described = match self.ask("DescribeTable", &request) {
                Ok(answer) => Some(answer),
                Err(refusal) if refusal.is_fault() => return Err(refusal),
                Err(_) => None,
            };
            if done(described.as_ref().map(|answer| &answer["Table"])) {
                break;
            }
            self.local.pause();
        }
        Ok(())
    }

    /// Only the cloud's own tables, in pages of their own: the pages there hold others' tables too.
    fn list(&self, request: &Value) -> Result<Value, Refusal> {
        // The rules of the request; its answer is empty.
        Engine::embedded()?.run("ListTables", request)?;
        let start = request["ExclusiveStartTableName"].as_str().unwrap_or_default();
        let limit = request["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(LARGEST_PAGE);
        let mut tables = self.all()?;
        tables.retain(|table| table.as_str() > start);
        let more = tables.len() > limit;
        tables.truncate(limit);
        let mut answer = json!({"TableNames": tables});
        if let Some(last) = tables.last().filter(|_| more) {
            answer["LastEvaluatedTableName"] = json!(last);
        }
        Ok(answer)
    }

    /// The names of all tables of the cloud, in their order.
    fn all(&self) -> Result<Vec<String>, Refusal> {
        let mut request = json!({"Limit": LARGEST_PAGE});
        let mut tables = Vec::new();
        loop {
            let reply = self.local.ask("ListTables", &request)?;
            let last = reply.body["LastEvaluatedTableName"].clone();
            let names: Vec<Value> = reply.body["TableNames"].as_array().cloned().unwrap_or_default();
            self.answer(reply)?;
            let own = |table: &Value| Some(table.as_str()?.strip_prefix(self.names.prefix())?.to_owned());
            tables.extend(names.iter().filter_map(own));
            // Whoever answers one page again and again has no more.
            if last.is_null() || last == request["ExclusiveStartTableName"] {
                tables.sort_unstable();
                return Ok(tables);
            }
            request["ExclusiveStartTableName"] = last;
        }
    }

    /// Tags are kept by ARN, and the ARN there is the engine's own.
    fn tags(&self, operation: &str, request: &Value) -> Result<Value, Refusal> {
        let Some(arn) = request["ResourceArn"].as_str() else { return self.ask(operation, request) };
        let resource = arn.splitn(6, ':').nth(5).and_then(|resource| resource.strip_prefix("table/"));
        let Some(table) = resource.filter(|table| Names::is_possible(table)) else {
            return Engine::embedded()?.run(operation, request);
        };
        let described = json!({"TableName": self.names.there(table)});
        let described = self.local.ask("DescribeTable", &described)?;
        if described.status.is_server_error() {
            return self.answer(described);
        }
        let Some(there) = described.body["Table"]["TableArn"].as_str() else {
            let message = format!("Requested resource not found: ResourcArn: {arn} not found");
            return Err(Refusal::own("ResourceNotFoundException", &message));
        };
        let mut request = request.clone();
        request["ResourceArn"] = json!(there);
        self.answer(self.local.ask(operation, &request)?)
    }
}

/// `DynamoDB` Local is done at once and says so; AWS says what it has begun.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html>
fn being(table: &mut Value, status: &str) {
    table["TableStatus"] = json!(status);
    for index in table.get_mut("GlobalSecondaryIndexes").and_then(Value::as_array_mut).into_iter().flatten() {
        index["IndexStatus"] = json!(status);
    }
}

/// Whether a table and its indexes can be used.
fn is_active(table: &Value) -> bool {
    let mut indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    table["TableStatus"] == "ACTIVE" && indexes.all(|index| index["IndexStatus"] == "ACTIVE")
}
