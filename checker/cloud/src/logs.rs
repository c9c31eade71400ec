//! `CloudWatch` Logs, as far as a student asks for the log of a function: `FilterLogEvents`, which `aws logs tail` sends.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use s3s::Body;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lambda::LogEvent;
use crate::service_error::{Protocol, ServiceError, answer as json_answer};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

/// What `X-Amz-Target` begins with.
const VERSION: &str = "Logs_20140328.";
const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
const LARGEST_BODY: usize = 64 * 1024;
/// What Lambda puts before a function's name. <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
const OF_LAMBDA: &str = "/aws/lambda/";
/// The most events of one answer.
const LIMIT: usize = 10_000;

/// The members of the request, in AWS's names.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FilterLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_names: Vec<String>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<u64>,
    end_time: Option<u64>,
    filter_pattern: Option<String>,
    limit: Option<usize>,
    next_token: Option<String>,
}

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &State, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    match call(state, request, detail).await {
        Ok(body) => json_answer(body.to_string(), MEDIA_TYPE),
        Err(refused) => {
            detail.error_code = Some(refused.code.to_string());
            detail.error_message = Some(refused.message.clone());
            refused.to_response(Protocol::AwsJson, &detail.request_id)
        }
    }
}

async fn call(state: &State, request: Request<Incoming>, detail: &mut Detail) -> Result<Value, ServiceError> {
    let (head, body) = request.into_parts();
    let unreadable = |why: String| ServiceError::new("SerializationException", StatusCode::BAD_REQUEST, why);
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(|fault| unreadable(fault.to_string()))?;
    let body = body.to_bytes();
    let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.strip_prefix(VERSION).unwrap_or(target).to_owned();
    detail.operation = Some(operation.clone());
    detail.principal = sigv4::verify(state, Protocol::AwsJson, "logs", &head, &body)?;
    if operation != "FilterLogEvents" {
        return Err(ServiceError::not_emulated(&format!("logs:{operation}")));
    }
    let asked: FilterLogEvents = serde_json::from_slice(&body).map_err(|fault| unreadable(fault.to_string()))?;
    let group = group(&asked)?;
    authorise(state, &group, detail)?;
    if asked.filter_pattern.as_ref().is_some_and(|pattern| !pattern.is_empty()) {
        return Err(ServiceError::not_emulated("filterPattern of logs:FilterLogEvents"));
    }
    let events = kept(state, &group)?;
    page(&asked, events)
}

/// The group's name; an identifier is the name, or the ARN that ends in it.
fn group(asked: &FilterLogEvents) -> Result<String, ServiceError> {
    let invalid = |message: &str| ServiceError::new("InvalidParameterException", StatusCode::BAD_REQUEST, message);
    match (&asked.log_group_name, &asked.log_group_identifier) {
        (Some(name), None) => Ok(name.clone()),
        (None, Some(identifier)) => {
            Ok(identifier.rsplit_once(":log-group:").map_or(identifier.as_str(), |(_, name)| name).to_owned())
        }
        _ => Err(invalid("Exactly one of logGroupName and logGroupIdentifier must be given")),
    }
}

/// The resource ends as in the refusals of public logs (prowler-cloud/prowler#37).
fn authorise(state: &State, group: &str, detail: &mut Detail) -> Result<(), ServiceError> {
    let account = state.account.as_str();
    let resource = format!("arn:aws:logs:{}:{account}:log-group:{group}:log-stream:", state.region);
    let request = iam::Request::new(detail.principal.iam(), "logs:FilterLogEvents", resource, account)
        .with("aws:SecureTransport", "true");
    let decision = iam::evaluate(&request, detail.principal.policies(), None);
    detail.decision = Some(decision.explain());
    match decision.denied_message(&request) {
        None => Ok(()),
        Some(message) => Err(ServiceError::new("AccessDeniedException", StatusCode::BAD_REQUEST, message)),
    }
}

/// The events of a function's group. Lambda writes them in the name of the function's role, so they are not there when
/// the role may not. <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
fn kept(state: &State, group: &str) -> Result<Vec<LogEvent>, ServiceError> {
    let name = group.strip_prefix(OF_LAMBDA).unwrap_or_default();
    let Some((role, mut events)) = state.lambda.logged(name) else {
        let message = "The specified log group does not exist.";
        return Err(ServiceError::new("ResourceNotFoundException", StatusCode::BAD_REQUEST, message));
    };
    let role = role.rsplit('/').next().unwrap_or_default();
    let writes = |stream: &str| {
        let account = state.account.as_str();
        let resource = format!("arn:aws:logs:{}:{account}:log-group:{group}:log-stream:{stream}", state.region);
        let may = |action| state.roles.decide(role, name, action, &resource, None);
        ["logs:CreateLogStream", "logs:PutLogEvents"]
            .iter()
            .all(|action| may(action).is_ok_and(|decision| decision.is_allowed()))
    };
    events.retain({
        let mut known: Option<(std::sync::Arc<str>, bool)> = None;
        move |event| match &known {
            Some((stream, may)) if *stream == event.stream => *may,
            _ => known.insert((event.stream.clone(), writes(&event.stream))).1,
        }
    });
    Ok(events)
}

