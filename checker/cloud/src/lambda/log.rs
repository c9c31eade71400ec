//! What a function printed and what Lambda wrote about it: the log group `/aws/lambda/NAME`.
//!
//! Kept per function and bounded: a function that prints without end must not fill the memory.
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How much one function's log keeps, in bytes; the oldest lines go first.
const KEPT: usize = 1024 * 1024;
/// The longest event of `CloudWatch` Logs, in bytes; longer lines are cut into several.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
const LONGEST: usize = 1024 * 1024 / 4;
/// How much of a log `X-Amz-Log-Result` shows, in bytes. <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>
const TAIL: usize = 4096;

/// One line of a function's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// Its place among all events of the function, from 0.
    pub number: u64,
    /// Milliseconds since 1970.
    pub timestamp: u64,
    /// The log stream: one for each sandbox.
    pub stream: Arc<str>,
    /// The line, without its end.
    pub message: String,
}

/// The log of one function.
#[derive(Debug, Default)]
pub(crate) struct FunctionLog {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    events: VecDeque<LogEvent>,
    bytes: usize,
    /// The number of the next event.
    next: u64,
}

impl FunctionLog {
    /// The events that are kept, in order.
    pub(crate) fn events(&self) -> Vec<LogEvent> {
        lock(&self.kept).events.iter().cloned().collect()
    }

    /// The number that the next event will have.
    pub(crate) fn next(&self) -> u64 {
        lock(&self.kept).next
    }

    fn add(&self, stream: &Arc<str>, message: String) {
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let timestamp = u64::try_from(timestamp).unwrap_or(u64::MAX);
        let mut kept = lock(&self.kept);
        kept.bytes += size(&message);
        let number = kept.next;
        kept.next += 1;
        kept.events.push_back(LogEvent { number, timestamp, stream: stream.clone(), message });
        while kept.bytes > KEPT {
            let Some(oldest) = kept.events.pop_front() else { break };
            kept.bytes -= size(&oldest.message);
        }
    }
}

/// An event costs more than its letters; an empty line is not free.
fn size(message: &str) -> usize {
    message.len() + 64
}

/// The log stream of one sandbox.
#[derive(Debug)]
pub(super) struct LogStream {
    name: Arc<str>,
    log: Arc<FunctionLog>,
    state: Mutex<Writing>,
}

#[derive(Debug, Default)]
struct Writing {
    /// A line that is not ended yet.
    partial: Vec<u8>,
    /// The end of what this invocation wrote.
    tail: String,
}

impl LogStream {
    pub(super) fn new(name: String, log: Arc<FunctionLog>) -> Self {
        Self { name: name.into(), log, state: Mutex::new(Writing::default()) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Adds what the function printed.
    pub(super) fn printed(&self, bytes: &[u8]) {
        let mut writing = lock(&self.state);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            writing.partial.extend_from_slice(piece);
            if piece.ends_with(b"\n") || writing.partial.len() >= LONGEST {
                self.end_line(&mut writing);
            }
        }
    }

    /// Adds a line of Lambda's own.
    pub(super) fn platform(&self, line: &str) {
        let mut writing = lock(&self.state);
        self.end_line(&mut writing);
        self.add(&mut writing, line.to_owned());
    }

    /// Forgets the end of the log so far: the next invocation shows its own.
    pub(super) fn begin(&self) {
        lock(&self.state).tail.clear();
    }

    /// The end of what this invocation wrote, at most 4 KB.
    pub(super) fn tail(&self) -> String {
        lock(&self.state).tail.clone()
    }

    fn end_line(&self, writing: &mut Writing) {
        if !writing.partial.is_empty() {
            let line = std::mem::take(&mut writing.partial);
            let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
            self.add(writing, line);
        }
    }

    fn add(&self, writing: &mut Writing, line: String) {
        writing.tail.push_str(&line);
        writing.tail.push('\n');
        if writing.tail.len() > TAIL {
            let mut from = writing.tail.len() - TAIL;
            while !writing.tail.is_char_boundary(from) {
                from += 1;
            }
            writing.tail.drain(..from);
        }
        self.log.add(&self.name, line);
    }
}

/// What the `REPORT` line says.
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
#[derive(Clone, Debug)]
pub(super) struct Report<'a> {
    pub(super) request_id: &'a str,
    pub(super) duration: Duration,
    /// Of the first invocation in a sandbox alone.
    pub(super) init: Option<Duration>,
    /// In MB.
    pub(super) memory_size: u32,
    /// In bytes.
    pub(super) memory_used: u64,
    /// `timeout`, or `error` with the error's type.
    pub(super) status: Option<Status<'a>>,
}

