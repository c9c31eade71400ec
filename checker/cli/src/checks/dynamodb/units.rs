//! Capacity units: by `DynamoDB`'s documented rules, and as it counts them for items of exactly that size.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>

use cloud::Cloud;
use serde_json::{Value, json};

use super::capacity_file::{Numbers, Prices, SMALLEST_ITEM};
use super::loader::{call, make_messages};
use super::resources::MESSAGES;
use crate::checks::Setting;
use crate::checks::function::start;
use crate::harness::Verdict;

/// A write capacity unit is for so many bytes.
pub(super) const WRITE: u64 = 1024;
/// A read capacity unit is for so many bytes, read consistently.
pub(super) const READ: u64 = 4096;
/// The most items of one `BatchWriteItem`.
const BATCH: usize = 25;
/// A conversation of more messages is not put into a table: that would take longer than it tells.
const MOST_MESSAGES: u64 = 3_000;

/// A whole number as one that can be halved.
#[expect(clippy::cast_precision_loss, reason = "no number of a chat is that large")]
pub(super) fn real(number: u64) -> f64 {
    number as f64
}

/// What a chat takes of Chat-Messages, by the rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Units {
    /// Write units of one message.
    pub(super) put: f64,
    /// Read units of all messages of a conversation.
    pub(super) open: f64,
    /// The same, read consistently.
    pub(super) open_consistent: f64,
    /// Read units of the newest message.
    pub(super) newest: f64,
}

impl Units {
    /// By the rules: a write is rounded up to 1 KB, all that one query reads to 4 KB, and half of it is enough where the
    /// read may be eventually consistent.
    pub(super) fn by_rule(numbers: &Numbers) -> Self {
        let consistent = real((numbers.message_bytes * numbers.messages).div_ceil(READ));
        Self {
            put: real(numbers.message_bytes.div_ceil(WRITE)),
            open: consistent / 2.0,
            open_consistent: consistent,
            newest: real(numbers.message_bytes.div_ceil(READ)) / 2.0,
        }
    }
}

/// What a table counts for the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    /// Write units of one message.
    pub(super) put: f64,
    /// Read units of all messages of a conversation; `None` where there are too many to try.
    pub(super) open: Option<f64>,
    /// The same, read consistently.
    pub(super) open_consistent: Option<f64>,
    /// Read units of the newest message.
    pub(super) newest: f64,
}

impl Measured {
    /// Puts items of exactly the student's size into a table, and asks for them as the function does.
    ///
    /// # Errors
    /// A fault when a request of ours is refused.
    pub(super) async fn of(setting: &Setting, numbers: &Numbers) -> Result<Self, Verdict> {
        let (cloud, _) = start(setting, &setting.region).await?;
        make_messages(&cloud)?;
        let all = numbers.messages <= MOST_MESSAGES;
        let items: Vec<Value> =
            (1..numbers.messages.min(MOST_MESSAGES)).map(|number| item(number, numbers.message_bytes)).collect();
        for batch in items.chunks(BATCH) {
            let puts: Vec<Value> = batch.iter().map(|item| json!({ "PutRequest": { "Item": item } })).collect();
            call(&cloud, "BatchWriteItem", &json!({ "RequestItems": { MESSAGES: puts } }))?;
        }
        let put = json!({ "TableName": MESSAGES, "Item": item(0, numbers.message_bytes) });
        let query = json!({
            "TableName": MESSAGES,
            "KeyConditionExpression": "ConversationId = :c",
            "ExpressionAttributeValues": { ":c": { "S": "c" } },
        });
        let with = |name: &str, value: Value| {
            let mut query = query.clone();
            query[name] = value;
            query
        };
        let mut newest = with("Limit", json!(1));
        newest["ScanIndexForward"] = json!(false);
        Ok(Self {
            put: consumed(&cloud, "PutItem", put)?,
            open: all.then(|| consumed(&cloud, "Query", query.clone())).transpose()?,
            open_consistent: all.then(|| consumed(&cloud, "Query", with("ConsistentRead", json!(true)))).transpose()?,
            newest: consumed(&cloud, "Query", newest)?,
        })
    }
}

