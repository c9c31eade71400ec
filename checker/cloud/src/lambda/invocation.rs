//! One invocation: a slot, a sandbox, an event, an answer, and the lines that Lambda writes about it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::sync::oneshot;

use super::errors;
use super::function::Function;
use super::function_error::Failure;
use super::function_name::FunctionName;
use super::log::{LogStream, Report, Status, milliseconds};
use super::runtime_api::Event;
use super::sandbox::{INIT_LIMIT, Sandbox};
use crate::identity::Principal;
use crate::service_error::ServiceError;
use crate::state::State;
use crate::trace::{FunctionRun, TraceEvent};

/// The largest event of a synchronous invocation, in bytes.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub(super) const LARGEST_EVENT: usize = 6 * 1024 * 1024;
/// The largest event of an asynchronous invocation, in bytes: 1 MB since 2025, before that 256 KB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const LARGEST_ASYNCHRONOUS: usize = 1024 * 1024;
/// How often an asynchronous invocation is tried. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const ATTEMPTS: usize = 3;
/// How long a caller's answer waits for the bootstrap to ask for its next event, so that the next invocation finds it.
const NEXT: Duration = Duration::from_millis(100);

/// How a function is invoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvocationType {
    /// The caller waits for the answer.
    #[default]
    RequestResponse,
    /// The event is queued, and tried up to three times. AWS waits one and two minutes in between; here nobody waits.
    Event,
    /// Nothing runs: whether the caller may invoke the function, and its name is right.
    DryRun,
}

/// What is invoked, and with what.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    /// Name, partial ARN or ARN.
    pub function: String,
    /// A version or an alias, where the name has none.
    pub qualifier: Option<String>,
    /// How.
    pub kind: InvocationType,
    /// The event: JSON, or nothing for `{}`.
    pub payload: Bytes,
    /// `ClientContext`, as JSON.
    pub client_context: Option<String>,
}

/// The answer to an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoked {
    /// 200, 202 for a queued event, 204 for a dry run.
    pub status: u16,
    /// The invocation's id, which its log lines have too.
    pub request_id: String,
    /// `Unhandled` where the function failed: `X-Amz-Function-Error`.
    pub function_error: Option<&'static str>,
    /// The function's answer, or its error.
    pub payload: Bytes,
    /// The end of this invocation's log, at most 4 KB.
    pub log_tail: String,
    /// How long the function worked.
    pub duration: Duration,
    /// True where a sandbox was started for it.
    pub cold: bool,
}

/// Invokes a function. Who may is decided before.
pub(crate) async fn invoke(state: &Arc<State>, invocation: Invocation) -> Result<Invoked, ServiceError> {
    let lambda = &state.lambda;
    let name = FunctionName::parse(
        &invocation.function,
        invocation.qualifier.as_deref(),
        &state.region,
        lambda.account.as_str(),
    )?;
    let function = lambda.find(&name, &state.region)?;
    let asynchronous = invocation.kind == InvocationType::Event;
    let limit = if asynchronous { LARGEST_ASYNCHRONOUS } else { LARGEST_EVENT };
    let mut payload = invocation.payload;
    if payload.len() > limit {
        return Err(errors::too_large(payload.len(), limit, asynchronous));
    }
    if payload.is_empty() {
        payload = Bytes::from_static(b"{}");
    }
    if let Err(fault) = serde_json::from_slice::<serde::de::IgnoredAny>(&payload) {
        return Err(errors::no_json(&fault));
    }
    let request = Request {
        id: new_request_id(),
        arn: name.arn(&state.region),
        payload,
        client_context: invocation.client_context,
        asynchronous,
    };
    let at_once = |status| Invoked {
        status,
        request_id: request.id.clone(),
        function_error: None,
        payload: Bytes::new(),
        log_tail: String::new(),
        duration: Duration::ZERO,
        cold: false,
    };
    match invocation.kind {
        InvocationType::DryRun => Ok(at_once(204)),
        InvocationType::Event => {
            let answer = at_once(202);
            lambda.queued.send_modify(|queued| *queued += 1);
            let done = Queued(state.clone());
            let state = state.clone();
            lambda.run(async move {
                let _done = done;
                for _ in 0..ATTEMPTS {
                    match run(&state, &function, &request).await {
                        Ok(outcome) if outcome.function_error.is_some() => {}
                        Ok(_) | Err(_) => return,
                    }
                }
            });
            Ok(answer)
        }
        InvocationType::RequestResponse => {
            let stand_in = function.stand_in.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match stand_in {
                Some(stand_in) => Ok(stand_in.invoked()),
                None => run(state, &function, &request).await,
            }
        }
    }
}

