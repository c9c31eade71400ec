//! Lambda: functions, which are real processes here, and their invocations.
//!
//! ```text
//! caller ─▶ api, http ─▶ invocation ─▶ sandbox ─▶ runtime_api ⇄ bootstrap   the student's own
//!                                         └─────▶ process ─▶ supervisor ─▶ bootstrap and what it starts
//! ```

mod api;
mod environment;
mod errors;
pub mod events;
mod function;
mod function_error;
mod function_name;
pub(crate) mod http;
mod invocation;
mod log;
mod permission;
mod process;
mod process_tree;
mod runtime_api;
mod sandbox;
mod stand_in;
mod supervisor;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

pub use function::NewFunction;
pub use invocation::{Invocation, InvocationType, Invoked};
pub use log::LogEvent;
pub use permission::Permission;
pub use stand_in::StandIn;
pub use supervisor::sandbox_process;

pub(crate) use api::service_may_invoke;
pub(crate) use invocation::invoke;

use crate::config::Config;
use function::Function;
use function_name::FunctionName;

use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::state::State;

/// Who assumes the functions' roles.
const SERVICE: &str = "lambda.amazonaws.com";

/// How many sandboxes there are at most, and how many invocations run at once; more wait in a queue. An account of AWS
/// has 1,000 by default, which no laptop carries.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>
pub const MOST_SANDBOXES: usize = 16;

/// Lambda in one region of one account.
#[derive(Debug)]
pub(crate) struct Lambda {
    account: AccountId,
    /// The program that becomes a sandbox's supervisor; `None` for this one.
    supervisor: Option<PathBuf>,
    endpoint: OnceLock<String>,
    functions: RwLock<BTreeMap<String, Arc<Function>>>,
    /// A slot for each invocation that may run.
    slots: Arc<Semaphore>,
    sandboxes: AtomicUsize,
    /// Invocations, which go on when their caller hangs up.
    running: Mutex<JoinSet<()>>,
    /// How many asynchronous invocations are not done yet.
    queued: watch::Sender<usize>,
}

impl Lambda {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            account: config.account.clone(),
            supervisor: config.sandbox_program.clone(),
            endpoint: OnceLock::new(),
            functions: RwLock::default(),
            slots: Arc::new(Semaphore::new(MOST_SANDBOXES)),
            sandboxes: AtomicUsize::new(0),
            running: Mutex::new(JoinSet::new()),
            queued: watch::Sender::new(0),
        }
    }

    /// Says where functions find this cloud.
    pub(crate) fn listens_at(&self, endpoint: String) {
        // Set once, when the cloud starts.
        let _ = self.endpoint.set(endpoint);
    }

    fn endpoint(&self) -> String {
        self.endpoint.get().cloned().unwrap_or_default()
    }

    fn supervisor(&self) -> Option<&Path> {
        self.supervisor.as_deref()
    }

    fn sandbox_started(&self) {
        self.sandboxes.fetch_add(1, Ordering::Relaxed);
    }

    fn sandbox_gone(&self) {
        self.sandboxes.fetch_sub(1, Ordering::Relaxed);
    }

    /// Makes room for one more sandbox: the one that waited longest, of whatever function, goes.
    async fn make_room(&self) {
        while self.sandboxes.load(Ordering::Relaxed) >= MOST_SANDBOXES {
            let functions: Vec<_> = self.read().values().cloned().collect();
            let Some(oldest) = functions.iter().find_map(|function| function.take_oldest()) else {
                return; // all are at work, or end just now
            };
            oldest.end().await;
        }
    }

    /// Ends all sandboxes and invocations; who still waits for one learns that it was cut.
    pub(crate) fn clear(&self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
        for function in self.read().values() {
            drop(function.take_all());
        }
    }

    /// As [`clear`](Self::clear), and waits until every process is gone.
    pub(crate) async fn shutdown(&self) {
        let mut running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        running.shutdown().await;
        let functions: Vec<_> = self.read().values().cloned().collect();
        for sandbox in functions.iter().flat_map(|function| function.take_all()) {
            sandbox.end().await;
        }
    }

    /// Runs something that goes on when nobody waits for it.
    fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while running.try_join_next().is_some() {}
        running.spawn(work);
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Function>>> {
        self.functions.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, BTreeMap<String, Arc<Function>>> {
        self.functions.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The function that a request names; there are no versions but `$LATEST`, and no aliases.
    fn find(&self, name: &FunctionName, region: &str) -> Result<Arc<Function>, ServiceError> {
        let known = self.read().get(&name.name).cloned();
        let latest = name.qualifier.as_deref().is_none_or(|qualifier| qualifier == "$LATEST");
        let own = name.account == self.account.as_str();
        known.filter(|_| latest && own).ok_or_else(|| errors::not_found(&name.arn(region)))
    }

    /// The ARN of a function's role, and what stands in its log.
    pub(crate) fn logged(&self, name: &str) -> Option<(String, Vec<LogEvent>)> {
        let function = self.read().get(name).cloned()?;
        Some((function.configuration.role.clone(), function.log.events()))
    }

    /// Creates a function, once its role can be assumed.
    fn create(state: &State, new: NewFunction) -> Result<String, ServiceError> {
        let lambda = &state.lambda;
        new.check(lambda.account.as_str())?;
        if lambda.read().contains_key(&new.name) {
            return Err(errors::conflict(format!("Function already exist: {}", new.name)));
        }
        Self::check_role(state, &new)?;
        let arn = format!("arn:aws:lambda:{}:{}:function:{}", state.region, lambda.account, new.name);
        let function = Arc::new(Function::new(new, arn.clone()));
        lambda.write().insert(function.configuration.name.clone(), function);
        Ok(arn)
    }

    /// Gives a function another configuration and other code. Its sandboxes end; log and permissions stay.
    fn update(state: &State, new: NewFunction) -> Result<(), ServiceError> {
        let lambda = &state.lambda;
        new.check(lambda.account.as_str())?;
        Self::check_role(state, &new)?;
        let mut functions = lambda.write();
        let Some(known) = functions.get_mut(&new.name) else {
            let arn = format!("arn:aws:lambda:{}:{}:function:{}", state.region, lambda.account, new.name);
            return Err(errors::not_found(&arn));
        };
        let old = std::mem::replace(known, Arc::new(known.with(new)));
        drop(functions);
        drop(old.take_all());
        Ok(())
    }

    /// That Lambda may assume a function's role.
    fn check_role(state: &State, function: &NewFunction) -> Result<(), ServiceError> {
        let session = state.roles.assume_role_for_service(SERVICE, &function.role, &function.name)?;
        state.roles.end_session(&session.access_key_id);
        Ok(())
    }
}
