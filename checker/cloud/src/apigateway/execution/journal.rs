//! What is written down while a request is executed: the execution log in API Gateway's words, and the steps of the way.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>

use std::borrow::Cow;

use crate::trace::{Step, StepName};

/// The longest log event, in bytes; what is longer is cut, and says so.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>
const LONGEST: usize = 1024;
const CUT: &str = " [TRUNCATED]";

/// The lines and steps of one request so far.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) lines: Vec<String>,
    pub(super) steps: Vec<Step>,
    /// Which statement decided whether the function may be invoked.
    pub(super) decision: Option<String>,
}

impl Journal {
    /// Adds a line to the log.
    pub(super) fn line(&mut self, line: impl Into<String>) {
        let mut line = line.into();
        if line.len() > LONGEST {
            let mut end = LONGEST;
            while !line.is_char_boundary(end) {
                end -= 1;
            }
            line.truncate(end);
            line.push_str(CUT);
        }
        self.lines.push(line);
    }

    /// Adds a line with a body, of which no more than a line is read.
    pub(super) fn body(&mut self, what: &str, body: &[u8]) {
        let shown = body.get(..LONGEST + 4).unwrap_or(body);
        self.line(format!("{what}: {}", String::from_utf8_lossy(shown)));
    }

    /// Adds a step that the request passed.
    pub(super) fn step(&mut self, name: StepName, lines: Vec<String>) {
        self.steps.push(Step { name, lines, failed: false });
    }

    /// Adds a step at which the request ended.
    pub(super) fn failed(&mut self, name: StepName, lines: Vec<String>) {
        self.steps.push(Step { name, lines, failed: true });
    }

    /// The request ended at the last step.
    pub(super) fn ends_here(&mut self) {
        if let Some(step) = self.steps.last_mut() {
            step.failed = true;
        }
    }
}

/// A text for a step: without the secrets among some headers, and no longer than a line of the log.
pub(super) fn shown(text: &str, headers: &[(String, String)]) -> String {
    let text = String::from_utf8_lossy(&without_secrets(text.as_bytes(), headers)).into_owned();
    if text.is_empty() {
        return "nothing".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{CUT}", &text[..end]),
        None => text,
    }
}

/// A text without the secrets among some headers, as far as they stand in it.
pub(super) fn without_secrets<'a>(text: &'a [u8], headers: &[(String, String)]) -> Cow<'a, [u8]> {
    let mut text = Cow::Borrowed(text);
    for (name, value) in headers.iter().filter(|(name, value)| is_secret(name) && !value.is_empty()) {
        let masked = String::from_utf8_lossy(&text).replace(value.as_str(), &masked(name, value));
        text = Cow::Owned(masked.into_bytes());
    }
    text
}

fn is_secret(name: &str) -> bool {
    ["authorization", "x-api-key", "x-amz-security-token"].iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Names and values as API Gateway writes them: `{Accept=*/*, Host=example.com}`.
pub(super) fn map<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={}", masked(name, value))).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// API Gateway shows no more of an authorisation than its end.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>
pub(super) fn masked<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if !is_secret(name) {
        return Cow::Borrowed(value);
    }
    let letters = value.chars().count();
    let hidden = if letters > 6 { letters - 6 } else { letters };
    Cow::Owned("*".repeat(hidden) + &value.chars().skip(hidden).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_after_1024_bytes() {
        let mut journal = Journal::default();
        journal.line("x".repeat(LONGEST));
        journal.line("ä".repeat(LONGEST));
        journal.body("Method request body before transformations", &vec![b'y'; 4 * LONGEST]);
        assert_eq!(journal.lines[0].len(), LONGEST);
        for line in &journal.lines[1..] {
            assert_eq!(line.len(), LONGEST + CUT.len());
            assert!(line.ends_with(" [TRUNCATED]"), "{line}");
        }
    }

    #[test]
    fn an_authorisation_is_masked_but_for_its_end() {
        let pairs = [("Accept", "*/*"), ("authorization", "Bearer abcdef"), ("X-Api-Key", "short")];
        assert_eq!(map(pairs), "{Accept=*/*, authorization=*******abcdef, X-Api-Key=*****}");
        assert_eq!(map([]), "{}");
        let headers = [("Authorization".to_owned(), "Bearer abcdef".to_owned())];
        let text = without_secrets(b"{\"Authorization\":\"Bearer abcdef\"}", &headers);
        assert_eq!(String::from_utf8_lossy(&text), r#"{"Authorization":"*******abcdef"}"#);
    }
}