/// One asynchronous invocation that is not done; also when it is cut.
struct Queued(Arc<State>);

impl Drop for Queued {
    fn drop(&mut self) {
        self.0.lambda.queued.send_modify(|queued| *queued -= 1);
    }
}

#[derive(Clone, Debug)]
struct Request {
    id: String,
    /// The function's ARN as the caller named it, qualifier included.
    arn: String,
    payload: Bytes,
    client_context: Option<String>,
    asynchronous: bool,
}

/// Runs an invocation to its end, also when the caller does not wait for it.
async fn run(state: &Arc<State>, function: &Arc<Function>, request: &Request) -> Result<Invoked, ServiceError> {
    let reserved = match &function.reserved {
        // Events wait in the queue until a slot is free; AWS tries them again for up to six hours.
        Some(slots) if request.asynchronous && function.configuration.reserved_concurrency != Some(0) => {
            slots.clone().acquire_owned().await.ok()
        }
        Some(slots) => Some(slots.clone().try_acquire_owned().map_err(|_| errors::reserved_concurrency())?),
        None => None,
    };
    let slot = state.lambda.slots.clone().acquire_owned().await.ok();
    let (answer, receiver) = oneshot::channel();
    let work = Work { state: state.clone(), function: function.clone(), request: request.clone() };
    state.lambda.run(async move {
        let (done, sandbox) = work.run().await;
        let mut answer = Some((answer, done));
        if let Some((mut sandbox, deadline)) = sandbox {
            let soon = (tokio::time::Instant::now() + NEXT).min(deadline);
            let mut next = sandbox.next(soon).await;
            if !next && sandbox.is_running() && soon < deadline {
                // It goes on after its answer, which the caller need not wait for; the slot stays taken.
                if let Some((answer, done)) = answer.take() {
                    let _ = answer.send(done);
                }
                next = sandbox.next(deadline).await;
            }
            if next { work.function.give_back(sandbox) } else { sandbox.end().await }
        }
        drop((slot, reserved));
        if let Some((answer, done)) = answer {
            // Whoever hung up wants no answer.
            let _ = answer.send(done);
        }
    });
    receiver.await.unwrap_or_else(|_| Err(errors::service("the invocation was cut", &"the cloud ends")))
}

struct Work {
    state: Arc<State>,
    function: Arc<Function>,
    request: Request,
}

/// A sandbox that can be used again, once it asks for its next event.
type Reusable = Option<(Sandbox, tokio::time::Instant)>;

impl Work {
    async fn run(&self) -> (Result<Invoked, ServiceError>, Reusable) {
        let started = Instant::now();
        let timeout = self.function.timeout();
        let (mut sandbox, cold, deadline) = match self.function.take_idle() {
            Some(sandbox) => {
                sandbox.log.begin();
                (sandbox, false, tokio::time::Instant::now() + timeout)
            }
            None => match self.cold_start().await {
                Ok(Cold::Ready(sandbox, deadline)) => (*sandbox, true, deadline),
                Ok(Cold::Failed(failed)) => return (Ok(self.failed_to_start(failed)), None),
                Err(refused) => return (Err(refused), None),
            },
        };
        let log = sandbox.log.clone();
        log.platform(&format!("START RequestId: {} Version: $LATEST", self.request.id));
        let begun = Instant::now();
        let event = self.event(deadline);
        let answered = sandbox.invoke(event, deadline).await;
        let timed_out = matches!(answered, Err(Failure::TimedOut));
        // What the timer adds is not the function's.
        let duration = if timed_out { begun.elapsed().min(timeout) } else { begun.elapsed() };
        let measured = Measured { duration, init: sandbox.init.take(), memory: sandbox.peak_memory(), cold };
        let session = sandbox.credentials.arn.clone();
        let out_of_memory = matches!(&answered, Err(failure) if failure.error_type() == "Runtime.OutOfMemory");
        let measured = if out_of_memory { Measured { memory: u64::MAX, ..measured } } else { measured };
        let ended = matches!(answered, Err(Failure::Exited(_) | Failure::TimedOut));
        let invoked = self.finish(&log, answered, &measured);
        self.record(&invoked, &session, started.elapsed());
        if ended {
            sandbox.end().await;
            return (Ok(invoked), None);
        }
        (Ok(invoked), Some((sandbox, deadline)))
    }

