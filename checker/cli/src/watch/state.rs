//! What the watch loop knows: the lab, its last report, and which part is open.

use super::Key;
use crate::course::{LABS, Lab, Part};
use crate::report::{CheckReport, LabReport, Status};

/// Something that waits for a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Put the starter back?
    Reset,
}

/// What the screen shows.
#[derive(Debug)]
pub(super) struct State {
    /// The lab that is watched.
    pub(super) lab: &'static Lab,
    /// What the last run found, if one has ended.
    pub(super) report: Option<LabReport>,
    /// What the data of the last run was made from.
    pub(super) seed: u64,
    /// A run is under way.
    pub(super) running: bool,
    /// A part that the last run passed for the first time.
    pub(super) congratulate: Option<&'static Part>,
    /// How many hints of the failure are shown.
    pub(super) hints: usize,
    /// One line for the student.
    pub(super) note: Option<String>,
    /// What waits for an answer.
    pub(super) question: Option<Question>,
    /// A key that is answered when the run has ended.
    pub(super) waiting: Option<Key>,
}

impl State {
    /// A lab of which nothing is known yet, and whose first run is under way.
    pub(super) fn new(lab: &'static Lab) -> Self {
        Self {
            lab,
            report: None,
            seed: 0,
            running: true,
            congratulate: None,
            hints: 0,
            note: None,
            question: None,
            waiting: None,
        }
    }

    /// Takes over what a run found.
    pub(super) fn take(&mut self, seed: u64, report: LabReport) {
        self.seed = seed;
        let shown = self.shown().map(|check| check.id.clone());
        let was_open = self.report.as_ref().map(|old| self.open_in(old));
        let open = self.open_in(&report);
        self.congratulate = match was_open {
            Some(Some(before)) if open.is_none_or(|now| self.index(now) > self.index(before)) => Some(before),
            _ => None,
        };
        self.report = Some(report);
        if self.shown().map(|check| check.id.clone()) != shown {
            self.hints = 0; // they were for another failure
        }
    }

    /// Forgets what was found: the files are others now.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.lab);
    }

    /// The first part that is not passed, once a run has ended.
    pub(super) fn open_part(&self) -> Option<&'static Part> {
        self.open_in(self.report.as_ref()?)
    }

    /// The failure to show: the first one of the first open part, else the first of all.
    pub(super) fn shown(&self) -> Option<&CheckReport> {
        let report = self.report.as_ref()?;
        let open = self.open_in(report)?;
        let failed = |check: &&CheckReport| matches!(check.status, Status::Failed | Status::Fault);
        let of_part = report.checks.iter().filter(failed).find(|check| check.part == open.slug);
        of_part.or_else(|| report.checks.iter().find(failed))
    }

    /// True when everything of the lab passed.
    pub(super) fn passed(&self) -> bool {
        self.report.as_ref().is_some_and(LabReport::all_passed)
    }

    /// The lab after this one.
    pub(super) fn next_lab(&self) -> Option<&'static Lab> {
        LABS.iter().find(|lab| lab.number > self.lab.number)
    }

    /// A part's number, from 0.
    pub(super) fn index(&self, part: &Part) -> usize {
        self.lab.parts.iter().position(|own| own.slug == part.slug).unwrap_or_default()
    }

    fn open_in(&self, report: &LabReport) -> Option<&'static Part> {
        let open = |part: &&Part| {
            report
                .checks
                .iter()
                .any(|check| check.part == part.slug && !matches!(check.status, Status::Passed | Status::NotApplicable))
        };
        self.lab.parts.iter().find(open)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::checks;

    /// A report of lab 1 in which these checks failed.
    pub(in crate::watch) fn report(failed: &[&str]) -> LabReport {
        let lab = &LABS[0];
        let checks = checks::list(lab).into_iter().map(|check| CheckReport {
            id: check.id.to_owned(),
            part: check.part.to_owned(),
            title: check.title.to_owned(),
            status: if failed.contains(&check.id) { Status::Failed } else { Status::Passed },
            score: 0,
            max_score: check.points,
            seconds: 0.0,
            request: None,
            expected: None,
            actual: None,
            message: Some("what is wrong".to_owned()),
            hints: check.hints.iter().map(|&hint| hint.to_owned()).collect(),
            chapter: String::new(),
            trace: Vec::new(),
        });
        LabReport {
            lab: lab.folder.to_owned(),
            title: lab.title.to_owned(),
            score: 0,
            max_score: 0,
            seconds: 0.0,
            checks: checks.collect(),
            notices: Vec::new(),
        }
    }

    #[test]
    fn the_first_failure_of_the_first_open_part_is_shown() {
        let mut state = State::new(&LABS[0]);
        assert_eq!(state.shown(), None);
        state.take(7, report(&["s3-hosting/endpoint", "s3-hosting/extension-case"]));
        assert_eq!(state.open_part().map(|part| part.slug), Some("content-type"));
        assert_eq!(state.shown().map(|check| check.id.as_str()), Some("s3-hosting/extension-case"));
        assert!(!state.passed());
    }

    #[test]
    fn a_part_is_congratulated_once_when_it_passes() {
        let mut state = State::new(&LABS[0]);
        state.take(7, report(&["s3-hosting/extension-case", "s3-hosting/endpoint"]));
        assert_eq!(state.congratulate, None, "nobody saw it open");
        state.take(7, report(&["s3-hosting/endpoint"]));
        assert_eq!(state.congratulate.map(|part| part.slug), Some("content-type"));
        state.take(7, report(&["s3-hosting/endpoint"]));
        assert_eq!(state.congratulate, None);
        state.take(7, report(&[]));
        assert_eq!(state.congratulate.map(|part| part.slug), Some("website"));
        assert!(state.passed());
        state.take(7, report(&["s3-hosting/keys"]));
        assert_eq!(state.congratulate, None, "a part that broke again is nothing to celebrate");
    }

    #[test]
    fn hints_stay_with_their_failure() {
        let mut state = State::new(&LABS[0]);
        state.take(7, report(&["s3-hosting/keys"]));
        state.hints = 2;
        state.take(7, report(&["s3-hosting/keys"]));
        assert_eq!(state.hints, 2);
        state.take(7, report(&["s3-hosting/bytes"]));
        assert_eq!(state.hints, 0);
    }
}
