//! A sandbox's processes, seen from the checker: started by way of a supervisor, ended with it.

use std::io;
use std::process::Stdio;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{ChildStderr, ChildStdin, Command};
use tokio::sync::watch;

use super::log::LogStream;
use super::supervisor::{Exit, Order, SUPERVISOR, Told, own_program};

/// A bootstrap that runs. Dropping it tells the supervisor to end everything.
#[derive(Debug)]
pub(super) struct Process {
    /// The pipe whose end tells the supervisor to end.
    release: Option<ChildStdin>,
    state: watch::Receiver<State>,
    output: Output,
}

#[derive(Clone, Debug, Default)]
struct State {
    bootstrap: Option<u32>,
    ended: Option<Exit>,
    refused: Option<String>,
}

impl Process {
    /// Starts a supervisor and hands it the order.
    ///
    /// # Errors
    ///
    /// The system's, where it starts no process.
    pub(super) async fn start(
        supervisor: Option<&std::path::Path>,
        order: &Order,
        log: Arc<LogStream>,
    ) -> io::Result<Self> {
        let program = supervisor.map_or_else(own_program, |program| Ok(program.to_path_buf()))?;
        let mut command = Command::new(program);
        command.arg(SUPERVISOR).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C in a terminal goes to a whole group. It is the checker who ends its sandboxes.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("the supervisor was started without its pipes"));
        };
        let mut line = serde_json::to_vec(order).map_err(io::Error::other)?;
        line.push(b'\n');
        // A supervisor that is killed at once is seen to end, like any other.
        let _ = stdin.write_all(&line).await;
        let folder = order.folder.clone();
        let (sender, state) = watch::channel(State::default());
        tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(told) = serde_json::from_str(&line) else { continue };
                // The end counts when the supervisor is gone too.
                sender.send_if_modified(|state| match told {
                    Told::Started(id) => {
                        state.bootstrap = Some(id);
                        true
                    }
                    Told::Refused(why) => {
                        state.refused = Some(why);
                        false
                    }
                    Told::Ended(exit) => {
                        state.ended = Some(exit);
                        false
                    }
                });
            }
            let _ = child.wait().await;
            sender.send_modify(|state| {
                #[cfg(unix)]
                if let (None, Some(bootstrap)) = (state.ended, state.bootstrap) {
                    // Somebody killed the supervisor: what it would have ended is left to us.
                    super::process_tree::end_group(bootstrap);
                }
                if state.ended.is_none() {
                    super::process_tree::end_marked(&folder);
                    // Its folder is what it would have removed.
                    let _ = std::fs::remove_dir_all(&folder);
                }
                state.ended.get_or_insert(Exit::Signal(9));
            });
        });
        Ok(Self { release: Some(stdin), state, output: Output::follow(stderr, log)? })
    }

    /// Waits until the supervisor has told which process the bootstrap is, or that there is none any more. The bootstrap
    /// itself may be heard of earlier: it speaks to its Runtime API, the supervisor through a pipe.
    pub(super) async fn started(&self) {
        let mut state = self.state.clone();
        // Whoever would tell is gone: then the end was told.
        let _ = state.wait_for(|state| state.bootstrap.is_some() || state.ended.is_some()).await;
    }

    /// How the bootstrap ended, and that nothing of it runs any more; `None` while it runs.
    pub(super) fn ended(&self) -> Option<Exit> {
        self.state.borrow().ended
    }

    /// True while the bootstrap runs, as far as the system tells: its end is told a little later.
    pub(super) fn is_alive(&self) -> bool {
        let state = self.state.borrow();
        state.ended.is_none() && !state.bootstrap.is_some_and(super::process_tree::has_died)
    }

    /// Why the bootstrap could not be started at all.
    pub(super) fn refused(&self) -> Option<String> {
        self.state.borrow().refused.clone()
    }

    /// Waits until the bootstrap, and all that it started, has ended.
    pub(super) async fn wait(&self) -> Exit {
        let mut state = self.state.clone();
        let ended = state.wait_for(|state| state.ended.is_some()).await;
        ended.ok().and_then(|state| state.ended).unwrap_or(Exit::Signal(9))
    }

    /// Ends the bootstrap and all that it started, and waits until they are gone.
    pub(super) async fn end(&mut self) -> Exit {
        drop(self.release.take());
        self.wait().await
    }

    /// The most memory, in bytes, that the bootstrap ever had; 0 where the system does not tell.
    pub(super) fn peak_memory(&self) -> u64 {
        let id = self.state.borrow().bootstrap;
        id.and_then(super::process_tree::peak).unwrap_or(0)
    }

    /// Writes to the log what was printed up to now.
    pub(super) fn take_output(&self) {
        self.output.take();
    }
}

/// The pipe that the function prints into.
#[derive(Debug)]
struct Output {
    #[cfg(unix)]
    pipe: Arc<Pipe>,
    reading: tokio::task::JoinHandle<()>,
}

impl Drop for Output {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

#[cfg(unix)]
#[derive(Debug)]
struct Pipe {
    receiver: tokio::net::unix::pipe::Receiver,
    /// Held from a read until its bytes stand in the log, so that they stand there in order.
    log: std::sync::Mutex<Arc<LogStream>>,
}

#[cfg(unix)]
impl Output {
    fn follow(stderr: ChildStderr, log: Arc<LogStream>) -> io::Result<Self> {
        let receiver = tokio::net::unix::pipe::Receiver::from_owned_fd(stderr.into_owned_fd()?)?;
        let pipe = Arc::new(Pipe { receiver, log: std::sync::Mutex::new(log) });
        let reader = pipe.clone();
        let reading = tokio::spawn(async move {
            let mut chunk = vec![0; 64 * 1024];
            while reader.receiver.readable().await.is_ok() {
                let log = reader.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                match reader.receiver.try_read(&mut chunk) {
                    Ok(0) => return,
                    Ok(count) => log.printed(&chunk[..count]),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => return,
                }
            }
        });
        Ok(Self { pipe, reading })
    }

    /// The system is asked itself: Tokio knows only what its last look at all sockets told.
    fn take(&self) {
        // More than a pipe holds was printed after the call.
        const MOST: usize = 1024 * 1024;
        let mut chunk = vec![0; 64 * 1024];
        let log = self.pipe.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut taken = 0;
        while taken < MOST
            && let Ok(count @ 1..) = rustix::io::read(&self.pipe.receiver, &mut chunk)
        {
            log.printed(&chunk[..count]);
            taken += count;
        }
    }
}

/// Without a way to ask the pipe whether it is empty, a function's last lines may stand after Lambda's own.
#[cfg(not(unix))]
impl Output {
    #[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
    fn follow(mut stderr: ChildStderr, log: Arc<LogStream>) -> io::Result<Self> {
        use tokio::io::AsyncReadExt as _;
        let reading = tokio::spawn(async move {
            let mut chunk = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = stderr.read(&mut chunk).await {
                log.printed(&chunk[..count]);
            }
        });
        Ok(Self { reading })
    }

    #[expect(clippy::unused_self, reason = "as on Unix")]
    fn take(&self) {}
}