    fn event(&self, deadline: tokio::time::Instant) -> Event {
        let left = deadline.saturating_duration_since(tokio::time::Instant::now());
        let deadline = SystemTime::now() + left;
        Event {
            request_id: self.request.id.clone(),
            deadline_ms: deadline.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis(),
            function_arn: self.request.arn.clone(),
            trace_id: trace_id(),
            client_context: self.request.client_context.clone(),
            payload: self.request.payload.clone(),
        }
    }

    /// Starts a sandbox; one that fails in its init phase is started again, within the function's own time.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib>
    async fn cold_start(&self) -> Result<Cold, ServiceError> {
        self.state.lambda.make_room().await;
        let log = Arc::new(LogStream::new(stream_name(), self.function.log.clone()));
        log.platform(&format!(
            "INIT_START Runtime Version: {}.v1\tRuntime Version ARN: arn:aws:lambda:{}::runtime:{}",
            self.function.configuration.runtime.replace('.', ":"),
            self.state.region,
            "0".repeat(64),
        ));
        let mut failed = None;
        let phases = [("init", INIT_LIMIT), ("invoke", self.function.timeout())];
        for (phase, limit) in phases {
            let started = Instant::now();
            let failure = match self.start_one(&log, limit).await? {
                Ok(sandbox) => {
                    // The first init phase is none of the function's time; a second one is.
                    let restarted = phase == "invoke";
                    let left =
                        self.function.timeout().saturating_sub(if restarted { sandbox.age() } else { Duration::ZERO });
                    return Ok(Cold::Ready(Box::new(sandbox), tokio::time::Instant::now() + left));
                }
                Err(failure) => failure,
            };
            let status = match &failure {
                Failure::TimedOut => Status::Timeout,
                other => Status::Error(other.error_type()),
            };
            let duration = milliseconds(started.elapsed());
            log.platform(&format!("INIT_REPORT Init Duration: {duration} ms\tPhase: {phase}\t{status}"));
            failed = Some((failure, started.elapsed()));
        }
        let (failure, duration) = failed.unwrap_or((Failure::TimedOut, Duration::ZERO));
        Ok(Cold::Failed(FailedStart { log, failure, duration }))
    }

    async fn start_one(&self, log: &Arc<LogStream>, limit: Duration) -> Result<Result<Sandbox, Failure>, ServiceError> {
        // https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
        if !is_executable(&self.function.configuration.bootstrap) {
            let message = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
            return Ok(Err(Failure::InvalidEntrypoint(message.to_owned())));
        }
        let mut sandbox = Sandbox::start(&self.state, &self.function, log.clone()).await?;
        Ok(match sandbox.initialise(limit).await {
            Ok(()) => Ok(sandbox),
            Err(failure) => Err(failure),
        })
    }

    fn failed_to_start(&self, failed: FailedStart) -> Invoked {
        let FailedStart { log, failure, duration } = failed;
        log.platform(&format!("START RequestId: {} Version: $LATEST", self.request.id));
        let memory = if failure.error_type() == "Runtime.OutOfMemory" { u64::MAX } else { 0 };
        let invoked = self.finish(&log, Err(failure), &Measured { duration, init: None, memory, cold: true });
        self.record(&invoked, "", duration);
        invoked
    }