/// The events that are asked for, from the token on. A token is the number of the event that comes next.
fn page(asked: &FilterLogEvents, events: Vec<LogEvent>) -> Result<Value, ServiceError> {
    let from = match &asked.next_token {
        None => 0,
        Some(token) => token.parse().map_err(|_| {
            let message = "The specified nextToken is invalid.";
            ServiceError::new("InvalidParameterException", StatusCode::BAD_REQUEST, message)
        })?,
    };
    let is_meant = |event: &LogEvent| {
        event.number >= from
            && asked.start_time.is_none_or(|start| event.timestamp >= start)
            && asked.end_time.is_none_or(|end| event.timestamp <= end)
            && asked.log_stream_name_prefix.as_ref().is_none_or(|prefix| event.stream.starts_with(prefix))
            && (asked.log_stream_names.is_empty() || asked.log_stream_names.iter().any(|name| **name == *event.stream))
    };
    let mut meant = events.into_iter().filter(is_meant);
    let limit = asked.limit.unwrap_or(LIMIT).clamp(1, LIMIT);
    let events: Vec<Value> = meant.by_ref().take(limit).map(|event| shown(&event)).collect();
    let mut answer = json!({ "events": events, "searchedLogStreams": [] });
    if let Some(next) = meant.next() {
        answer["nextToken"] = json!(next.number.to_string());
    }
    Ok(answer)
}

/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html>
fn shown(event: &LogEvent) -> Value {
    json!({
        "logStreamName": &*event.stream,
        "timestamp": event.timestamp,
        // Lambda leaves the line's end in the message.
        "message": format!("{}\n", event.message),
        "ingestionTime": event.timestamp,
        "eventId": format!("{:056}", event.number),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u64, stream: &str) -> LogEvent {
        LogEvent { number, timestamp: 1000 + number, stream: stream.into(), message: format!("line {number}") }
    }

    fn asked(members: &Value) -> Vec<u64> {
        let events = (3..8).map(|number| event(number, if number % 2 == 0 { "even" } else { "odd" })).collect();
        let asked = serde_json::from_value(members.clone()).expect("members");
        let page = page(&asked, events).expect("a page");
        let events = page["events"].as_array().expect("events");
        events.iter().map(|event| event["timestamp"].as_u64().expect("a time") - 1000).collect()
    }

    #[test]
    fn events_are_chosen_by_time_and_stream() {
        assert_eq!(asked(&json!({})), [3, 4, 5, 6, 7]);
        assert_eq!(asked(&json!({"startTime": 1004, "endTime": 1006})), [4, 5, 6]);
        assert_eq!(asked(&json!({"logStreamNames": ["even"]})), [4, 6]);
        assert_eq!(asked(&json!({"logStreamNamePrefix": "od"})), [3, 5, 7]);
        assert_eq!(asked(&json!({"limit": 2, "nextToken": "5"})), [5, 6]);
    }

    #[test]
    fn a_page_names_what_comes_next() {
        let events = || (3..8).map(|number| event(number, "s")).collect();
        let limited = FilterLogEvents { limit: Some(2), ..FilterLogEvents::default() };
        assert_eq!(page(&limited, events()).expect("a page")["nextToken"], "5");
        assert_eq!(page(&FilterLogEvents::default(), events()).expect("a page").get("nextToken"), None);
        let wrong = FilterLogEvents { next_token: Some("x".to_owned()), ..FilterLogEvents::default() };
        assert_eq!(page(&wrong, events()).expect_err("refused").code, "InvalidParameterException");
    }

    #[test]
    fn a_group_is_named_by_its_name_or_its_arn() {
        let named = |members: Value| group(&serde_json::from_value(members).expect("members"));
        let arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/f";
        assert_eq!(named(json!({"logGroupName": "/aws/lambda/f"})).as_deref(), Ok("/aws/lambda/f"));
        assert_eq!(named(json!({"logGroupIdentifier": arn})).as_deref(), Ok("/aws/lambda/f"));
        assert_eq!(named(json!({})).expect_err("refused").code, "InvalidParameterException");
    }
}
