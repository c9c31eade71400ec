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

    /// Adds what was expected and what came back, word for word, with the first difference marked.
    #[must_use]
    pub fn exactly(self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        let (expected, mut actual) = (expected.into(), actual.into());
        if let Some(mark) = first_difference(&expected, &actual) {
            actual = format!("{actual}\n{mark}");
        }
        self.compared(expected, actual)
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

/// Where two one-line texts part: a caret under the first character that differs. Texts that have nothing in common need none.
fn first_difference(expected: &str, actual: &str) -> Option<String> {
    let same = expected.chars().zip(actual.chars()).take_while(|(left, right)| left == right).count();
    if same == 0 || expected.contains('\n') || actual.contains('\n') {
        return None;
    }
    Some(format!("{:same$}^ the first difference", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_marked() {
        let failure = Failure::new("").exactly("css/style.css", "css\\style.css");
        assert_eq!(failure.actual, "css\\style.css\n   ^ the first difference");
        assert_eq!(Failure::new("").exactly("abc", "xyz").actual, "xyz");
        assert_eq!(Failure::new("").exactly("abc", "ab").actual, "ab\n  ^ the first difference");
    }
}
