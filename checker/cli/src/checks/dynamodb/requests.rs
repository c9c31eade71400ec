//! What a function asked of `DynamoDB`: requests of the trace, in words.

use std::fmt::Write as _;

use cloud::{Cloud, TableRequest, TraceEvent};

/// How many requests a failure shows.
const MOST: usize = 8;
/// The parameters that say how a request asks, in the order in which they are told.
const PARAMETERS: [&str; 11] = [
    "KeyConditionExpression",
    "KeyConditions",
    "FilterExpression",
    "QueryFilter",
    "ScanFilter",
    "ProjectionExpression",
    "AttributesToGet",
    "ConditionExpression",
    "ScanIndexForward",
    "ConsistentRead",
    "Limit",
];

/// The requests to `DynamoDB` since an event of the trace.
pub(in crate::checks) fn since(cloud: &Cloud, event: usize) -> Vec<TraceEvent> {
    cloud.trace_since(event).into_iter().filter(|event| event.service == "dynamodb").collect()
}

/// What a request asks for; of one that names no table, nothing.
pub(in crate::checks) fn request(event: &TraceEvent) -> TableRequest {
    event.table_request.as_deref().cloned().unwrap_or_default()
}

/// The operation's name.
pub(in crate::checks) fn operation(event: &TraceEvent) -> &str {
    event.operation.as_deref().unwrap_or("no operation")
}

/// A parameter's text, without the quotes of JSON.
pub(in crate::checks) fn parameter(event: &TraceEvent, name: &str) -> Option<String> {
    let value = event.table_request.as_ref()?.parameters.get(name)?.clone();
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The capacity units that requests consumed, all together.
pub(in crate::checks) fn units(events: &[TraceEvent]) -> f64 {
    events.iter().map(|event| request(event).capacity_units).sum()
}

/// A request in one line: what, on what, how, what came back, what it took.
pub(in crate::checks) fn line(event: &TraceEvent) -> String {
    let asked = request(event);
    let mut text = operation(event).to_owned();
    let tables = asked.tables.join(", ");
    let _ = match &asked.index {
        Some(index) => write!(text, " {tables}/index/{index}"),
        None => write!(text, " {tables}"),
    };
    for name in PARAMETERS {
        if let Some(value) = parameter(event, name) {
            let _ = write!(text, ", {name} {value}");
        }
    }
    let _ = write!(text, " \u{2192} {}", event.status);
    if let Some(code) = &event.error_code {
        let _ = write!(text, " {code}: {}", event.error_message.as_deref().unwrap_or_default());
        if let Some(decision) = event.decision.as_ref().filter(|_| code == "AccessDeniedException") {
            let _ = write!(text, "\ndecided: {}", decision.replace(" (line 1)", ""));
        }
        return text;
    }
    if let Some(returned) = asked.returned {
        let _ = write!(text, ", {returned} item{}", if returned == 1 { "" } else { "s" });
    }
    let _ = write!(text, ", {} units", asked.capacity_units);
    if asked.has_more {
        text.push_str(", LastEvaluatedKey");
    }
    text
}

/// The requests, a line each, for a reader: the first ones and how many more there are.
pub(in crate::checks) fn lines(events: &[TraceEvent]) -> Vec<String> {
    let more = events.len().saturating_sub(MOST);
    let shown = events.iter().take(MOST).map(|event| format!("DynamoDB  {}", line(event)));
    shown.chain((more > 0).then(|| format!("\u{2026} and {more} more requests"))).collect()
}
