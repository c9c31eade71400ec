//! The tables of one cloud: the engine, and what is set to happen to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};

use super::capacity::{Consumed, Wanted, consumed};
use super::engine::Engine;
use super::index_throughput::IndexThroughput;
use super::local::DynamoDbLocal;
use super::operation::{Kind, Operation, targets};
use super::pages::{EarlyPages, Page};
use super::refusal::Refusal;
use super::rivals::{self, Rivals};
use super::rules;
use super::throttle::{Admitted, Buckets};

/// The tables, and the switches that a check sets.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The embedded one is made for the first request: most labs have no table.
    engine: OnceLock<Engine>,
    pub(super) switches: Mutex<Switches>,
}

/// What is not as it would be by itself.
#[derive(Debug, Default)]
pub(super) struct Switches {
    pub(super) buckets: Buckets,
    /// Tables whose indexes lag behind, by name.
    pub(super) behind: BTreeMap<String, Behind>,
    pub(super) index_throughput: IndexThroughput,
    /// How often `DescribeTable` says that a new table is being created.
    pub(super) creation: usize,
    /// Tables that are being created, with how often that is still said.
    pub(super) creating: BTreeMap<String, usize>,
    pub(super) pages: EarlyPages,
    pub(super) rivals: Rivals,
}

/// A table as its indexes still show it.
#[derive(Debug)]
pub(super) struct Behind {
    pub(super) engine: Engine,
    /// How many reads of its indexes still show it so.
    pub(super) reads: usize,
}

/// What a request was answered, and what it consumed.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Value,
    pub(super) consumed: Vec<Consumed>,
}

impl Tables {
    /// No tables, in this process or on `DynamoDB` Local.
    pub(crate) fn new(local: Option<&DynamoDbLocal>) -> Self {
        let engine = OnceLock::new();
        if let Some(local) = local {
            engine.get_or_init(|| Engine::Local(local.tables_of_cloud()));
        }
        Self { engine, switches: Mutex::default() }
    }

