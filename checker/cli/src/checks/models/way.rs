//! A request's way through API Gateway: what the templates made of it, what the function said, which response was chosen.

use cloud::{ApiExecution, StepName};
use serde_json::Value;

use crate::checks::api::{Api, Asked, short};
use crate::checks::dynamodb::answer::{self, Got};
use crate::harness::Verdict;

/// What stands in the execution log before what is sent to a function, and before what it answers.
const SENT: &str = "Endpoint request body after transformations: ";
const ANSWERED: &str = "Endpoint response body before transformations: ";

/// The way of one request; empty where the API is not one of this process.
#[derive(Debug, Default)]
pub(in crate::checks) struct Way(Option<ApiExecution>);

/// Sends a GET as the site's page does. A failure about the answer tells its way.
pub(in crate::checks) async fn get(api: &Api<'_>, path: &str) -> Result<(Got, Way), Verdict> {
    let before = trace_len(api);
    let mut got = answer::get(api, path).await?;
    let way = Way::since(api, before);
    way.tell(&mut got.asked);
    Ok((got, way))
}

/// Sends a request from the site's page. A failure about the answer tells its way.
pub(in crate::checks) async fn ask(
    api: &Api<'_>,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Result<(Asked, Way), Verdict> {
    let before = trace_len(api);
    let mut asked = api.ask(method, path, headers, body).await?;
    let way = Way::since(api, before);
    way.tell(&mut asked);
    Ok((asked, way))
}

/// The body of an answer, where it is the error of a function as Lambda gives it to API Gateway.
pub(in crate::checks) fn bare_error(asked: &Asked) -> Option<Value> {
    asked.json().filter(|body| body.get("errorMessage").is_some() || body.get("errorType").is_some())
}

impl Way {
    fn since(api: &Api<'_>, before: usize) -> Self {
        let events = api.watched.map(|watched| watched.cloud.trace_since(before)).unwrap_or_default();
        Self(events.into_iter().find_map(|event| event.api).map(|execution| *execution))
    }

    /// The method that took the request: `GET /conversations`.
    pub(in crate::checks) fn method(&self) -> Option<&str> {
        self.0.as_ref()?.method.as_deref()
    }

    /// What API Gateway sent to the function: what the request template gave. The end of a long one is cut.
    pub(in crate::checks) fn event(&self) -> Option<&str> {
        self.logged(SENT)
    }

    /// Whether the function was asked, and did not fail.
    pub(in crate::checks) fn function_succeeded(&self) -> bool {
        self.logged(ANSWERED).is_some() && self.function_error().is_none()
    }

    /// The message of the function's error, where it failed.
    pub(in crate::checks) fn function_error(&self) -> Option<&str> {
        let mut lines = self.steps(StepName::Integration);
        lines.find_map(|line| line.strip_prefix("the function failed: "))
    }

    /// The type of the function's error, where it failed.
    pub(in crate::checks) fn error_type(&self) -> Option<String> {
        let error: Value = serde_json::from_str(self.logged(ANSWERED)?).ok()?;
        error["errorType"].as_str().map(str::to_owned)
    }

    fn steps(&self, name: StepName) -> impl Iterator<Item = &str> {
        let steps = self.0.iter().flat_map(|execution| &execution.steps).filter(move |step| step.name == name);
        steps.flat_map(|step| step.lines.iter().map(String::as_str))
    }

    fn logged(&self, before: &str) -> Option<&str> {
        // The id of the request stands before each line.
        let mut lines = self.0.as_ref()?.log.iter().filter_map(|line| line.split_once(") "));
        lines.find_map(|(_, line)| line.strip_prefix(before))
    }

    /// Puts the way before what else is told about an answer.
    fn tell(&self, asked: &mut Asked) {
        let mut told = self.lines();
        // What failed of it is told there too.
        let new = |line: &String| !told.iter().any(|known| known.ends_with(line.as_str()));
        let further: Vec<String> = asked.why.iter().filter(|line| new(line)).cloned().collect();
        told.extend(further);
        asked.why = told;
    }

    fn lines(&self) -> Vec<String> {
        if let Some(method) = self.method().filter(|method| method.ends_with("+}")) {
            return vec![format!("API Gateway  the request is taken by {method}")];
        }
        let mut lines = Vec::new();
        // Which function is called is no news.
        let sent: Vec<&str> =
            self.steps(StepName::IntegrationRequest).filter(|line| !line.starts_with("Lambda: ")).collect();
        if !sent.is_empty() {
            // A template's lines as one.
            let sent: Vec<&str> = sent.iter().flat_map(|line| line.lines()).map(str::trim).collect();
            lines.push(format!("integration request  {}", short(sent.join(" ").trim_end())));
        }
        if let Some(answer) = self.logged(ANSWERED).filter(|_| self.function_error().is_none()) {
            lines.push(format!("the function answers  {}", short(answer)));
        }
        // A header that is there is told by the answer.
        let chosen = self.steps(StepName::IntegrationResponse).filter(|line| !line.starts_with("Access-Control-"));
        lines.extend(chosen.map(|line| format!("integration response  {}", short(line.trim_end()))));
        lines
    }
}

fn trace_len(api: &Api<'_>) -> usize {
    api.watched.map_or(0, |watched| watched.cloud.trace_len())
}
