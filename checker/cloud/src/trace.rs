//! The record of every request: what came, what was answered, who decided.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use crate::identity::Principal;

/// Older events are dropped: a `checker cloud` left open for a day must not grow.
const CAPACITY: usize = 10_000;

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct TraceEvent {
    /// The number of the request, from 0.
    pub seq: u64,
    /// When the head of the request was read.
    pub received: SystemTime,
    /// From then until the answer was ready to be sent; of a function's run with its cold start.
    pub took: Duration,
    /// `s3`, `s3-website`, `sts`, `iam`, `lambda`, `execute-api`, `dynamodb`; of a service that is not emulated, the name in its hosts.
    pub service: &'static str,
    /// The API operation (`PutObject`); `None` where the request names none.
    pub operation: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The `Host` header.
    pub host: String,
    /// Path and query, as sent.
    pub uri: String,
    /// Who asked.
    pub principal: Principal,
    /// The bucket that the request names.
    pub bucket: Option<String>,
    /// The object key that the request names.
    pub key: Option<String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// AWS's error code.
    pub error_code: Option<String>,
    /// AWS's error message.
    pub error_message: Option<String>,
    /// What decided the request, in words: ``object ACL grants READ to AllUsers``.
    pub decision: Option<String>,
    /// The request's headers that say something: content type, ACL, conditions, origin.
    pub request_headers: Vec<(String, String)>,
    /// The answer's headers that say something: content type, `ETag`, location, CORS.
    pub response_headers: Vec<(String, String)>,
    /// Of an event that is a function's run and no request: which function, and how it ran.
    pub function_run: Option<FunctionRun>,
    /// Of a request to an API of API Gateway: its way through it.
    pub api: Option<Box<ApiExecution>>,
    /// Of a request to `DynamoDB`: which tables, and how it asks for them.
    pub table_request: Option<Box<TableRequest>>,
}

/// What a request to `DynamoDB` asks for, and what it gets; neither with its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRequest {
    /// The names of the tables, in the request's order, each once.
    pub tables: Vec<String>,
    /// The index that is read.
    pub index: Option<String>,
    /// The request's parameters as sent, without items and values: `KeyConditionExpression`, `Limit`, `ConsistentRead`.
    pub parameters: serde_json::Value,
    /// How many items or keys the request holds.
    pub items: usize,
    /// `Count` of a query or scan: the items of the page.
    pub returned: Option<usize>,
    /// `ScannedCount` of a query or scan: the items before the filter.
    pub scanned: Option<usize>,
    /// True where `LastEvaluatedKey` says that there is another page.
    pub has_more: bool,
    /// How many of a batch's items or keys came back unprocessed.
    pub unprocessed: usize,
    /// What it consumed of all tables and indexes, in capacity units.
    pub capacity_units: f64,
}

/// A request's way through API Gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiExecution {
    /// The API's id.
    pub api: String,
    /// The stage; `test-invoke-stage` for a test of the definition that is not deployed.
    pub stage: String,
    /// The method that was found: `ANY /{proxy+}`.
    pub method: Option<String>,
    /// The stages of the way, as far as the request got.
    pub steps: Vec<Step>,
    /// The execution log, in API Gateway's own words, each line with the request's id.
    pub log: Vec<String>,
}

/// One stage of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// What it made of the request or the answer, a line each; of one that failed, the last says why.
    pub lines: Vec<String>,
    /// True where the request ended here.
    pub failed: bool,
}

/// The stages of a request's way, as the console draws them.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-execution-console.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// What the caller sent, and which method takes it.
    MethodRequest,
    /// What is sent to the backend.
    IntegrationRequest,
    /// The backend: Lambda, or API Gateway itself.
    Integration,
    /// What the backend's answer becomes.
    IntegrationResponse,
    /// What the caller gets.
    MethodResponse,
    /// What the caller gets where API Gateway answers itself.
    GatewayResponse,
}

/// One run of a Lambda function. Its outcome stands in the event's status and error, and how long it took in
/// [`TraceEvent::took`], a cold start included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRun {
    /// The function's name.
    pub function: String,
    /// The invocation's id, which its log lines have too.
    pub request_id: String,
    /// The ARN of the role session under which the function acts; empty where it did not get that far.
    pub session: String,
    /// True where a sandbox was started for it.
    pub cold: bool,
}

