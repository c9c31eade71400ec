//! A function that failed, in Lambda's words: what the caller gets with `X-Amz-Function-Error`, and what the log says.
//!
//! Texts as in [AWS's emulator](https://github.com/aws/aws-lambda-runtime-interface-emulator) and in public logs; see
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html> for the header.

use std::time::Duration;

use bytes::Bytes;

use super::log::Status;
use super::supervisor::Exit;

/// Why a sandbox gave no answer, or none but an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The process ended.
    Exited(Exit),
    /// The time was over.
    TimedOut,
    /// The function's own error, in its own words.
    Reported { error_type: String, payload: Bytes },
    /// The deployment has nothing that can be started.
    InvalidEntrypoint(String),
    /// The answer is larger than Lambda takes.
    ResponseTooLarge,
}

impl Failure {
    /// `errorType`, and what the `REPORT` line calls it.
    pub(super) fn error_type(&self) -> &str {
        match self {
            Self::Exited(Exit::OutOfMemory) => "Runtime.OutOfMemory",
            Self::Exited(_) => "Runtime.ExitError",
            Self::TimedOut => "Sandbox.Timedout",
            Self::Reported { error_type, .. } => error_type,
            Self::InvalidEntrypoint(_) => "Runtime.InvalidEntrypoint",
            Self::ResponseTooLarge => "Function.ResponseSizeTooLarge",
        }
    }

    /// What stands after `Error: ` in the message.
    fn reason(&self, timeout: Duration) -> String {
        match self {
            Self::Exited(Exit::Code(0)) => "Runtime exited without providing a reason".to_owned(),
            Self::Exited(Exit::Code(code)) => format!("Runtime exited with error: exit status {code}"),
            Self::Exited(Exit::Signal(signal)) => {
                format!("Runtime exited with error: signal: {}", signal_name(*signal))
            }
            Self::Exited(Exit::OutOfMemory) => "Runtime exited with error: signal: killed".to_owned(),
            Self::TimedOut => format!("Task timed out after {:.2} seconds", timeout.as_secs_f64()),
            Self::InvalidEntrypoint(message) => message.clone(),
            Self::Reported { .. } | Self::ResponseTooLarge => String::new(),
        }
    }

    /// What the caller gets as the payload.
    pub(super) fn payload(&self, request_id: &str, timeout: Duration) -> Bytes {
        let message = match self {
            Self::Reported { payload, .. } => return payload.clone(),
            Self::ResponseTooLarge => {
                let most = super::runtime_api::LARGEST_ANSWER;
                format!("Response payload size exceeded maximum allowed payload size ({most} bytes).")
            }
            other => format!("RequestId: {request_id} Error: {}", other.reason(timeout)),
        };
        let payload = serde_json::json!({"errorType": self.error_type(), "errorMessage": message});
        Bytes::from(payload.to_string())
    }

    /// What Lambda itself writes to the log.
    pub(super) fn log_lines(&self, request_id: &str, timeout: Duration) -> Vec<String> {
        match self {
            Self::Exited(_) | Self::InvalidEntrypoint(_) => {
                let message = format!("RequestId: {request_id} Error: {}", self.reason(timeout));
                vec![message, self.error_type().to_owned()]
            }
            Self::TimedOut | Self::Reported { .. } | Self::ResponseTooLarge => Vec::new(),
        }
    }

    /// What the `REPORT` line says of it. What a function reports by itself is no failure of the runtime.
    pub(super) fn status(&self) -> Option<Status<'_>> {
        match self {
            Self::TimedOut => Some(Status::Timeout),
            Self::Reported { .. } => None,
            other => Some(Status::Error(other.error_type())),
        }
    }
}

/// As Go, in which Lambda's own side is written, names signals.
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        25 => "file size limit exceeded",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(3);

    /// The texts of public logs.
    #[test]
    fn failures_are_told_in_lambdas_words() {
        for (failure, expected) in [
            (
                Failure::Exited(Exit::Code(1)),
                r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 1"}"#,
            ),
            (
                Failure::Exited(Exit::Code(0)),
                r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited without providing a reason"}"#,
            ),
            (
                Failure::Exited(Exit::Signal(11)),
                r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: segmentation fault"}"#,
            ),
            (
                Failure::Exited(Exit::OutOfMemory),
                r#"{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: killed"}"#,
            ),
            (
                Failure::TimedOut,
                r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 3.00 seconds"}"#,
            ),
            (
                Failure::ResponseTooLarge,
                r#"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}"#,
            ),
        ] {
            assert_eq!(failure.payload("1", TIMEOUT), Bytes::from(expected));
        }
    }

    #[test]
    fn a_functions_own_error_goes_through_as_it_is() {
        let payload = Bytes::from_static(b"{\"errorType\":\"Mine\"}");
        let failure = Failure::Reported { error_type: "Function.Unknown".to_owned(), payload: payload.clone() };
        assert_eq!(failure.payload("1", TIMEOUT), payload);
        assert!(failure.log_lines("1", TIMEOUT).is_empty() && failure.status().is_none());
    }
}
