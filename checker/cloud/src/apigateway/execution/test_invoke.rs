//! The console's *Test*: a method of the definition as it is now, deployed or not, without its authorizer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use bytes::Bytes;

use super::context::{Asked, Identity, Ids, RequestContext};
use super::journal::Journal;
use super::request::{ApiRequest, query};
use super::stage::{TEST_STAGE, Target};
use super::{Call, execute, finish};
use crate::apigateway::definition::Method;
use crate::apigateway::routing::{Route, path_parameters};
use crate::state::State;
use crate::trace::{ApiExecution, Detail, TraceEvent};
use crate::{Cloud, Principal, ServiceError};

/// What is tested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestInvoke {
    /// The API's id.
    pub api_id: String,
    /// The resource: its path as in the definition, `/{proxy+}`, or its id.
    pub resource: String,
    /// The method: `GET`. A resource that has `ANY` takes each.
    pub method: String,
    /// The request's path and query, `/conversations?limit=1`; the resource's path where it is empty.
    pub path_with_query: String,
    /// The request's headers.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub body: Bytes,
    /// The stage's variables, as the test has no stage.
    pub stage_variables: BTreeMap<String, String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestInvoked {
    /// The HTTP status.
    pub status: u16,
    /// The answer's headers, in order.
    pub headers: Vec<(String, String)>,
    /// The answer's body.
    pub body: Bytes,
    /// Milliseconds.
    pub latency: u64,
    /// The execution log as the console shows it.
    pub log: String,
}

impl Cloud {
    /// Tests a method of an API's definition as it is now, without its authorizer.
    ///
    /// # Errors
    ///
    /// `NotFoundException` for an API, a resource or a method that is not there.
    pub async fn test_invoke_method(&self, test: &TestInvoke) -> Result<TestInvoked, ServiceError> {
        test_invoke(&self.state, test).await
    }

    /// What API Gateway wrote about the requests to a stage, oldest first; those of the last 10,000 events are kept.
    #[must_use]
    pub fn execution_log(&self, api_id: &str, stage: &str) -> Vec<String> {
        let of_stage = |event: &TraceEvent| {
            let api = event.api.as_ref().filter(|known| known.api == api_id && known.stage == stage);
            api.map(|known| known.log.clone()).unwrap_or_default()
        };
        self.state.trace.batch(0, usize::MAX).iter().flat_map(|event| of_stage(event)).collect()
    }
}

/// What [`Cloud::test_invoke_method`] does, for the live page too.
pub(crate) async fn test_invoke(state: &Arc<State>, test: &TestInvoke) -> Result<TestInvoked, ServiceError> {
    let (begun, received) = (Instant::now(), SystemTime::now());
    let not_found = |what: String| ServiceError::new("NotFoundException", http::StatusCode::NOT_FOUND, what);
    let target = Target::undeployed(state, &test.api_id, test.stage_variables.clone())
        .ok_or_else(|| not_found(format!("Invalid API identifier specified {}:{}", state.account, test.api_id)))?;
    let resource =
        target.definition.resources.iter().find(|known| known.path == test.resource || known.id == test.resource);
    let resource = resource.ok_or_else(|| not_found("Invalid Resource identifier specified".to_owned()))?;
    let found = resource.methods.get_key_value(&test.method).or_else(|| resource.methods.get_key_value("ANY"));
    let (method_name, method) = found.ok_or_else(|| not_found("Invalid Method identifier specified".to_owned()))?;
    let asked_path = if test.path_with_query.is_empty() { &resource.path } else { &test.path_with_query };
    let (path, asked_query) = asked_path.split_once('?').unwrap_or((asked_path, ""));
    let request = ApiRequest {
        method: test.method.clone(),
        path: path.to_owned(),
        query: query(asked_query),
        raw_query: asked_query.to_owned(),
        headers: test.headers.clone(),
        body: test.body.clone(),
        source_ip: "test-invoke-source-ip".to_owned(),
    };
    let ids = Ids::next(state);
    let open = Method { authorization_type: "NONE".to_owned(), api_key_required: false, ..method.clone() };
    let route = Route { resource, method_name, method: &open, path_parameters: path_parameters(&resource.path, path) };
    let context = context(state, &ids, &target, &route, &request);
    let mut journal = Journal::default();
    journal.line(format!("Starting execution for request: {}", ids.request));
    let call = Call {
        state,
        target: &target,
        request: &request,
        path,
        route: &route,
        context: &context,
        trace_root: &ids.trace_root,
        headers: request.headers.clone(),
    };
    let answered = execute(&call, &mut journal).await;
    let mut detail = Detail::default();
    let answer = finish(answered, Some(&target), Some(&context), &request, &ids, &mut journal, &mut detail);
    let date = console_date(received);
    let head = format!("Execution log for request {}\n", ids.request);
    let log = journal.lines.iter().fold(head, |log, line| log + &date + " : " + line + "\n");
    let execution = ApiExecution {
        api: target.api_id.clone(),
        stage: TEST_STAGE.to_owned(),
        method: Some(format!("{method_name} {}", resource.path)),
        log: journal.lines.iter().map(|line| format!("({}) {line}", ids.request)).collect(),
        steps: journal.steps,
    };
    state.trace.record(TraceEvent {
        seq: 0, // numbered when it is recorded
        received,
        took: begun.elapsed(),
        service: "execute-api",
        operation: Some("TestInvokeMethod".to_owned()),
        method: test.method.clone(),
        host: String::new(),
        uri: asked_path.clone(),
        principal: Principal::Anonymous,
        bucket: None,
        key: None,
        status: answer.status,
        error_code: detail.error_code,
        error_message: detail.error_message,
        decision: journal.decision,
        request_headers: Vec::new(),
        response_headers: Vec::new(),
        function_run: None,
        api: Some(Box::new(execution)),
        table_request: None,
    });
    Ok(TestInvoked {
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
        latency: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        log,
    })
}

/// What the console puts in place of what only a deployed API knows.
fn context(state: &Arc<State>, ids: &Ids, target: &Target, route: &Route<'_>, request: &ApiRequest) -> RequestContext {
    let asked = Asked {
        api_id: &target.api_id,
        stage: TEST_STAGE,
        deployment_id: None,
        resource_id: &route.resource.id,
        resource_path: &route.resource.path,
    };
    let student = state.identities.student();
    RequestContext {
        domain_prefix: "testPrefix".to_owned(),
        domain_name: "testPrefix.testDomainName".to_owned(),
        identity: Identity {
            account_id: Some(state.account.as_str().to_owned()),
            caller: Some(student.access_key_id.clone()),
            api_key: Some("test-invoke-api-key".to_owned()),
            api_key_id: Some("test-invoke-api-key-id".to_owned()),
            access_key: Some(student.access_key_id.clone()),
            source_ip: request.source_ip.clone(),
            user_agent: request.header("user-agent").map(str::to_owned),
            ..Identity::default()
        },
        ..RequestContext::new(state, ids, &asked, request)
    }
}

/// `Tue May 30 01:22:45 UTC 2023`.
fn console_date(time: SystemTime) -> String {
    let format = time::macros::format_description!(
        "[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]"
    );
    time::OffsetDateTime::from(time).format(&format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_consoles_date() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_685_409_765);
        assert_eq!(console_date(time), "Tue May 30 01:22:45 UTC 2023");
    }
}
