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
        }
    }
}