    /// Writes the lines at the end of an invocation, and makes the caller's answer.
    fn finish(&self, log: &LogStream, answered: Result<Bytes, Failure>, measured: &Measured) -> Invoked {
        let id = &self.request.id;
        let timeout = self.function.timeout();
        for line in answered.as_ref().err().map(|failure| failure.log_lines(id, timeout)).unwrap_or_default() {
            log.platform(&line);
        }
        log.platform(&format!("END RequestId: {id}"));
        let report = Report {
            request_id: id,
            duration: measured.duration,
            init: measured.init,
            memory_size: self.function.configuration.memory_size,
            memory_used: measured.memory,
            status: answered.as_ref().err().and_then(Failure::status),
        };
        log.platform(&report.to_string());
        let function_error = answered.is_err().then_some("Unhandled");
        let payload = answered.unwrap_or_else(|failure| failure.payload(id, timeout));
        Invoked {
            status: 200,
            request_id: id.clone(),
            function_error,
            payload,
            log_tail: log.tail(),
            duration: measured.duration,
            cold: measured.cold,
        }
    }

    fn record(&self, invoked: &Invoked, session: &str, took: Duration) {
        let error = invoked.function_error.map(|_| String::from_utf8_lossy(&invoked.payload).into_owned());
        let kind = error.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        let text = |member: &str| Some(kind.as_ref()?.get(member)?.as_str()?.to_owned());
        self.state.trace.record(TraceEvent {
            seq: 0, // numbered when it is recorded
            received: SystemTime::now().checked_sub(took).unwrap_or(UNIX_EPOCH),
            took,
            service: "lambda",
            operation: Some("Invocation".to_owned()),
            method: "INVOKE".to_owned(),
            host: String::new(),
            uri: self.function.arn.clone(),
            principal: Principal::Anonymous,
            bucket: None,
            key: None,
            status: invoked.status,
            error_code: text("errorType").or_else(|| invoked.function_error.map(str::to_owned)),
            error_message: text("errorMessage").or(error),
            decision: None,
            request_headers: Vec::new(),
            response_headers: Vec::new(),
            api: None,
            table_request: None,
            function_run: Some(FunctionRun {
                function: self.function.configuration.name.clone(),
                request_id: invoked.request_id.clone(),
                session: session.to_owned(),
                cold: invoked.cold,
            }),
        });
    }
}

enum Cold {
    /// A sandbox that waits for its first event, and until when it may work on it.
    Ready(Box<Sandbox>, tokio::time::Instant),
    Failed(FailedStart),
}

struct FailedStart {
    log: Arc<LogStream>,
    failure: Failure,
    duration: Duration,
}

struct Measured {
    duration: Duration,
    init: Option<Duration>,
    memory: u64,
    cold: bool,
}

fn is_executable(path: &std::path::Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 == 0 {
        return false;
    }
    metadata.is_file()
}

/// A number that nobody guesses: a function must not know another one's request.
fn unguessable() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    // Keyed by the system's random numbers.
    std::hash::RandomState::new().build_hasher().finish()
}

/// A version 4 UUID. <https://www.rfc-editor.org/rfc/rfc9562#section-5.4>
pub(super) fn new_request_id() -> String {
    let digits = format!("{:016x}{:016x}", unguessable(), unguessable());
    let variant = ["8", "9", "a", "b"][usize::try_from(unguessable() % 4).unwrap_or_default()];
    format!("{}-{}-4{}-{variant}{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..])
}

/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
fn trace_id() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let root = format!("{:016x}{:08x}", unguessable(), unguessable() & 0xffff_ffff);
    format!("Root=1-{now:08x}-{root};Parent={:016x};Sampled=0", unguessable())
}

/// `2026/01/31/[$LATEST]` and 32 digits. <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
fn stream_name() -> String {
    let today = time::OffsetDateTime::now_utc();
    let (year, month, day) = (today.year(), u8::from(today.month()), today.day());
    format!("{year}/{month:02}/{day:02}/[$LATEST]{:016x}{:016x}", unguessable(), unguessable())
}
