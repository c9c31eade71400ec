//! Running a lab's program: a child with an empty environment, a time limit and an output limit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use cloud::template::view::{CodeSource, FunctionProperties};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::sync::Notify;

use super::group::Group;
use crate::stop::Stop;

/// How long a program of a lab may run.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);
/// How much it may print to one stream, in bytes.
pub const OUTPUT_LIMIT: usize = 1024 * 1024;
/// How long the output may stay open after the program has ended: somebody whom it started may hold it.
const OUTPUT_GRACE: Duration = Duration::from_secs(1);

/// A lab's program, ready to run.
#[derive(Debug, Clone)]
pub struct Program {
    /// The executable: `src/main.rs`; where a lab has a program for each function, the one that the manifest's `default-run` names.
    pub path: PathBuf,
    /// The lab's further programs, by the name of their file below `src/bin`.
    pub others: BTreeMap<String, PathBuf>,
    /// All of them, by the names that Cargo gives them.
    pub binaries: BTreeMap<String, PathBuf>,
    /// How long one run may take.
    pub time_limit: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this status.
    Exited(ExitStatus),
    /// The checker stopped it at the time limit.
    TimedOut(Duration),
    /// The checker stopped it because it printed more than [`OUTPUT_LIMIT`].
    TooMuchOutput,
}

/// One run of a program.
#[derive(Debug, Clone)]
pub struct Finished {
    /// How it ended.
    pub ended: Ended,
    /// What it printed to standard output, at most [`OUTPUT_LIMIT`] bytes.
    pub stdout: String,
    /// What it printed to standard error, at most [`OUTPUT_LIMIT`] bytes.
    pub stderr: String,
}

impl Finished {
    /// True when the program ended by itself with exit code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        matches!(self.ended, Ended::Exited(status) if status.success())
    }

    /// How it ended, in words for the student.
    #[must_use]
    pub fn ended_how(&self) -> String {
        match self.ended {
            Ended::TimedOut(limit) => format!("was stopped: it did not end within {} s", limit.as_secs()),
            Ended::TooMuchOutput => format!("was stopped: it printed more than {} MB", OUTPUT_LIMIT / 1_048_576),
            Ended::Exited(_) if self.panic().is_some() => "panicked".to_owned(),
            Ended::Exited(status) => match status.code() {
                Some(code) => format!("ended with exit code {code}"),
                None => format!("was killed ({status})"),
            },
        }
    }

    /// The panic message with its place, `src/keys.rs:12:5: message`, if it panicked.
    #[must_use]
    pub fn panic(&self) -> Option<String> {
        let (_, after) = self.stderr.split_once("panicked at ")?;
        let mut lines = after.lines();
        let place = lines.next()?.trim_end_matches(':');
        Some(format!("{place}: {}", lines.next().unwrap_or_default()))
    }

    /// The last lines that it printed to standard error, at most `count`.
    #[must_use]
    pub fn last_words(&self, count: usize) -> String {
        let lines: Vec<&str> = self.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(count)..].join("\n")
    }
}

