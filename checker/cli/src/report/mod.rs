//! The report: what was checked and what came of it. `checker/report/v1`, whose JSON Schema the book publishes.

pub mod parity;
pub mod status_line;
pub mod terminal;
pub mod visible;

use serde::{Deserialize, Serialize};

/// The name of this form of report.
pub const SCHEMA: &str = "checker/report/v1";

/// What one call of `checker check` found.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// `embedded`, `dynamodb-local` or `deployed`.
    pub target: String,
    /// What all invented data was made from; `--seed` repeats it.
    pub seed: u64,
    /// One entry for each lab.
    pub labs: Vec<LabReport>,
}

/// One lab of a report.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct LabReport {
    /// The folder's name: `01-s3-hosting`.
    pub lab: String,
    /// The lab's title.
    pub title: String,
    /// Points of the checks that passed.
    pub score: u32,
    /// Points that could be had on this target.
    pub max_score: u32,
    /// Wall-clock time, in seconds, building included.
    pub seconds: f64,
    /// The checks, in the order in which they ran.
    pub checks: Vec<CheckReport>,
    /// What the student should know though it changes no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

/// One check of a report.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct CheckReport {
    /// `<lab's slug>/<name>`.
    pub id: String,
    /// The part's slug.
    pub part: String,
    /// What holds when it passes.
    pub title: String,
    /// What came of it.
    pub status: Status,
    /// Points.
    pub score: u32,
    /// Points for a pass.
    pub max_score: u32,
    /// Wall-clock time, in seconds.
    pub seconds: f64,
    /// The command that repeats what was tried.
    pub request: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// What came back.
    pub actual: Option<String>,
    /// What is wrong, or why there is no verdict.
    pub message: Option<String>,
    /// Hints, each saying more than the one before.
    pub hints: Vec<String>,
    /// The book's page and section.
    pub chapter: String,
    /// Why: lines of the trace, the deciding statement.
    pub trace: Vec<String>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// A check that it depends on did not pass.
    Skipped,
    /// It may hold in a moment.
    NotYet,
    /// This target cannot answer.
    NotApplicable,
    /// Something outside the lab broke.
    Fault,
}

impl LabReport {
    /// True when no check failed, waits or broke.
    #[must_use]
    pub fn all_passed(&self) -> bool {
        self.checks.iter().all(|check| matches!(check.status, Status::Passed | Status::NotApplicable))
    }

    /// How many checks have this status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.checks.iter().filter(|check| check.status == status).count()
    }
}

impl Report {
    /// 0 when all passed, 3 when something outside the labs broke, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let any = |status| self.labs.iter().any(|lab| lab.count(status) > 0);
        if any(Status::Fault) { 3 } else { u8::from(!self.labs.iter().all(LabReport::all_passed)) }
    }
}
