//! What came of each step, and what was not tried because of it.

use std::path::PathBuf;
use std::time::Instant;

use super::ALL_TOGETHER;
use super::plan::{PLAN, Planned, WALK, planned};
use crate::course::LABS;
use crate::harness::{Failure, Verdict};
use crate::report::status_line::StatusLine;
use crate::report::{CheckReport, Status};
use crate::stop::Stop;

/// The book's section about the app as a whole.
const CHAPTER: &str = "07-cognito.html#together";

/// The chain ends here.
#[derive(Debug)]
pub(super) enum Halted {
    /// A step did not pass; it has been written down.
    Failed,
    /// The checker itself cannot go on.
    Stop(Stop),
}

impl From<Stop> for Halted {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// What a step that passed did.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The command or the address.
    pub(super) tried: String,
    /// What was expected.
    pub(super) expected: String,
    /// What came back.
    pub(super) actual: String,
}

impl Told {
    /// Something that was tried, with what was expected of it and what came back.
    pub(super) fn new(tried: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self { tried: tried.into(), expected: expected.into(), actual: actual.into() }
    }
}

/// The steps so far.
#[derive(Debug)]
pub(super) struct Steps {
    line: StatusLine,
    done: Vec<CheckReport>,
    notices: Vec<String>,
    pictures: Vec<(String, PathBuf)>,
}

impl Steps {
    pub(super) fn new(line: StatusLine) -> Self {
        Self { line, done: Vec::new(), notices: Vec::new(), pictures: Vec::new() }
    }

    /// Takes one step, and writes down what came of it.
    ///
    /// # Errors
    /// [`Halted::Failed`] when it did not pass.
    pub(super) async fn take<T>(
        &mut self,
        slug: &'static str,
        work: impl Future<Output = Result<(T, Told), Verdict>>,
    ) -> Result<T, Halted> {
        let step = planned(slug).ok_or_else(|| Stop::fault(format!("there is no step {slug}")))?;
        let place = if step.part == WALK { "the walk".to_owned() } else { format!("lab {}", step.lab) };
        self.line.show(&format!("{place}: {}", step.title));
        let started = Instant::now();
        let ended = work.await;
        let mut report = report(step);
        report.seconds = started.elapsed().as_secs_f64();
        let (value, told) = match ended {
            Ok((value, told)) => (Some(value), told),
            Err(verdict) => (None, fail(&mut report, step, verdict)),
        };
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        report.request = text(told.tried);
        (report.expected, report.actual) = (text(told.expected), text(told.actual));
        if value.is_some() {
            (report.status, report.score) = (Status::Passed, report.max_score);
        }
        self.done.push(report);
        value.ok_or(Halted::Failed)
    }

    /// Something the student should know though it changes no verdict.
    pub(super) fn note(&mut self, notice: impl Into<String>) {
        self.notices.push(notice.into());
    }

    /// A screenshot of a step.
    pub(super) fn picture(&mut self, slug: &str, file: PathBuf) {
        self.pictures.push((id(slug), file));
    }

    /// The number of the next step, from 1.
    pub(super) fn number(&self) -> usize {
        self.done.len() + 1
    }

    /// The reports of all steps, with those that were not tried, the notices, and the screenshots.
    pub(super) fn finish(mut self) -> (Vec<CheckReport>, Vec<String>, Vec<(String, PathBuf)>) {
        let why = self.done.last().and_then(|last| match last.status {
            Status::Passed => None,
            Status::Fault => Some("not tried: a fault comes first".to_owned()),
            _ => {
                let stopped = PLAN.iter().find(|step| id(step.slug) == last.id)?;
                Some(format!("not tried: lab {} is to be mended first", stopped.lab))
            }
        });
        for step in PLAN.iter().skip(self.done.len()) {
            let mut report = report(step);
            report.message.clone_from(&why);
            self.done.push(report);
        }
        (self.done, self.notices, self.pictures)
    }
}

fn id(slug: &str) -> String {
    format!("{ALL_TOGETHER}/{slug}")
}

/// A step that was not tried.
fn report(step: &Planned) -> CheckReport {
    let lab = LABS.iter().find(|lab| lab.slug == step.part);
    CheckReport {
        id: id(step.slug),
        part: step.part.to_owned(),
        title: step.title.to_owned(),
        status: Status::Skipped,
        score: 0,
        max_score: 1,
        seconds: 0.0,
        request: None,
        expected: None,
        actual: None,
        message: None,
        hints: Vec::new(),
        chapter: lab.map_or_else(|| CHAPTER.to_owned(), |lab| format!("{}.html", lab.folder)),
        trace: Vec::new(),
    }
}

/// Writes down why a step did not pass, and gives what was tried.
fn fail(report: &mut CheckReport, step: &Planned, verdict: Verdict) -> Told {
    match verdict {
        Verdict::Failed(Failure { message, request, expected, actual, trace }) => {
            report.status = Status::Failed;
            report.message = Some(format!("Lab {} is to be mended. {message}", step.lab));
            report.trace = trace;
            report.hints = vec![format!("`cargo checker check {}` looks at this lab alone, and closer.", step.lab)];
            Told::new(request.unwrap_or_default(), expected, actual)
        }
        Verdict::Fault(said) => {
            report.status = Status::Fault;
            report.message = Some(said);
            Told::default()
        }
        Verdict::Passed | Verdict::Skipped(_) | Verdict::NotYet(_) | Verdict::NotApplicable(_) => {
            report.status = Status::Fault;
            report.message = Some("a step without a verdict".to_owned());
            Told::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_comes_after_a_failure_is_not_tried_and_says_so() {
        let mut steps = Steps::new(StatusLine::new());
        let built = steps.take("s3-hosting-builds", async { Ok((7, Told::new("cargo build", "", ""))) }).await;
        assert_eq!(built.expect("it passed"), 7);
        let failed = Failure::new("It panicked.").tried("cargo run").compared("0", "101");
        let halted = steps.take::<()>("s3-hosting-publishes", async { failed.fail() }).await;
        assert!(matches!(halted, Err(Halted::Failed)), "{halted:?}");
        let (reports, _, _) = steps.finish();
        assert_eq!(reports.len(), PLAN.len());
        assert_eq!((reports[0].status, reports[0].score), (Status::Passed, 1));
        assert_eq!((reports[1].status, reports[1].score), (Status::Failed, 0));
        assert_eq!(reports[1].message.as_deref(), Some("Lab 1 is to be mended. It panicked."));
        for report in &reports[2..] {
            assert_eq!(
                (report.status, report.message.as_deref()),
                (Status::Skipped, Some("not tried: lab 1 is to be mended first"))
            );
        }
    }
}
