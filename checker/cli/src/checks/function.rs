//! A lab's function, called: in a cloud of the checker's, under a role that it lends or the template's own.

use std::path::PathBuf;
use std::time::Duration;

use aws_sdk_s3::Client;
use cloud::Cloud;
use cloud::lambda::{InvocationType, LogEvent};
use cloud::roles::CreateRole;
use cloud::template::view::FunctionProperties;
use serde_json::Value;

use super::shell::quote;
use super::{Setting, s3_client};
use crate::harness::{Failure, Verdict};
use crate::stop::Stop;

/// The role that the checker lends where the student's own is not the question.
const LENT: &str = "lent-by-the-checker";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const LOGS: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/// How long a check waits for an answer, whatever the template's `Timeout` is: init and invoke with the given one fit.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A role that the checker lends to the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Under {
    /// One that may read the data and list the bucket.
    Lent,
    /// One that may write a log, and nothing else.
    Barred,
}

/// One event, answered.
#[derive(Debug)]
pub(super) struct Ran {
    /// The command that sends the event.
    pub(super) command: String,
    /// The answer, or the function's error.
    pub(super) payload: String,
    /// Whether the function failed.
    pub(super) failed: bool,
    /// What stands in the log about this event, Lambda's own lines left out.
    pub(super) log: Vec<String>,
    /// How many lines before those the log has dropped: it keeps the last 1 MB.
    pub(super) dropped: u64,
}

impl Ran {
    /// The answer as JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.payload).ok().filter(|_| !self.failed)
    }

    /// What the function did instead of answering, with what it printed.
    pub(super) fn failure(&self, expected: &str) -> Failure {
        let said = serde_json::from_str::<Value>(&self.payload).ok();
        let text = |member: &str| said.as_ref().and_then(|said| said[member].as_str()).unwrap_or_default().to_owned();
        Failure::new(format!("The function failed: {}", text("errorMessage")))
            .tried(&self.command)
            .compared(expected, format!("X-Amz-Function-Error: Unhandled\n{}", self.payload))
            .because_of(self.log_lines())
    }

    /// What the log is to be called where something is missing from it.
    pub(super) fn log_called(&self) -> &'static str {
        if self.dropped > 0 { "what the log has kept" } else { "the log" }
    }

    /// The function's own lines of the log, for a reader.
    pub(super) fn log_lines(&self) -> Vec<String> {
        const MOST: usize = 12;
        if self.log.is_empty() && self.dropped == 0 {
            return vec!["the log has no line of your function".to_owned()];
        }
        let skipped = self.log.len().saturating_sub(MOST);
        let more = (skipped > 0).then(|| format!("… {skipped} lines before"));
        let dropped = dropped_lines(self.dropped);
        dropped
            .into_iter()
            .chain(more)
            .chain(self.log[skipped..].iter().map(|line| format!("log  {}", shortened(line))))
            .collect()
    }
}

/// That the log has not all that was written, for a reader.
pub(super) fn dropped_lines(dropped: u64) -> Option<String> {
    (dropped > 0).then(|| format!("the log kept only its last 1 MB: {dropped} lines before are gone"))
}

/// The function's own lines of the log, and how many before those were dropped, from the event with a number on.
pub(super) fn written_since(log: Vec<LogEvent>, number: u64) -> (Vec<String>, u64) {
    let dropped = log.first().map_or(0, |oldest| oldest.number.saturating_sub(number));
    let new = log.into_iter().filter(|event| event.number >= number).map(|event| event.message);
    (new.filter(|line| !is_lambdas(line)).collect(), dropped)
}

