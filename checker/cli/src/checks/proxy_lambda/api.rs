//! The API over HTTP: that of a scene on a port of its own, or the deployed one.

use reqwest::Url;
use serde_json::Value;

use super::answer::short;
use super::browser::values;
use super::scene::Scene;
use crate::checks::shell::quote;
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
    pub(super) scene: Option<&'a Scene>,
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
        let before = self.scene.map_or(0, |scene| scene.cloud.trace_len());
        let lines = self.scene.map_or(0, Scene::next_log_event);
        let answer = self.http.send_below(&self.base, &Sent { method, path, headers: &all, body }).await?;
        let why = self.scene.map(|scene| scene.why(before, lines)).unwrap_or_default();
        Ok(Asked { command: self.curl(method, path, &all, body), answer, why })
    }

    fn curl(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> String {
        let mut base = self.base.clone();
        if self.scene.is_some() {
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
