//! What a check found.

use crate::stop::Stop;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed(Failure),
    /// A check that it depends on did not pass: its id.
    Skipped(String),
    /// It may hold in a moment; why.
    NotYet(String),
    /// This target cannot answer; why.
    NotApplicable(String),
    /// Something outside the lab broke; never a student's failure.
    Fault(String),
}

/// What a student is told of a check that failed, in the order in which they read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, in one sentence.
    pub message: String,
    /// The command that repeats what was tried.
    pub request: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What came back.
    pub actual: String,
    /// Why: lines of the trace, the deciding statement.
    pub trace: Vec<String>,
}

impl Failure {
    /// A failure that says what is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Adds the command that repeats what was tried.
    #[must_use]
    pub fn tried(mut self, command: impl Into<String>) -> Self {
        self.request = Some(command.into());
        self
    }

    /// Adds what was expected and what came back.
    #[must_use]
    pub fn compared(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = expected.into();
        self.actual = actual.into();
        self
    }

    /// Adds a line that says why.
    #[must_use]
    pub fn because(mut self, line: impl Into<String>) -> Self {
        self.trace.push(line.into());
        self
    }

    /// Adds lines that say why.
    #[must_use]
    pub fn because_of(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.trace.extend(lines);
        self
    }

    /// The failure as the result of a check.
    ///
    /// # Errors
    /// Always: that is what it is for.
    pub fn fail<T>(self) -> Result<T, Verdict> {
        Err(Verdict::Failed(self))
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Stop> for Verdict {
    fn from(stop: Stop) -> Self {
        Self::Fault(stop.to_string())
    }
}