/// Makes the role that is lent, and returns its ARN.
///
/// # Errors
/// A fault when the cloud refuses it.
pub(super) fn lend_role(cloud: &Cloud, bucket: &str, under: Under) -> Result<String, Verdict> {
    let fault = |error: cloud::ServiceError| Verdict::Fault(format!("the lent role could not be made: {error}"));
    let iam = cloud.iam();
    let role =
        iam.create_role(&CreateRole { name: LENT, trust_policy: TRUST, ..CreateRole::default() }).map_err(fault)?;
    iam.attach_role_policy(LENT, LOGS).map_err(fault)?;
    if under == Under::Lent {
        let bucket = format!("arn:aws:s3:::{bucket}");
        let policy = serde_json::json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{bucket}/data/*") },
            { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": bucket },
        ]});
        iam.put_role_policy(LENT, "reads-the-data", &policy.to_string()).map_err(fault)?;
    }
    Ok(role.arn)
}

/// The command that sends an event to a function.
pub(super) fn command(function: &str, event: &Value) -> String {
    format!(
        "aws lambda invoke --function-name {function} --cli-binary-format raw-in-base64-out --payload {} answer.json",
        quote(&event.to_string())
    )
}

/// Sends an event to a function, and waits for the answer.
///
/// # Errors
/// A failure when none comes, or when Lambda refuses the call.
pub(super) async fn invoke(cloud: &Cloud, function: &FunctionProperties, event: &Value) -> Result<Ran, Verdict> {
    let name = &function.name;
    let payload = event.to_string();
    let command = command(name, event);
    let before = cloud.next_log_event(name).unwrap_or(0);
    let answer = cloud.invoke(name, payload, InvocationType::RequestResponse);
    let Ok(answer) = tokio::time::timeout(LONGEST_WAIT, answer).await else {
        return Err(Failure::new(format!(
            "The function has not answered within {} s. Its Timeout would let it go on for {} s.",
            LONGEST_WAIT.as_secs(),
            function.timeout.as_secs()
        ))
        .tried(&command)
        .compared("an answer", "none")
        .into());
    };
    let invoked = answer.map_err(|error| {
        Failure::new(format!("Lambda refuses to call the function: {}", error.message))
            .tried(&command)
            .compared("200", format!("{} {}", error.status.as_u16(), error.code))
            .because_of(error.hint)
    })?;
    let (log, dropped) = written_since(cloud.function_log(name).unwrap_or_default(), before);
    Ok(Ran {
        command,
        payload: String::from_utf8_lossy(&invoked.payload).into_owned(),
        failed: invoked.function_error.is_some(),
        log,
        dropped,
    })
}

/// A line of the log without what an SDK error holds beside AWS's own words: ids, headers, the whole answer once more.
pub(super) fn shortened(line: &str) -> String {
    const LONGEST: usize = 600;
    const NOISE: [&str; 3] = [" (ServiceError(", ", aws_request_id:", ", s3_extended_request_id:"];
    let noise = NOISE.iter().filter_map(|start| line.find(start)).min();
    let kept: String = line[..noise.unwrap_or(line.len())].chars().take(LONGEST).collect();
    if kept.len() < line.len() { kept + " …" } else { kept }
}

/// Lambda writes lines of its own around those of the function.
pub(super) fn is_lambdas(line: &str) -> bool {
    const STARTS: [&str; 4] = ["START RequestId: ", "END RequestId: ", "REPORT RequestId: ", "INIT_START "];
    // That init did not come to an end is what a reader wants to know.
    let of_init = line.starts_with("INIT_REPORT ") && !line.contains("Status: timeout");
    line.trim().is_empty() || of_init || STARTS.iter().any(|start| line.starts_with(start))
}

/// Starts a cloud in a region, with an S3 client of the student's.
///
/// # Errors
/// A fault when it does not start.
pub(super) async fn start(setting: &Setting, region: &str) -> Result<(Cloud, Client), Stop> {
    let cloud = Cloud::start(setting.cloud(region))
        .await
        .map_err(|error| Stop::fault(format!("the embedded cloud did not start: {error}")))?;
    let s3 = s3_client::new(&cloud, cloud.student(), region);
    Ok((cloud, s3))
}

/// The function's program; what looks at the template alone never starts it.
pub(super) fn program(setting: &Setting) -> PathBuf {
    setting.program.as_ref().map_or_else(|| PathBuf::from("bootstrap"), |program| program.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_keeps_awss_words_and_drops_the_rest() {
        let line =
            "no: service error: Error { code: \"AccessDenied\", message: \"User: x\", aws_request_id: \"1\", more }";
        assert_eq!(shortened(line), "no: service error: Error { code: \"AccessDenied\", message: \"User: x\" …");
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ü".repeat(700)).chars().count(), 602);
    }

    #[test]
    fn what_is_new_in_a_log_is_told_by_numbers_and_what_was_dropped_too() {
        // The log had the events 0 to 3 before, and has lost them and two more since.
        let kept = |numbers: std::ops::Range<u64>| -> Vec<LogEvent> {
            let event =
                |number| LogEvent { number, timestamp: 0, stream: "s".into(), message: format!("line {number}") };
            numbers.map(event).collect()
        };
        assert_eq!(written_since(kept(6..8), 4), (vec!["line 6".to_owned(), "line 7".to_owned()], 2));
        assert_eq!(written_since(kept(2..6), 4), (vec!["line 4".to_owned(), "line 5".to_owned()], 0));
        assert_eq!(written_since(kept(0..4), 4), (Vec::new(), 0));
    }

    #[test]
    fn a_log_that_dropped_lines_says_so() {
        let ran = |log: Vec<String>, dropped| Ran {
            command: String::new(),
            payload: String::new(),
            failed: false,
            log,
            dropped,
        };
        let gone = "the log kept only its last 1 MB: 9 lines before are gone";
        assert_eq!(ran(vec!["y".to_owned()], 9).log_lines(), [gone, "log  y"]);
        assert_eq!(ran(Vec::new(), 9).log_lines(), [gone]);
        assert_eq!(ran(Vec::new(), 0).log_lines(), ["the log has no line of your function"]);
    }

    #[test]
    fn lambdas_own_lines_are_not_the_functions() {
        assert!(is_lambdas("REPORT RequestId: 1 Duration: 2 ms") && is_lambdas(" "));
        assert!(!is_lambdas("cannot read") && !is_lambdas("RequestId: 1 Error: Runtime exited"));
    }
}
