//! The supervisor: a small process between the checker and a function's `bootstrap`, one for each sandbox.
//!
//! It is the running program itself, started again with a hidden first argument. It holds the read end of a pipe whose
//! other end the checker has: when the checker is gone, killed with -9 included, the pipe ends, and the supervisor ends
//! the whole tree of processes before itself. On Linux it adopts what the function leaves behind
//! ([`PR_SET_CHILD_SUBREAPER`](https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html)), so that a
//! grandchild that calls `setsid` or forks twice does not escape. On other Unix systems it ends the process group, and
//! watches no memory. On Windows it ends the bootstrap alone: what that started goes on.

use std::ffi::OsString;
use std::io::{self, BufRead as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::process_tree;

/// The hidden argument that makes a program the supervisor of one sandbox.
pub(super) const SUPERVISOR: &str = "__lambda-supervisor";
/// The hidden argument that makes it set limits and turn into the bootstrap.
#[cfg(unix)]
const BOOTSTRAP: &str = "__lambda-bootstrap";

/// How often the memory of the bootstrap itself is looked at, while it grows.
const SOON: Duration = Duration::from_millis(10);
/// How often the bootstrap is looked at while it does not grow, and all processes of the sandbox while something does.
const LATER: Duration = Duration::from_millis(100);
/// How often they are all looked at in the end, where nothing grows: each time every process of the machine is read.
const AT_REST: Duration = Duration::from_secs(1);

/// What a sandbox runs. The checker writes it to the supervisor's standard input, as one line: credentials have no
/// place among arguments, which everybody can read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// The executable.
    pub(super) program: PathBuf,
    /// Its working directory.
    pub(super) directory: PathBuf,
    /// The sandbox's own folder, removed at the end.
    pub(super) folder: PathBuf,
    /// All that it sees of an environment.
    pub(super) environment: Vec<(String, String)>,
    /// The resident memory, in bytes, that its processes may have together.
    pub(super) memory: u64,
}

/// How a bootstrap ended, as the supervisor tells it: one line of its standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Exit {
    /// By itself, with this exit code.
    Code(i32),
    /// Killed by this signal.
    Signal(i32),
    /// Killed by the supervisor: it had more memory than its function.
    OutOfMemory,
}

/// What the supervisor tells, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Told {
    /// The bootstrap runs, as this process.
    Started(u32),
    /// Nothing of the sandbox runs any more.
    Ended(Exit),
    /// The bootstrap could not be started.
    Refused(String),
}

/// Does the work of a sandbox's supervisor if the program was started as one; `None` otherwise.
///
/// A program that owns a [`Cloud`](crate::Cloud) with functions calls this first, before it starts any thread: the
/// cloud starts that same program again as the supervisor of each sandbox.
#[must_use]
pub fn sandbox_process() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next()?.to_str()? {
        SUPERVISOR => Some(supervise()),
        #[cfg(unix)]
        BOOTSTRAP => Some(become_bootstrap(arguments)),
        _ => None,
    }
}

/// The running program, for starting it again.
pub(super) fn own_program() -> io::Result<PathBuf> {
    // Cargo may have written a new file in its place meanwhile; this link leads to what runs.
    if cfg!(target_os = "linux") { Ok(PathBuf::from("/proc/self/exe")) } else { std::env::current_exe() }
}

fn supervise() -> ExitCode {
    // The function's processes have the same user. Without this they could write to the supervisor's pipes.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, getpid, set_child_subreaper, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        let _ = set_child_subreaper(Some(getpid()));
    }
    let mut line = String::new();
    let order: Option<Order> =
        io::stdin().lock().read_line(&mut line).ok().and_then(|_| serde_json::from_str(&line).ok());
    let Some(order) = order else {
        return ExitCode::FAILURE; // the checker ended before it said what to run
    };
    let told = run(&order);
    // The folder is the sandbox's own; what cannot be removed is the system's to sweep.
    let _ = std::fs::remove_dir_all(&order.folder);
    tell(&told);
    ExitCode::SUCCESS
}

fn run(order: &Order) -> Told {
    let mut child = match bootstrap(order).and_then(|mut command| command.spawn()) {
        Ok(child) => child,
        Err(error) => return Told::Refused(error.to_string()),
    };
    tell(&Told::Started(child.id()));
    let why = wait(&mut child, order.memory);
    match (end(&mut child), why) {
        (_, Why::OutOfMemory) => Told::Ended(Exit::OutOfMemory),
        (exit, Why::Exited | Why::Told) => Told::Ended(exit),
    }
}

/// The checker may be gone: then nobody listens, and that is no fault.
fn tell(told: &Told) {
    if let Ok(mut line) = serde_json::to_vec(told) {
        line.push(b'\n');
        let mut out = io::stdout().lock();
        let _ = out.write_all(&line).and_then(|()| out.flush());
    }
}