impl Program {
    /// A further program of the lab, by the name of its file below `src/bin`, with the same limit.
    ///
    /// # Errors
    /// A usage error when the lab has none: the file is the student's.
    pub fn other(&self, name: &str) -> Result<Self, Stop> {
        let path = self.others.get(name).ok_or_else(|| Stop::usage(format!("src/bin/{name}.rs is not there")))?;
        let (others, binaries) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { path: path.clone(), others, binaries, time_limit: self.time_limit })
    }

    /// The program that `sam build` would give a function: the one that `BuildProperties.Binary` names, or the lab's only
    /// one. `None` where no program has the name, or several could be meant.
    #[must_use]
    pub fn of_function(&self, function: &FunctionProperties) -> Option<PathBuf> {
        let CodeSource::Local(code) = &function.code else { return None };
        match &code.binary {
            // The solution's names end with `-solution`; it is checked in a copy of the starter's package.
            Some(name) => self.binaries.get(name.strip_suffix("-solution").unwrap_or(name)).cloned(),
            None => Some(self.path.clone()).filter(|_| self.binaries.len() < 2),
        }
    }

    /// Runs the program to its end, or to a limit.
    ///
    /// # Errors
    /// A fault when it cannot be started at all.
    pub async fn run(
        &self,
        args: &[&str],
        environment: &[(String, String)],
        folder: &std::path::Path,
    ) -> Result<Finished, Stop> {
        let mut command = Command::new(&self.path);
        command
            .args(args)
            .current_dir(folder)
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Group::lead(&mut command);
        let mut child = command.spawn().map_err(|error| Stop::io("cannot start", &self.path, &error))?;
        let mut group = Group::of(&child);
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(Stop::fault("the program was started without its output"));
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (full, gone) = (Notify::new(), Notify::new());
        let ended = {
            let reading = async {
                let to_its_end = async {
                    tokio::join!(read_limited(stdout, &mut out, &full), read_limited(stderr, &mut err, &full))
                };
                let held_open = async {
                    gone.notified().await;
                    tokio::time::sleep(OUTPUT_GRACE).await;
                };
                tokio::select! { _ = to_its_end => (), () = held_open => () }
            };
            let waiting = async {
                let status = child.wait().await;
                group.end();
                gone.notify_one();
                status
            };
            let to_the_end = async { tokio::join!(reading, waiting).1 };
            tokio::select! {
                biased;
                () = full.notified() => Ended::TooMuchOutput,
                status = to_the_end => Ended::Exited(status.map_err(|error| Stop::io("lost", &self.path, &error))?),
                () = tokio::time::sleep(self.time_limit) => Ended::TimedOut(self.time_limit),
            }
        };
        if !matches!(ended, Ended::Exited(_)) {
            group.end();
            child.kill().await.map_err(|error| Stop::io("cannot stop", &self.path, &error))?;
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Finished { ended, stdout: text(out), stderr: text(err) })
    }
}

/// Reads to the end; says so when the limit is reached before it.
async fn read_limited(mut stream: impl AsyncRead + Unpin, into: &mut Vec<u8>, full: &Notify) {
    let mut chunk = vec![0; 16 * 1024];
    // A stream that breaks has ended; the exit status says the rest.
    while let Ok(count @ 1..) = stream.read(&mut chunk).await {
        let room = OUTPUT_LIMIT - into.len();
        into.extend_from_slice(&chunk[..count.min(room)]);
        if count > room {
            full.notify_one();
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str, limit: Duration) -> Finished {
        let program = Program {
            path: PathBuf::from("/bin/sh"),
            others: BTreeMap::new(),
            binaries: BTreeMap::new(),
            time_limit: limit,
        };
        program.run(&["-c", script], &[], std::path::Path::new("/")).await.expect("sh starts")
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_that_never_ends_is_stopped() {
        let finished = shell("while :; do :; done", Duration::from_millis(50)).await;
        assert_eq!(finished.ended, Ended::TimedOut(Duration::from_millis(50)));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_that_prints_without_end_is_stopped() {
        let finished = shell("while :; do echo 0123456789012345678901234567890123456789; done", TIME_LIMIT).await;
        assert_eq!(finished.ended, Ended::TooMuchOutput);
        assert_eq!(finished.stdout.len(), OUTPUT_LIMIT);
        assert_eq!(finished.ended_how(), "was stopped: it printed more than 1 MB");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_the_program_started_ends_with_it_and_does_not_hold_it_up() {
        let started = std::time::Instant::now();
        let finished = shell("sleep 60 & echo $!; exit 3", Duration::from_secs(30)).await;
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        assert_eq!(finished.ended_how(), "ended with exit code 3");
        let id = rustix::process::Pid::from_raw(finished.stdout.trim().parse().expect("an id")).expect("not 0");
        // The kernel may still be at it.
        for _ in 0..100 {
            let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            if rustix::process::test_kill_process(id).is_err() || state.contains(") Z ") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("process {id} still runs");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_run_that_is_given_up_leaves_no_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = folder.path().join("mark");
        let script = format!("(sleep 1; touch {}) & sleep 60", mark.display());
        let given_up = tokio::time::timeout(Duration::from_millis(300), shell(&script, TIME_LIMIT)).await;
        assert!(given_up.is_err());
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(!mark.exists(), "what the program had started went on");
    }

    #[test]
    fn a_panic_is_shown_with_its_place() {
        use std::process::Command;
        let status = Command::new("false").status().expect("false runs");
        let stderr =
            "\nthread 'main' (7) panicked at src/keys.rs:12:5:\nnot yet implemented\nnote: run with".to_owned();
        let finished = Finished { ended: Ended::Exited(status), stdout: String::new(), stderr };
        assert_eq!(finished.panic().as_deref(), Some("src/keys.rs:12:5: not yet implemented"));
        assert_eq!(finished.ended_how(), "panicked");
    }
}