    /// The engine, started where it is not.
    pub(super) fn engine(&self) -> Result<&Engine, Refusal> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let engine = Engine::embedded()?;
        Ok(self.engine.get_or_init(|| engine))
    }

    pub(super) fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation that somebody may, whose tables are given by name.
    pub(super) fn run(&self, operation: Operation, mut request: Value) -> Result<Answer, Refusal> {
        let engine = self.engine()?;
        let targets = targets(operation, &request);
        let tables: BTreeSet<&str> = targets.iter().filter_map(|target| target.table.as_deref()).collect();
        let tables: Vec<&str> = tables.into_iter().collect();
        let index = targets.iter().find_map(|target| target.index.as_deref());
        self.check_creating(operation, &tables)?;
        // A local secondary index uses its table's capacity.
        let throttled = !self.switches().buckets.is_empty();
        let arm = index.filter(|index| throttled && tables.iter().all(|table| is_global(engine, table, index)));
        let admitted = self.switches().buckets.admit(operation, &tables, arm, &request);
        let mut rest = None;
        match admitted {
            Admitted::All => {}
            Admitted::Part { request: part, rest: left } => {
                check(engine, operation, &tables, &request)?;
                request = part;
                rest = Some(left);
            }
            Admitted::Nothing(refusal) => {
                check(engine, operation, &tables, &request)?;
                return Err(refusal);
            }
        }
        rules::check(engine, operation.name, &mut request)?;
        let wanted = if operation.kind == Kind::Control { Wanted::AsEngine } else { Wanted::take(&mut request) };
        let page = self.prepare(engine, operation, &tables, index, &mut request);
        let engine = match (index, tables.first()) {
            (Some(_), Some(table)) => self.shown_by_index(table).unwrap_or_else(|| engine.clone()),
            _ => engine.clone(),
        };
        let mut body = engine.run(operation.name, &request)?;
        count_once(&request, &mut body);
        page.shape(&request, &mut body);
        let consumed = consumed(&body);
        self.switches().buckets.charge(operation, &consumed);
        wanted.leave(&mut body);
        if let Some(rest) = rest {
            let unprocessed = if operation.kind == Kind::Write { "UnprocessedItems" } else { "UnprocessedKeys" };
            if let Some(members) = body[unprocessed].as_object_mut() {
                members.extend(rest);
            }
        }
        self.follow(operation, &tables, &request, &mut body);
        Ok(Answer { body, consumed })
    }

    /// What is to happen to one request: where its page ends, and who writes before it.
    fn prepare(
        &self,
        engine: &Engine,
        operation: Operation,
        tables: &[&str],
        index: Option<&str>,
        request: &mut Value,
    ) -> Page {
        let Some(table) = tables.first() else { return Page::Whole };
        match operation.name {
            "Query" | "Scan" => return self.switches().pages.shorten(table, index, request),
            "PutItem" => self.write_before(engine, table, request),
            "TransactWriteItems" => {
                let puts = request["TransactItems"].as_array().into_iter().flatten().map(|part| &part["Put"]);
                for put in puts.filter(|put| put.is_object()) {
                    self.write_before(engine, put["TableName"].as_str().unwrap_or(table), put);
                }
            }
            _ => {}
        }
        Page::Whole
    }

    /// Lets somebody else write what a put is about to write, if anybody is set to.
    fn write_before(&self, engine: &Engine, table: &str, put: &Value) {
        let rival = self.switches().rivals.next(table);
        if let Some(item) = rival {
            rivals::write(engine, table, item, put);
        }
    }

    /// The table as its indexes show it, while they lag behind.
    fn shown_by_index(&self, table: &str) -> Option<Engine> {
        let mut switches = self.switches();
        let behind = switches.behind.get_mut(table)?;
        let engine = behind.engine.clone();
        behind.reads -= 1;
        if behind.reads == 0 {
            switches.behind.remove(table);
        }
        Some(engine)
    }

    /// A table that is being created has no items yet, and cannot be changed.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>
    fn check_creating(&self, operation: Operation, tables: &[&str]) -> Result<(), Refusal> {
        let switches = self.switches();
        let Some(table) = tables.iter().find(|table| switches.creating.contains_key(**table)) else {
            return Ok(());
        };
        match (operation.kind, operation.name) {
            (Kind::Read | Kind::Write, _) => {
                Err(Refusal::own("ResourceNotFoundException", "Requested resource not found"))
            }
            (_, "DeleteTable" | "UpdateTable") => {
                let message =
                    format!("Attempt to change a resource which is still in use: Table is being created: {table}");
                Err(Refusal::own("ResourceInUseException", &message))
            }
            _ => Ok(()),
        }
    }

    /// The states of tables, and what is set for a table that is no more.
    fn follow(&self, operation: Operation, tables: &[&str], request: &Value, body: &mut Value) {
        let mut switches = self.switches();
        let switches = &mut *switches;
        for table in tables {
            match operation.name {
                "CreateTable" if switches.creation > 0 => {
                    switches.creating.insert((*table).to_owned(), switches.creation);
                }
                "UpdateTable" => {
                    switches.index_throughput.update(table, request);
                    switches.index_throughput.describe(table, &mut body["TableDescription"]);
                }
                "DescribeTable" => {
                    switches.index_throughput.describe(table, &mut body["Table"]);
                    let Some(left) = switches.creating.get_mut(*table) else { continue };
                    *left -= 1;
                    if *left == 0 {
                        switches.creating.remove(*table);
                    }
                    being_created(&mut body["Table"]);
                }
                "DeleteTable" => {
                    switches.buckets.remove(table);
                    switches.behind.remove(*table);
                    switches.index_throughput.remove(table);
                    switches.pages.remove(table);
                    switches.rivals.remove(table);
                }
                _ => {}
            }
        }
    }
}

/// Without a filter, what is read is what is returned. The embedded engine counts the item at which a page ends, too.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-response-ScannedCount>
fn count_once(request: &Value, body: &mut Value) {
    let filters = ["FilterExpression", "QueryFilter", "ScanFilter"];
    if body.get("ScannedCount").is_some() && filters.iter().all(|filter| request.get(filter).is_none()) {
        body["ScannedCount"] = body["Count"].clone();
    }
}

fn being_created(table: &mut Value) {
    table["TableStatus"] = json!("CREATING");
    for index in table["GlobalSecondaryIndexes"].as_array_mut().into_iter().flatten() {
        index["IndexStatus"] = json!("CREATING");
    }
}

fn is_global(engine: &Engine, table: &str, index: &str) -> bool {
    let described = engine.run("DescribeTable", &json!({"TableName": table})).unwrap_or_default();
    let global = described["Table"]["GlobalSecondaryIndexes"].as_array();
    global.is_some_and(|indexes| indexes.iter().any(|known| known["IndexName"] == index))
}

/// Whether a request keeps the API's rules, which comes before capacity: it is tried where there are no items. What
/// depends on items is not looked at.
fn check(engine: &Engine, operation: Operation, tables: &[&str], request: &Value) -> Result<(), Refusal> {
    let tried = engine.empty_copy(tables).and_then(|copy| copy.run(operation.name, request));
    let Err(refusal) = tried else { return Ok(()) };
    let of_rules = matches!(&*refusal.error.code, "ValidationException" | "ResourceNotFoundException");
    let of_items = refusal.error.message.contains("that does not exist in the item");
    if of_rules && !of_items { Err(refusal) } else { Ok(()) }
}
