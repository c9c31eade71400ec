//! The API over HTTP: that of a cloud of this process, on a port of its own, or the deployed one.

use cloud::template::Stack;
use cloud::{Cloud, CreateFailed, Step, StepName};
use reqwest::Url;
use serde_json::Value;

use super::browser::values;
use super::function::{dropped_lines, shortened, written_since};
use super::s3_hosting::website_host;
use super::shell::quote;
use super::template_file::TEMPLATE;
use crate::harness::{Failure, Verdict};
use crate::target::API_PORT;
use crate::target::http::{Answer, Http, Sent};

/// Where an API answers, and from where the site asks it.
#[derive(Debug)]
pub(super) struct Api<'a> {
    pub(super) http: &'a Http,
    /// The stage's address.
    pub(super) base: Url,
    /// The site's origin.
    pub(super) origin: String,
    /// The cloud in which it stands, where that is this process's own.
    pub(super) watched: Option<Watched<'a>>,
}

/// What is looked at while an API of this process answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watched<'a> {
    /// The cloud.
    pub(super) cloud: &'a Cloud,
    /// The names of the functions behind the API.
    pub(super) functions: &'a [String],
}

/// One request, answered.
#[derive(Debug)]
pub(super) struct Asked {
    /// The command that repeats it.
    pub(super) command: String,
    /// What came back.
    pub(super) answer: Answer,
    /// What API Gateway and the function wrote about it, as far as it can be seen.
    pub(super) why: Vec<String>,
}

impl<'a> Api<'a> {
    /// The API of a stack in a cloud of this process, where the stage answers at this address.
    ///
    /// # Errors
    /// A failure when AWS refused something of the stack, or when there is no stage.
    pub(super) fn of_stack(
        http: &'a Http,
        watched: Watched<'a>,
        stack: &Stack,
        failures: &[CreateFailed],
        endpoint: Option<&str>,
    ) -> Result<Self, Verdict> {
        if let Some(failed) = failures.first() {
            return Err(refused(failed).into());
        }
        let Some(endpoint) = endpoint else {
            return Failure::new(format!("{TEMPLATE} makes no API with a stage."))
                .compared("a resource of type AWS::Serverless::Api", "none")
                .fail();
        };
        let base = Url::parse(endpoint).map_err(|error| Verdict::Fault(format!("{endpoint}: {error}")))?;
        let site = stack.output("SiteBucketName").unwrap_or("chat-site");
        let origin = format!("http://{}", website_host(site, watched.cloud.region()));
        Ok(Self { http, base, origin, watched: Some(watched) })
    }

    /// The API that a student deployed, at the stage's address.
    pub(super) fn deployed(http: &'a Http, stage: &Url, region: &str) -> Self {
        let origin = format!("http://{}", website_host("chat-site", region));
        Self { http, base: stage.clone(), origin, watched: None }
    }
}

/// What AWS refuses of a stack.
pub(super) fn refused(failed: &CreateFailed) -> Failure {
    Failure::new(format!("AWS refuses {}: {}", failed.action, failed.error.message))
        .tried("sam deploy")
        .compared("CREATE_COMPLETE", failed.to_string())
        .because(failed.at.to_string())
        .because_of(failed.error.hint.clone())
}

