//! Too little capacity, on demand: which part of a request goes through.
//!
//! Real capacity comes back with time. Here it comes back with requests, so that a run can be repeated.

use std::collections::BTreeMap;

use dynoxide::types::{Item, item_size};
use serde_json::{Map, Value, json};

use super::capacity::Consumed;
use super::operation::{Kind, Operation, transact_parts};
use super::refusal::Refusal;

/// How much capacity a table or an index has, in capacity units.
///
/// A request goes through while any is left, and takes what it needs, so that what is left can be less than nothing: as
/// on AWS, a large page is paid for by those who come after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttle {
    /// What there is at first, and the most that there can be: AWS's burst capacity.
    pub burst: f64,
    /// What each later request finds added, whether it goes through or not. With 0, nothing ever goes through again.
    pub per_request: f64,
}

/// Whether reads or writes are throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Throttled {
    /// Read capacity units.
    Reads,
    /// Write capacity units.
    Writes,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    table: String,
    /// A global secondary index; `None` for the table.
    index: Option<String>,
    throttled: Throttled,
}

#[derive(Clone, Debug)]
struct Bucket {
    throttle: Throttle,
    left: f64,
    /// False until the first request.
    used: bool,
}

/// The capacities that are set.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets(BTreeMap<Place, Bucket>);

/// What goes through of a request.
#[derive(Debug, PartialEq)]
pub(super) enum Admitted {
    /// All of it; nothing is throttled, or there is enough.
    All,
    /// Of a batch, what `request` holds; `rest` is answered as unprocessed.
    Part { request: Value, rest: Map<String, Value> },
    /// Nothing.
    Nothing(Refusal),
}

impl Buckets {
    pub(super) fn set(&mut self, table: &str, index: Option<&str>, throttled: Throttled, throttle: Throttle) {
        let place = Place { table: table.to_owned(), index: index.map(str::to_owned), throttled };
        self.0.insert(place, Bucket { throttle, left: throttle.burst, used: false });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn remove(&mut self, table: &str) {
        self.0.retain(|place, _| place.table != table);
    }

    /// What goes through of a request that names `tables`, and of reads `index`.
    pub(super) fn admit(
        &mut self,
        operation: Operation,
        tables: &[&str],
        index: Option<&str>,
        request: &Value,
    ) -> Admitted {
        let throttled = match operation.kind {
            Kind::Control => return Admitted::All,
            Kind::Read => Throttled::Reads,
            Kind::Write => Throttled::Writes,
        };
        let concerned = |place: &Place| {
            let reached = throttled == Throttled::Writes || place.index.as_deref() == index;
            place.throttled == throttled && reached && tables.contains(&place.table.as_str())
        };
        let mut any = false;
        for (_, bucket) in self.0.iter_mut().filter(|(place, _)| concerned(place)) {
            any = true;
            if bucket.used {
                let most = bucket.throttle.burst.max(bucket.throttle.per_request);
                bucket.left = (bucket.left + bucket.throttle.per_request).min(most);
            }
            bucket.used = true;
        }
        if !any {
            return Admitted::All;
        }
        match operation.name {
            "BatchWriteItem" | "BatchGetItem" => self.admit_batch(throttled, request),
            "TransactWriteItems" | "TransactGetItems" => self.admit_transaction(throttled, request),
            _ => match tables.iter().find_map(|table| self.empty(table, index, throttled)) {
                Some(place) => Admitted::Nothing(exceeded(place)),
                None => Admitted::All,
            },
        }
    }

    /// The place that has nothing left for a request on a table.
    fn empty(&self, table: &str, index: Option<&str>, throttled: Throttled) -> Option<&Place> {
        let concerned = |place: &Place| {
            let reached = throttled == Throttled::Writes || place.index.as_deref() == index;
            place.throttled == throttled && place.table == table && reached
        };
        self.0.iter().find(|(place, bucket)| concerned(place) && bucket.left <= 0.0).map(|(place, _)| place)
    }

    /// Goes through the batch in its order and sets apart what finds nothing left.
    fn admit_batch(&mut self, throttled: Throttled, request: &Value) -> Admitted {
        let mut through = Map::new();
        let mut rest = Map::new();
        let mut refused_by = None;
        let tables = request.get("RequestItems").and_then(Value::as_object);
        // Estimates, only to know when to stop: what was really consumed is taken after the engine has run.
        let mut lent: Vec<(String, f64)> = Vec::new();
        for (table, of) in tables.into_iter().flatten() {
            let parts = if throttled == Throttled::Writes { of.as_array() } else { of["Keys"].as_array() };
            let (mut admitted, mut refused) = (Vec::new(), Vec::new());
            for part in parts.into_iter().flatten() {
                if let Some(place) = self.empty(table, None, throttled) {
                    refused_by.get_or_insert_with(|| place.clone());
                    refused.push(part.clone());
                    continue;
                }
                let units = if throttled == Throttled::Writes { write_units(part) } else { read_units(of) };
                self.take(table, None, throttled, units);
                lent.push((table.clone(), units));
                admitted.push(part.clone());
            }
            for (parts, map) in [(admitted, &mut through), (refused, &mut rest)] {
                if !parts.is_empty() {
                    map.insert(table.clone(), with_parts(of, parts));
                }
            }
        }
        for (table, units) in lent {
            self.take(&table, None, throttled, -units);
        }
        match refused_by {
            None => Admitted::All,
            Some(place) if through.is_empty() => Admitted::Nothing(exceeded(&place)),
            Some(_) => {
                let mut request = request.clone();
                request["RequestItems"] = Value::Object(through);
                Admitted::Part { request, rest }
            }
        }
    }

    /// A transaction goes through as a whole or not at all, and says for each part why.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
    fn admit_transaction(&self, throttled: Throttled, request: &Value) -> Admitted {
        let reason = |(_, part): (&str, &Value)| {
            let table = part["TableName"].as_str().unwrap_or_default();
            self.empty(table, None, throttled).map(message)
        };
        let reasons: Vec<Option<&str>> = transact_parts(request).map(reason).collect();
        if reasons.iter().all(Option::is_none) {
            return Admitted::All;
        }
        let codes: Vec<&str> =
            reasons.iter().map(|reason| reason.map_or("None", |_| "ProvisionedThroughputExceeded")).collect();
        let message = format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        );
        let mut refusal = Refusal::own("TransactionCanceledException", &message);
        let shown = reasons.iter().zip(codes).map(|(reason, code)| match reason {
            Some(message) => json!({"Code": code, "Message": message}),
            None => json!({"Code": code}),
        });
        refusal.body["CancellationReasons"] = shown.collect();
        Admitted::Nothing(refusal)
    }

