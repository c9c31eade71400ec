//! A check: what it is called, what it needs, what it depends on, and how it is run.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::Verdict;

/// What running a check gives: a pass, or a verdict that is none.
pub type Outcome = Result<(), Verdict>;

/// What a check needs of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Only the files that the student wrote: nothing is compiled, nothing is run.
    Artefact,
    /// Only HTTP requests that anyone may send.
    Http,
    /// To read the configuration of what was made, with credentials.
    Configuration,
    /// To try to change what was made, as a stranger may try.
    Writes,
    /// To run the student's program in a cloud of its own.
    Program,
}

impl Need {
    /// What the need is, in the words of a `not-applicable` verdict.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Artefact => "it reads the lab's files, not what is deployed",
            Self::Http => "it sends plain HTTP requests",
            Self::Configuration => "it reads the configuration, with credentials",
            Self::Writes => "it tries to write and to delete",
            Self::Program => "it runs your program in a cloud of its own",
        }
    }
}

/// One check of a lab whose state is `S`.
pub struct Check<S> {
    /// `<lab's slug>/<name>`, stable: reports and progress name it.
    pub id: &'static str,
    /// The part that it belongs to.
    pub part: &'static str,
    /// What holds when it passes, in the student's language.
    pub title: &'static str,
    /// Points for a pass.
    pub points: u32,
    /// What it needs of the target.
    pub needs: Need,
    /// Checks that must have passed; otherwise this one is skipped.
    pub after: &'static [&'static str],
    /// Two or three hints, each saying more than the one before.
    pub hints: &'static [&'static str],
    /// Runs it.
    pub run: for<'a> fn(&'a S) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>,
}

/// A check as a list shows it: without its lab's state.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// `<lab's slug>/<name>`.
    pub id: &'static str,
    /// The part's slug.
    pub part: &'static str,
    /// What holds when it passes.
    pub title: &'static str,
    /// Points for a pass.
    pub points: u32,
    /// What it needs of the target.
    pub needs: Need,
    /// Hints, each saying more than the one before.
    pub hints: &'static [&'static str],
    /// What it depends on.
    pub after: &'static [&'static str],
}

/// How long one check may take. The student's program has a shorter limit of its own.
pub(super) const TIME_LIMIT: Duration = Duration::from_mins(1);

impl<S> Check<S> {
    /// The check as a list shows it.
    #[must_use]
    pub fn listed(&self) -> Listed {
        Listed {
            id: self.id,
            part: self.part,
            title: self.title,
            points: self.points,
            needs: self.needs,
            hints: self.hints,
            after: self.after,
        }
    }

    /// Runs the check within its time limit.
    pub async fn verdict(&self, state: &S) -> Verdict {
        match tokio::time::timeout(TIME_LIMIT, (self.run)(state)).await {
            Ok(Ok(())) => Verdict::Passed,
            Ok(Err(verdict)) => verdict,
            Err(_) => Verdict::Fault(format!("the check did not end within {} s", TIME_LIMIT.as_secs())),
        }
    }
}