/// How an invocation, or an init phase, failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Status<'a> {
    Timeout,
    Error(&'a str),
}

impl std::fmt::Display for Status<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Timeout => f.write_str("Status: timeout"),
            Self::Error(kind) => write!(f, "Status: error\tError Type: {kind}"),
        }
    }
}

impl Report<'_> {
    /// Since August 2025 the init phase is billed like the rest.
    /// <https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/>
    pub(super) fn billed_ms(&self) -> u128 {
        (self.duration + self.init.unwrap_or_default()).as_micros().div_ceil(1000)
    }
}

impl std::fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let used = self.memory_used.div_ceil(1024 * 1024).min(u64::from(self.memory_size));
        write!(
            f,
            "REPORT RequestId: {}\tDuration: {} ms\tBilled Duration: {} ms\tMemory Size: {} MB\tMax Memory Used: {used} MB\t",
            self.request_id,
            milliseconds(self.duration),
            self.billed_ms(),
            self.memory_size,
        )?;
        if let Some(init) = self.init {
            write!(f, "Init Duration: {} ms\t", milliseconds(init))?;
        }
        match self.status {
            Some(status) => write!(f, "{status}"),
            None => Ok(()),
        }
    }
}

/// As Lambda prints times: with two decimals.
pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> (Arc<FunctionLog>, LogStream) {
        let log = Arc::new(FunctionLog::default());
        (log.clone(), LogStream::new("2026/01/01/[$LATEST]0".to_owned(), log))
    }

    fn messages(log: &FunctionLog) -> Vec<String> {
        log.events().into_iter().map(|event| event.message).collect()
    }

    #[test]
    fn lines_are_joined_from_pieces_and_end_before_lambdas_own() {
        let (log, stream) = stream();
        stream.printed(b"one\ntw");
        stream.printed(b"o\nthree");
        stream.platform("END");
        assert_eq!(messages(&log), ["one", "two", "three", "END"]);
    }

    #[test]
    fn a_log_that_grows_without_end_keeps_its_end() {
        let (log, stream) = stream();
        for number in 0..100_000 {
            stream.printed(format!("line {number}\n").as_bytes());
        }
        let kept = messages(&log);
        assert!(kept.iter().map(|line| size(line)).sum::<usize>() <= KEPT);
        assert_eq!(kept.last().map(String::as_str), Some("line 99999"));
        assert!(stream.tail().len() <= TAIL && stream.tail().ends_with("line 99999\n"), "{}", stream.tail());
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let (log, stream) = stream();
        stream.printed(&vec![b'x'; 3 * LONGEST]);
        assert_eq!(messages(&log).len(), 1, "all that came at once");
        stream.printed(b"yyyy");
        stream.platform("END");
        assert_eq!(messages(&log).last().map(String::as_str), Some("END"));
    }

    /// The lines of <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html> and of public logs.
    #[test]
    fn the_report_is_written_as_lambda_writes_it() {
        let mut report = Report {
            request_id: "8f507cfc-0000-4000-8000-b8c4b0b8c4b0",
            duration: Duration::from_micros(2370),
            init: Some(Duration::from_micros(423_980)),
            memory_size: 1024,
            memory_used: 95 * 1024 * 1024,
            status: None,
        };
        assert_eq!(
            report.to_string(),
            "REPORT RequestId: 8f507cfc-0000-4000-8000-b8c4b0b8c4b0\tDuration: 2.37 ms\tBilled Duration: 427 ms\t\
             Memory Size: 1024 MB\tMax Memory Used: 95 MB\tInit Duration: 423.98 ms\t"
        );
        report.init = None;
        report.duration = Duration::from_secs(3);
        report.status = Some(Status::Timeout);
        assert!(report.to_string().contains("Duration: 3000.00 ms\tBilled Duration: 3000 ms"), "{report}");
        assert!(report.to_string().ends_with("Max Memory Used: 95 MB\tStatus: timeout"), "{report}");
        report.status = Some(Status::Error("Runtime.OutOfMemory"));
        report.memory_used = u64::MAX;
        assert!(
            report.to_string().ends_with("Max Memory Used: 1024 MB\tStatus: error\tError Type: Runtime.OutOfMemory"),
            "{report}"
        );
    }
}
