//! A sandbox, which AWS calls an execution environment: one bootstrap, its Runtime API, its session, its log stream.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>. It is not frozen between invocations:
//! what a function does after its answer goes on here, while on AWS it stops until the next event.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::function::Function;
use super::function_error::Failure;
use super::log::LogStream;
use super::process::Process;
use super::runtime_api::{Answer, Event, Phase, RuntimeApi};
use super::supervisor::Order;
use super::{environment, errors};
use crate::identity::Credentials;
use crate::service_error::ServiceError;
use crate::state::State;

/// How long a bootstrap may take until it asks for its first event.
pub(super) const INIT_LIMIT: Duration = Duration::from_secs(10);

/// A started bootstrap. It serves one invocation at a time; dropping it ends all its processes.
#[derive(Debug)]
pub(super) struct Sandbox {
    process: Process,
    api: RuntimeApi,
    pub(super) log: Arc<LogStream>,
    pub(super) credentials: Credentials,
    started: Instant,
    /// The most memory that was seen so far, in bytes: a process that ended tells nothing any more.
    peak: u64,
    /// How long the init phase took, until a `REPORT` line has said so.
    pub(super) init: Option<Duration>,
    state: Weak<State>,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(state) = self.state.upgrade() {
            state.lambda.sandbox_gone();
            state.roles.end_session(&self.credentials.access_key_id);
        }
    }
}

impl Sandbox {
    /// Starts a bootstrap; what it then does is its init phase.
    ///
    /// # Errors
    ///
    /// When Lambda may not assume the function's role, or the machine gives no process, port or folder.
    pub(super) async fn start(
        state: &Arc<State>,
        function: &Function,
        log: Arc<LogStream>,
    ) -> Result<Self, ServiceError> {
        let configuration = &function.configuration;
        let credentials =
            state.roles.assume_role_for_service(super::SERVICE, &configuration.role, &configuration.name)?;
        let api = RuntimeApi::start().await.map_err(|error| errors::service("no port for the Runtime API", &error))?;
        let folder = tempfile::Builder::new().prefix("lambda-").tempdir();
        let folder = folder.map_err(|error| errors::service("no folder for a sandbox", &error))?;
        let (task_root, temporary) = (folder.path().join("task"), folder.path().join("tmp"));
        for folder in [&task_root, &temporary] {
            std::fs::create_dir(folder).map_err(|error| errors::service("no folder for a sandbox", &error))?;
        }
        let order = Order {
            program: absolute(&configuration.bootstrap),
            environment: environment::of(&environment::Sandbox {
                function: configuration,
                region: &state.region,
                endpoint: &state.lambda.endpoint(),
                credentials: &credentials,
                log_stream: log.name(),
                runtime_api: &api.address().to_string(),
                task_root: &task_root,
                temporary: &temporary,
            }),
            directory: task_root,
            folder: folder.path().to_path_buf(),
            memory: u64::from(configuration.memory_size) * 1024 * 1024,
        };
        let process = Process::start(state.lambda.supervisor(), &order, log.clone()).await;
        let process = process.map_err(|error| errors::service("no process for a sandbox", &error))?;
        // From here on the supervisor removes it, also when this process is killed.
        let _ = folder.keep();
        state.lambda.sandbox_started();
        let state = Arc::downgrade(state);
        Ok(Self { process, api, log, credentials, started: Instant::now(), peak: 0, init: None, state })
    }

    /// Waits until the bootstrap asks for its first event.
    ///
    /// # Errors
    ///
    /// Why it does not; the sandbox is of no more use then.
    pub(super) async fn initialise(&mut self, limit: Duration) -> Result<(), Failure> {
        let failure = tokio::select! {
            biased;
            phase = async {
                let phase = self.api.initialised().await;
                // Its memory is read while it waits for the event: it may end with that, and a dead process tells nothing.
                self.process.started().await;
                phase
            } => {
                let Phase::InitError(error_type, payload) = phase else {
                    self.init = Some(self.started.elapsed());
                    return Ok(());
                };
                Failure::Reported { error_type, payload }
            }
            exit = self.process.wait() => match self.process.refused() {
                Some(why) => Failure::InvalidEntrypoint(format!("fork/exec /var/task/bootstrap: {why}")),
                None => Failure::Exited(exit),
            },
            () = tokio::time::sleep(limit) => Failure::TimedOut,
        };
        self.process.end().await;
        self.process.take_output();
        Err(failure)
    }

    /// How long ago it was started.
    pub(super) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// True while it waits for an event.
    pub(super) fn is_usable(&self) -> bool {
        self.api.is_ready() && self.process.is_alive()
    }

    /// Hands an event to the bootstrap, and waits for the answer.
    ///
    /// # Errors
    ///
    /// Why there is none. Nothing of the sandbox runs any more then, unless the function itself reported the error.
    pub(super) async fn invoke(
        &mut self,
        event: Event,
        deadline: tokio::time::Instant,
    ) -> Result<bytes::Bytes, Failure> {
        self.peak_memory();
        let mut answer: oneshot::Receiver<Answer> = self.api.begin(event);
        let failure = tokio::select! {
            biased;
            answer = &mut answer => {
                self.process.take_output();
                return match answer {
                    Ok(Answer::Response(payload)) => Ok(payload),
                    Ok(Answer::Error { error_type, payload }) => Err(Failure::Reported { error_type, payload }),
                    Ok(Answer::TooLarge) | Err(_) => Err(Failure::ResponseTooLarge),
                };
            }
            exit = self.process.wait() => Failure::Exited(exit),
            () = tokio::time::sleep_until(deadline) => {
                self.peak = self.peak.max(self.process.peak_memory());
                self.process.end().await;
                Failure::TimedOut
            }
        };
        self.process.take_output();
        // It answered, and ended before anybody looked.
        match answer.try_recv() {
            Ok(Answer::Response(payload)) => Ok(payload),
            Ok(Answer::Error { error_type, payload }) => Err(Failure::Reported { error_type, payload }),
            _ => Err(failure),
        }
    }

    /// True while its bootstrap runs, whatever it does.
    pub(super) fn is_running(&self) -> bool {
        self.process.ended().is_none()
    }

    /// Waits until the bootstrap asks for the next event; false if it ended, or the time is over.
    pub(super) async fn next(&mut self, until: tokio::time::Instant) -> bool {
        tokio::select! {
            biased;
            () = self.api.ready() => true,
            _ = self.process.wait() => false,
            () = tokio::time::sleep_until(until) => false,
        }
    }

    /// Ends all its processes, and waits until they are gone.
    pub(super) async fn end(mut self) {
        self.process.end().await;
        self.process.take_output();
    }

    /// The most memory that it ever had, in bytes.
    pub(super) fn peak_memory(&mut self) -> u64 {
        self.peak = self.peak.max(self.process.peak_memory());
        self.peak
    }
}

/// The bootstrap starts in another folder than the checker's.
fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