impl TraceEvent {
    /// The value of a request header that the trace keeps; names are lower-case.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        header(&self.request_headers, name)
    }

    /// The value of an answer's header that the trace keeps; names are lower-case.
    #[must_use]
    pub fn response_header(&self, name: &str) -> Option<&str> {
        header(&self.response_headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// What a service learns about a request while it answers it.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    pub(crate) operation: Option<String>,
    pub(crate) principal: Principal,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) error_code: Option<String>,
    pub(crate) error_message: Option<String>,
    pub(crate) decision: Option<String>,
    /// AWS's further elements of an error (`Region`, `ArgumentName`), in order.
    pub(crate) error_elements: Vec<(&'static str, String)>,
    /// `x-amz-request-id`, which error pages repeat.
    pub(crate) request_id: String,
    /// `x-amz-id-2`, which error pages call the host ID.
    pub(crate) host_id: String,
    /// The way through API Gateway.
    pub(crate) api: Option<Box<ApiExecution>>,
    /// The tables that a request to `DynamoDB` asks for.
    pub(crate) table_request: Option<Box<TableRequest>>,
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            operation: None,
            principal: Principal::Anonymous,
            bucket: None,
            key: None,
            error_code: None,
            error_message: None,
            decision: None,
            error_elements: Vec::new(),
            request_id: String::new(),
            host_id: String::new(),
            api: None,
            table_request: None,
        }
    }
}

/// The events so far.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    ring: Mutex<Ring>,
    /// How many events were ever recorded, for those who wait for the next one.
    recorded: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Ring {
    events: VecDeque<Arc<TraceEvent>>,
    next: u64,
}

impl Trace {
    /// Adds an event and numbers it.
    pub(crate) fn record(&self, mut event: TraceEvent) {
        let mut ring = self.lock();
        event.seq = ring.next;
        ring.next += 1;
        if ring.events.len() == CAPACITY {
            ring.events.pop_front();
        }
        ring.events.push_back(Arc::new(event));
        self.recorded.send_replace(ring.next);
    }

    /// How many events were ever recorded.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.lock().next).unwrap_or(usize::MAX)
    }

    /// The events numbered `from` and later, in order.
    pub(crate) fn since(&self, from: usize) -> Vec<TraceEvent> {
        let events = self.batch(from as u64, usize::MAX);
        events.into_iter().map(|event| (*event).clone()).collect()
    }

    /// The first `most` events of those numbered `from` and later, in order.
    pub(crate) fn batch(&self, from: u64, most: usize) -> Vec<Arc<TraceEvent>> {
        let ring = self.lock();
        let first = ring.next - ring.events.len() as u64;
        let skipped = usize::try_from(from.saturating_sub(first)).unwrap_or(usize::MAX);
        ring.events.range(skipped.min(ring.events.len())..).take(most).cloned().collect()
    }

    /// Tells of each event that is recorded from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.recorded.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> TraceEvent {
        TraceEvent {
            seq: 0,
            received: SystemTime::UNIX_EPOCH,
            took: Duration::ZERO,
            service: "s3",
            operation: None,
            method: "GET".to_owned(),
            host: String::new(),
            uri: "/".to_owned(),
            principal: Principal::Anonymous,
            bucket: None,
            key: None,
            status: 200,
            error_code: None,
            error_message: None,
            decision: None,
            request_headers: Vec::new(),
            response_headers: Vec::new(),
            function_run: None,
            api: None,
            table_request: None,
        }
    }

    #[test]
    fn a_batch_begins_where_it_is_asked_to_or_at_the_oldest_that_is_kept() {
        let trace = Trace::default();
        for _ in 0..CAPACITY + 5 {
            trace.record(event());
        }
        let numbers = |from, most| -> Vec<u64> { trace.batch(from, most).iter().map(|event| event.seq).collect() };
        assert_eq!(numbers(0, 3), [5, 6, 7], "the first five were dropped");
        assert_eq!(numbers(100, 2), [100, 101]);
        let last = CAPACITY as u64 + 4;
        assert_eq!(numbers(last, 9), [last]);
        assert_eq!(numbers(last + 1, 9), [0; 0]);
        assert_eq!(numbers(u64::MAX, 9), [0; 0]);
        assert_eq!(trace.since(0).len(), CAPACITY);
        assert_eq!(trace.len(), CAPACITY + 5);
    }
}
