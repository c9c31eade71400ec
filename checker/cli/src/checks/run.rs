//! One run of a lab's program: how it ended, and what it asked of the cloud.

use cloud::TraceEvent;

use super::trace::{line, operation};
use crate::artefacts::Finished;
use crate::harness::Failure;

/// A run that is over.
#[derive(Debug)]
pub struct Run {
    /// The command that runs the program as the check did, from the lab's folder.
    pub command: String,
    /// How it ended.
    pub finished: Finished,
    /// The requests that it sent; those that the checks send later are not among them.
    pub requests: Vec<TraceEvent>,
}

impl Run {
    /// The last request, if it was refused.
    #[must_use]
    pub fn last_refusal(&self) -> Option<&TraceEvent> {
        self.requests.last().filter(|event| event.status >= 400)
    }

    /// How the program stopped, as a failure.
    #[must_use]
    pub fn stop(&self) -> Failure {
        let refused = self.last_refusal();
        let message = match (refused, self.finished.panic()) {
            (_, Some(panic)) => format!("Your program panicked at {panic}"),
            (Some(event), None) => format!("Your program stopped when S3 refused {}.", operation(event)),
            (None, None) => format!("Your program {}.", self.finished.ended_how()),
        };
        let words = self.finished.last_words(6);
        let actual = if words.is_empty() {
            self.finished.ended_how()
        } else {
            format!("{}:\n{words}", self.finished.ended_how())
        };
        Failure::new(message)
            .tried(&self.command)
            .compared("the program ends with exit code 0", actual)
            .because_of(refused.map(line))
    }
}