    /// Takes what a request consumed.
    pub(super) fn charge(&mut self, operation: Operation, consumed: &[Consumed]) {
        let throttled = if operation.kind == Kind::Write { Throttled::Writes } else { Throttled::Reads };
        for Consumed { table, index, units } in consumed {
            self.take(table, index.as_deref(), throttled, *units);
        }
    }

    fn take(&mut self, table: &str, index: Option<&str>, throttled: Throttled, units: f64) {
        let place = Place { table: table.to_owned(), index: index.map(str::to_owned), throttled };
        if let Some(bucket) = self.0.get_mut(&place) {
            bucket.left -= units;
        }
    }
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html> words both.
fn message(place: &Place) -> &'static str {
    match place.index {
        None => {
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
             provisioning level with the UpdateTable API."
        }
        Some(_) => {
            "The level of configured provisioned throughput for one or more global secondary indexes of the table was \
             exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes \
             with the UpdateTable API"
        }
    }
}

fn exceeded(place: &Place) -> Refusal {
    Refusal::own("ProvisionedThroughputExceededException", message(place))
}

/// The same table's part of a batch with other items: of reads with its parameters.
fn with_parts(of: &Value, parts: Vec<Value>) -> Value {
    if of.is_array() {
        return Value::Array(parts);
    }
    let mut of = of.clone();
    of["Keys"] = Value::Array(parts);
    of
}

/// 1 for each KB of the item, rounded up; a deletion takes at least 1.
fn write_units(part: &Value) -> f64 {
    let item = part.get("PutRequest").and_then(|put| put.get("Item")).cloned().unwrap_or_default();
    let item: Item = serde_json::from_value(item).unwrap_or_default();
    let kilobytes = item_size(&item).div_ceil(1024).max(1);
    u32::try_from(kilobytes).map_or(f64::MAX, f64::from)
}