/// A message of exactly this size.
fn item(number: u64, bytes: u64) -> Value {
    // Trailing zeros of a number take no room, so none ends in one.
    let time = 1_700_000_000_001 + 10 * number;
    let text = usize::try_from(bytes.saturating_sub(SMALLEST_ITEM)).unwrap_or_default();
    json!({
        "ConversationId": { "S": "c" },
        "Timestamp": { "N": time.to_string() },
        "Sender": { "S": "s" },
        "Message": { "S": "x".repeat(text) },
    })
}

fn consumed(cloud: &Cloud, operation: &str, mut request: Value) -> Result<f64, Verdict> {
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    let answer = call(cloud, operation, &request)?;
    let units = answer["ConsumedCapacity"]["CapacityUnits"].as_f64();
    units.ok_or_else(|| Verdict::Fault(format!("{operation} does not say what it consumed: {answer}")))
}

/// What the chat needs and costs in all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Whole {
    /// Write units to provision.
    pub(super) write_capacity: f64,
    /// Read units that the busiest second takes, before they are rounded up to provision them.
    pub(super) reads: f64,
    /// Read units to provision.
    pub(super) read_capacity: f64,
    /// Write request units of a month.
    pub(super) month_writes: f64,
    /// Read request units of a month.
    pub(super) month_reads: f64,
    /// US dollars a month, provisioned.
    pub(super) provisioned: f64,
    /// US dollars a month, on demand.
    pub(super) on_demand: f64,
}

impl Whole {
    /// From what single requests take.
    pub(super) fn of(numbers: &Numbers, units: &Units, prices: &Prices) -> Self {
        let reads = |opens: u64, lists: u64| {
            real(opens) * units.open + real(lists) * real(numbers.conversations) * units.newest
        };
        let write_capacity = real(numbers.second.posts) * units.put;
        let busiest = reads(numbers.second.opens, numbers.second.lists);
        let read_capacity = busiest.ceil();
        let (month_writes, month_reads) =
            (real(numbers.month.posts) * units.put, reads(numbers.month.opens, numbers.month.lists));
        Self {
            write_capacity,
            reads: busiest,
            read_capacity,
            month_writes,
            month_reads,
            provisioned: prices.hours_per_month
                * (write_capacity * prices.write_unit_hour + read_capacity * prices.read_unit_hour),
            on_demand: (month_writes * prices.million_write_requests + month_reads * prices.million_read_requests)
                / 1_000_000.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::capacity_file::Traffic;
    use super::*;
    use crate::harness::Seed;
    use crate::target::{Tables, Target};

    fn numbers(message_bytes: u64, messages: u64) -> Numbers {
        let traffic = Traffic { posts: 4, opens: 6, lists: 3 };
        Numbers { message_bytes, messages, conversations: 5, second: traffic, month: traffic }
    }

    /// The two meet for every chat that fits into a page, also where an item is just as large as a unit.
    #[tokio::test]
    async fn what_is_measured_is_what_the_rules_say() {
        let setting = Setting::new(
            Target::Embedded(Tables::Embedded),
            Seed(7),
            "eu-central-1".to_owned(),
            std::path::PathBuf::new(),
        );
        for (bytes, messages) in
            [(46, 1), (250, 120), (1024, 4), (1025, 4), (4096, 3), (4097, 3), (409_600, 2), (47, 900)]
        {
            let numbers = numbers(bytes, messages);
            let measured = Measured::of(&setting, &numbers).await.expect("no fault");
            let Units { put, open, open_consistent, newest } = Units::by_rule(&numbers);
            let expected = Measured { put, open: Some(open), open_consistent: Some(open_consistent), newest };
            assert_eq!(measured, expected, "{messages} of {bytes} bytes");
        }
    }

    #[test]
    fn a_chat_is_reckoned_as_by_hand() {
        let prices = Prices {
            write_unit_hour: 0.000_65,
            read_unit_hour: 0.000_13,
            hours_per_month: 730.0,
            million_write_requests: 0.625,
            million_read_requests: 0.125,
        };
        let numbers = numbers(250, 120);
        let whole = Whole::of(&numbers, &Units::by_rule(&numbers), &prices);
        // 6 × 4 + 3 × 5 × 0.5
        assert_eq!((whole.write_capacity, whole.reads, whole.read_capacity), (4.0, 31.5, 32.0));
        assert!((whole.provisioned - 4.9348).abs() < 1e-9, "{}", whole.provisioned);
    }
}
