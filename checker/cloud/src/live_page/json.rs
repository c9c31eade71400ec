//! One event of the trace as the page reads it.

use std::time::UNIX_EPOCH;

use serde::Serialize;

use super::execution::Execution;
use crate::identity::{AccountId, Principal};
use crate::trace::TraceEvent;

/// What came, what was answered, and who decided. A part that only some services have is a field of its own.
#[derive(Serialize)]
struct RequestEvent<'a> {
    seq: u64,
    /// Milliseconds since 1970.
    received: u128,
    /// Microseconds.
    took: u128,
    service: &'a str,
    operation: Option<&'a str>,
    who: Who<'a>,
    request: Request<'a>,
    answer: Answer<'a>,
    bucket: Option<&'a str>,
    key: Option<&'a str>,
    error: Option<Error<'a>>,
    decision: Option<&'a str>,
    function: Option<Function<'a>>,
    api: Option<Execution<'a>>,
    tables: Option<Tables<'a>>,
}

/// Of a request to `DynamoDB`.
#[derive(Serialize)]
struct Tables<'a> {
    names: &'a [String],
    index: Option<&'a str>,
    capacity_units: f64,
    unprocessed: usize,
    more: bool,
}

/// Of an event that is a function's run.
#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    session: &'a str,
    request_id: &'a str,
    cold: bool,
}

#[derive(Serialize)]
struct Who<'a> {
    /// For people: `user student`.
    name: String,
    arn: Option<&'a str>,
}

#[derive(Serialize)]
struct Request<'a> {
    method: &'a str,
    host: &'a str,
    uri: &'a str,
    headers: &'a [(String, String)],
}

#[derive(Serialize)]
struct Answer<'a> {
    status: u16,
    headers: &'a [(String, String)],
}

#[derive(Serialize)]
struct Error<'a> {
    code: Option<&'a str>,
    message: Option<&'a str>,
}

/// The JSON of an event, in one line; `account` is the student's.
pub(super) fn request(event: &TraceEvent, account: &AccountId) -> String {
    let (code, message) = (event.error_code.as_deref(), event.error_message.as_deref());
    let function = event.function_run.as_ref();
    let event = RequestEvent {
        seq: event.seq,
        received: event.received.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis(),
        took: event.took.as_micros(),
        service: event.service,
        operation: event.operation.as_deref(),
        who: Who {
            name: function.map_or_else(|| name(&event.principal, account), |run| format!("function {}", run.function)),
            arn: event.principal.arn().or_else(|| function.map(|run| run.session.as_str())),
        },
        request: Request { method: &event.method, host: &event.host, uri: &event.uri, headers: &event.request_headers },
        answer: Answer { status: event.status, headers: &event.response_headers },
        bucket: event.bucket.as_deref(),
        key: event.key.as_deref(),
        error: (code.is_some() || message.is_some()).then_some(Error { code, message }),
        decision: event.decision.as_deref(),
        function: function.map(|run| Function {
            name: &run.function,
            session: &run.session,
            request_id: &run.request_id,
            cold: run.cold,
        }),
        api: event.api.as_deref().map(Execution::from),
        tables: event.table_request.as_deref().map(|request| Tables {
            names: &request.tables,
            index: request.index.as_deref(),
            capacity_units: request.capacity_units,
            unprocessed: request.unprocessed,
            more: request.has_more,
        }),
    };
    // Texts and numbers always have a JSON form.
    serde_json::to_string(&event).unwrap_or_default()
}

/// `anonymous`, `user student`, `user administrator of account 444455556666`: the end of the ARN, as IAM's pages speak.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
fn name(principal: &Principal, own: &AccountId) -> String {
    let Some(arn) = principal.arn() else {
        return principal.to_string();
    };
    let resource = arn.splitn(6, ':').last().unwrap_or(arn);
    let name = resource.replacen('/', " ", 1);
    match principal.account() {
        Some(account) if account != own => format!("{name} of account {account}"),
        _ => name,
    }
}