impl Api<'_> {
    /// A GET as the site's page sends it.
    pub(super) async fn get(&self, path: &str) -> Result<Asked, Verdict> {
        self.ask("GET", path, &[], None).await
    }

    /// A request from the site's page.
    pub(super) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Asked, Verdict> {
        let mut all = vec![("Origin", self.origin.as_str())];
        all.extend_from_slice(headers);
        let before = self.watched.map_or(0, |watched| watched.cloud.trace_len());
        let lines = self.watched.map(|watched| watched.next_log_events()).unwrap_or_default();
        let answer = self.http.send_below(&self.base, &Sent { method, path, headers: &all, body }).await?;
        let why = self.watched.map(|watched| watched.why(before, &lines)).unwrap_or_default();
        Ok(Asked { command: self.curl(method, path, &all, body), answer, why })
    }

    fn curl(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> String {
        let mut base = self.base.clone();
        if self.watched.is_some() {
            // What `checker cloud` gives the API.
            let _ = base.set_port(Some(API_PORT));
        }
        let mut words = vec!["curl -i".to_owned()];
        if method != "GET" {
            words.push(format!("-X {method}"));
        }
        if path.contains("..") {
            words.push("--path-as-is".to_owned());
        }
        words.extend(headers.iter().map(|(name, value)| format!("-H {}", quote(&format!("{name}: {value}")))));
        words.extend(body.map(|body| format!("-d {}", quote(body))));
        words.push(quote(&format!("{}{path}", base.as_str().trim_end_matches('/'))));
        words.join(" ")
    }
}

impl Watched<'_> {
    /// The number that the next event of each function's log will have.
    pub(super) fn next_log_events(&self) -> Vec<u64> {
        self.functions.iter().map(|function| self.cloud.next_log_event(function).unwrap_or(0)).collect()
    }

    /// What was written since: by API Gateway in its execution log, where it did not go through, and by the functions.
    pub(super) fn why(&self, trace: usize, logs: &[u64]) -> Vec<String> {
        /// How many lines of the log are shown.
        const MOST: usize = 6;
        let events = self.cloud.trace_since(trace);
        let mut lines = Vec::new();
        for execution in events.iter().filter_map(|event| event.api.as_ref()) {
            // The request's id is another each time.
            let without_ids = |line: &str| {
                let line = line.split_once(") ").map_or(line, |(_, line)| line);
                line.split_once(" Lambda request id: ").map_or(line, |(line, _)| line).to_owned()
            };
            let failed = execution.log.iter().filter(|line| line.contains("xecution failed"));
            lines.extend(failed.map(|line| format!("API Gateway  {}", without_ids(line))));
            let unread = |step: &&Step| step.failed && step.name == StepName::IntegrationResponse;
            lines.extend(execution.steps.iter().filter(unread).flat_map(|step| step.lines.iter().cloned()));
            let refused = |step: &&Step| step.failed && step.name == StepName::MethodRequest;
            lines.extend(execution.steps.iter().filter(refused).filter_map(|step| step.lines.last().cloned()));
            if execution.method.is_none() {
                lines.push(format!("API Gateway  no method of the stage {} takes this request", execution.stage));
            }
        }
        for (function, &log) in self.functions.iter().zip(logs) {
            let written = self.cloud.function_log(function).unwrap_or_default();
            let (own, dropped) = written_since(written, log);
            lines.extend(dropped_lines(dropped));
            // A panic is told by its first line; where the first is gone, the last ones tell most.
            let from = if dropped > 0 { own.len().saturating_sub(MOST) } else { 0 };
            lines.extend(own[from..].iter().take(MOST).map(|line| format!("log  {}", shortened(line))));
        }
        lines
    }
}

impl Asked {
    /// The body as JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.answer.body).ok()
    }

    /// True where API Gateway answered by itself: an error that no function made.
    pub(super) fn by_gateway(&self) -> bool {
        self.answer.header("x-amzn-errortype").is_some()
    }

    /// Status and body.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.answer.status, short(&String::from_utf8_lossy(&self.answer.body)))
    }

    /// Status and a header, which may be there several times.
    pub(super) fn shown_with(&self, header: &str) -> String {
        let values = values(&self.answer, header);
        if values.is_empty() {
            return format!("{}, no {header}", self.answer.status);
        }
        let lines: Vec<_> = values.iter().map(|value| format!("{header}: {value}")).collect();
        format!("{}, {}", self.answer.status, lines.join(", "))
    }

    /// A failure about this answer.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        Failure::new(message).tried(&self.command).because_of(self.why.clone())
    }
}

/// The beginning of a long text.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 400;
    let mut shown: String = text.chars().take(MOST).collect();
    if shown.len() < text.len() {
        shown.push_str(" …");
    }
    shown
}