/// At least 1 for a strongly consistent read, else half.
fn read_units(of: &Value) -> f64 {
    if of["ConsistentRead"] == json!(true) { 1.0 } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(name: &str) -> Operation {
        Operation::named(name).expect("emulated")
    }

    fn buckets(index: Option<&str>, throttled: Throttled, burst: f64, per_request: f64) -> Buckets {
        let mut buckets = Buckets::default();
        buckets.set("Chat", index, throttled, Throttle { burst, per_request });
        buckets
    }

    fn put(id: usize, bytes: usize) -> Value {
        json!({"PutRequest": {"Item": {"Id": {"N": id.to_string()}, "Text": {"S": "x".repeat(bytes)}}}})
    }

    fn of_table(units: f64) -> [Consumed; 1] {
        [Consumed { table: "Chat".to_owned(), index: None, units }]
    }

    #[test]
    fn requests_go_through_while_anything_is_left_and_each_finds_more() {
        let mut buckets = buckets(None, Throttled::Writes, 1.0, 0.5);
        let write = operation("PutItem");
        let goes: Vec<bool> = (0..7)
            .map(|_| {
                let goes = buckets.admit(write, &["Chat"], None, &json!({})) == Admitted::All;
                if goes {
                    buckets.charge(write, &of_table(2.0));
                }
                goes
            })
            .collect();
        // 1 → -1; -0.5; 0; 0.5 → -1.5; -1; -0.5; 0
        assert_eq!(goes, [true, false, false, true, false, false, false]);
        assert_eq!(buckets.admit(operation("GetItem"), &["Chat"], None, &json!({})), Admitted::All, "reads");
        assert_eq!(buckets.admit(write, &["Other"], None, &json!({})), Admitted::All, "another table");
    }

    #[test]
    fn a_batch_goes_through_as_far_as_the_capacity_goes() {
        let mut buckets = buckets(None, Throttled::Writes, 3.0, 3.0);
        let write = operation("BatchWriteItem");
        let request = json!({"RequestItems": {"Chat": [put(1, 10), put(2, 1500), put(3, 10)], "Free": [put(4, 10)]}});
        let Admitted::Part { request: through, rest } = buckets.admit(write, &["Chat", "Free"], None, &request) else {
            panic!("a part goes through");
        };
        assert_eq!(through["RequestItems"], json!({"Chat": [put(1, 10), put(2, 1500)], "Free": [put(4, 10)]}));
        assert_eq!(Value::Object(rest.clone()), json!({"Chat": [put(3, 10)]}));
        buckets.charge(write, &of_table(3.0));
        let rest = json!({"RequestItems": rest});
        assert_eq!(buckets.admit(write, &["Chat"], None, &rest), Admitted::All, "three more came with the request");
    }

    #[test]
    fn a_batch_of_which_nothing_goes_through_is_refused() {
        let mut buckets = buckets(None, Throttled::Writes, 0.0, 0.0);
        let request = json!({"RequestItems": {"Chat": [put(1, 10)]}});
        let Admitted::Nothing(refusal) = buckets.admit(operation("BatchWriteItem"), &["Chat"], None, &request) else {
            panic!("nothing goes through");
        };
        assert_eq!(refusal.error.code, "ProvisionedThroughputExceededException");
    }

    #[test]
    fn unprocessed_keys_keep_their_parameters() {
        let mut buckets = buckets(None, Throttled::Reads, 1.0, 0.0);
        let keys: Vec<Value> = (0..3).map(|id| json!({"Id": {"N": id.to_string()}})).collect();
        let request = json!({"RequestItems": {"Chat": {"Keys": keys, "ProjectionExpression": "Id"}}});
        let Admitted::Part { rest, .. } = buckets.admit(operation("BatchGetItem"), &["Chat"], None, &request) else {
            panic!("a part goes through");
        };
        assert_eq!(rest["Chat"], json!({"Keys": keys[2..], "ProjectionExpression": "Id"}));
    }

    #[test]
    fn an_index_has_a_capacity_of_its_own_and_holds_writes_up() {
        let mut buckets = buckets(Some("I"), Throttled::Writes, 0.0, 0.0);
        let Admitted::Nothing(refusal) = buckets.admit(operation("PutItem"), &["Chat"], None, &json!({})) else {
            panic!("the index is behind");
        };
        assert!(refusal.error.message.contains("global secondary indexes"), "{}", refusal.error.message);
        let mut buckets = self::buckets(Some("I"), Throttled::Reads, 0.0, 0.0);
        let query = operation("Query");
        assert_eq!(buckets.admit(query, &["Chat"], None, &json!({})), Admitted::All);
        assert_ne!(buckets.admit(query, &["Chat"], Some("I"), &json!({})), Admitted::All);
    }

    #[test]
    fn a_transaction_is_cancelled_as_a_whole() {
        let mut buckets = buckets(None, Throttled::Writes, 0.0, 0.0);
        let request = json!({"TransactItems": [{"Put": {"TableName": "Free"}}, {"Put": {"TableName": "Chat"}}]});
        let admitted = buckets.admit(operation("TransactWriteItems"), &["Free", "Chat"], None, &request);
        let Admitted::Nothing(refusal) = admitted else { panic!("cancelled") };
        assert_eq!(refusal.body["CancellationReasons"][0], json!({"Code": "None"}));
        assert_eq!(refusal.body["CancellationReasons"][1]["Code"], "ProvisionedThroughputExceeded");
        assert!(refusal.error.message.ends_with("[None, ProvisionedThroughputExceeded]"));
    }
}
