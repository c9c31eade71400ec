//! Why a command stops, and with which exit code.

use std::process::ExitCode;

/// The command cannot go on. Never a student's failure: that is a verdict, and stands in the report.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The command line is wrong. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Something outside the lab is broken: no cargo, a port in use, a disk that is full. Exit code 3.
    #[error("{0}")]
    Fault(String),
    /// The user, or the system, told the checker to end. Exit code 130, as a shell shows Ctrl-C.
    #[error("stopped")]
    Interrupted,
}

/// Does the work unless the checker is told to end first; what was begun is dropped then, programs of labs included:
/// they are in process groups of their own, which Ctrl-C does not reach.
///
/// # Errors
/// What the work's own error is, or [`Stop::Interrupted`].
pub async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    tokio::select! {
        done = work => done,
        () = told_to_end() => Err(Stop::Interrupted),
    }
}

/// Waits until the checker is told to end: by Ctrl-C, by the system, by a terminal that closes.
#[cfg(unix)]
pub async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hang_up)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => (),
        _ = terminate.recv() => (),
        _ = hang_up.recv() => (),
    }
}

/// Waits until the checker is told to end.
#[cfg(not(unix))]
pub async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

impl Stop {
    /// Wrong usage: what, where, what to do.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// An infrastructure fault: what, where, what to do.
    pub fn fault(message: impl Into<String>) -> Self {
        Self::Fault(message.into())
    }

    /// A fault of the file system, with the path it is about.
    #[must_use]
    pub fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Fault(format!("{doing} {}: {error}", path.display()))
    }

    /// The exit code of this stop.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Fault(_) => ExitCode::from(3),
            Self::Interrupted => ExitCode::from(130),
        }
    }
}