#[derive(Clone, Copy)]
enum Why {
    /// The bootstrap ended.
    Exited,
    /// The checker ended the sandbox, or is gone.
    Told,
    OutOfMemory,
}

#[cfg_attr(unix, allow(clippy::needless_pass_by_ref_mut, reason = "only Windows asks the child itself"))]
fn wait(child: &mut Child, memory: u64) -> Why {
    let (sender, events) = mpsc::channel();
    let released = sender.clone();
    std::thread::spawn(move || {
        // Nothing more is ever written: what ends this is that the other end closes.
        let _ = io::stdin().lock().read(&mut [0]);
        let _ = released.send(Why::Told);
    });
    let id = child.id();
    #[cfg(unix)]
    std::thread::spawn(move || {
        process_tree::wait_without_reaping(id);
        let _ = sender.send(Why::Exited);
    });
    #[cfg(not(unix))]
    let _sender = sender;
    let (mut last, mut last_of_all, mut unseen) = (0, 0, Duration::ZERO);
    let (mut interval, mut interval_of_all) = (SOON, LATER);
    loop {
        match events.recv_timeout(interval) {
            Ok(why) => return why,
            Err(RecvTimeoutError::Disconnected) => return Why::Told,
            Err(RecvTimeoutError::Timeout) => {}
        }
        #[cfg(not(unix))]
        if !matches!(child.try_wait(), Ok(None)) {
            return Why::Exited;
        }
        unseen += interval;
        let mut used = process_tree::memory(id).unwrap_or(0);
        interval = if used > last { SOON } else { LATER };
        if used > last {
            interval_of_all = LATER;
        }
        last = used;
        if unseen >= interval_of_all {
            unseen = Duration::ZERO;
            used += process_tree::memory_below(id);
            process_tree::reap_adopted(id);
            interval_of_all = if used > last_of_all { LATER } else { (2 * interval_of_all).min(AT_REST) };
            last_of_all = used;
        }
        if used > memory {
            return Why::OutOfMemory;
        }
    }
}

/// Ends the bootstrap and all that it started, and waits until they are gone.
fn end(child: &mut Child) -> Exit {
    #[cfg(target_os = "linux")]
    if let Some(exit) = process_tree::end_descendants(child.id()) {
        return exit;
    }
    #[cfg(unix)]
    process_tree::end_group(child.id());
    let _ = child.kill();
    let status = child.wait();
    #[cfg(unix)]
    if let Some(signal) = status.as_ref().ok().and_then(std::os::unix::process::ExitStatusExt::signal) {
        return Exit::Signal(signal);
    }
    Exit::Code(status.ok().and_then(|status| status.code()).unwrap_or(1))
}

#[cfg(unix)]
fn bootstrap(order: &Order) -> io::Result<Command> {
    use std::os::fd::AsFd as _;
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(own_program()?);
    command.arg(BOOTSTRAP).arg(std::process::id().to_string()).arg(&order.program).process_group(0);
    let log = io::stderr().as_fd().try_clone_to_owned()?;
    Ok(environment_of(order, command, log.into()))
}

#[cfg(windows)]
fn bootstrap(order: &Order) -> io::Result<Command> {
    use std::os::windows::io::AsHandle as _;
    let log = io::stderr().as_handle().try_clone_to_owned()?;
    Ok(environment_of(order, Command::new(&order.program), log.into()))
}

/// Lambda's log has what the function prints to either stream.
fn environment_of(order: &Order, mut command: Command, log: Stdio) -> Command {
    command.current_dir(&order.directory).env_clear().envs(order.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(log).stderr(Stdio::inherit());
    command
}

/// Between the supervisor and the bootstrap: what must be set inside the new process and outlasts `exec`.
#[cfg(unix)]
fn become_bootstrap(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    use std::os::unix::process::CommandExt as _;
    let supervisor = arguments.next().and_then(|id| id.to_str()?.parse::<u32>().ok());
    let Some(program) = arguments.next() else {
        return ExitCode::FAILURE;
    };
    // Should the supervisor itself be killed, the bootstrap goes with it.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    if supervisor != Some(std::os::unix::process::parent_id()) {
        return ExitCode::FAILURE;
    }
    limit();
    let error = Command::new(Path::new(&program)).arg0("/var/task/bootstrap").exec();
    eprintln!("fork/exec /var/task/bootstrap: {error}");
    ExitCode::from(126)
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>: 1,024 open files, 512 MB in `/tmp` (here for
/// each file). A core file is never wanted.
#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    for (resource, most) in [(Resource::Nofile, 1024), (Resource::Fsize, 512 * 1024 * 1024), (Resource::Core, 0)] {
        let mut limit = getrlimit(resource);
        limit.maximum = Some(limit.maximum.map_or(most, |maximum| maximum.min(most)));
        limit.current = limit.maximum;
        // A system without this limit has none to set.
        let _ = setrlimit(resource, limit);
    }
}
