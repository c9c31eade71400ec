//! Runs a lab's checks in order: a check whose dependency did not pass is skipped, not failed.

use std::collections::HashMap;
use std::time::Instant;

use super::{Check, Need, Verdict};
use crate::course::Lab;
use crate::report::{CheckReport, Status};

/// Runs the checks, all or those of one part with what they depend on, and tells `progress` of each as it ends.
///
/// `cannot` says why the target cannot answer a need, if it cannot.
pub async fn run<S>(
    lab: &Lab,
    checks: &[Check<S>],
    part: Option<&str>,
    state: &S,
    cannot: impl Fn(Need) -> Option<String>,
    mut progress: impl FnMut(&CheckReport),
) -> Vec<CheckReport> {
    let wanted = wanted(checks, part);
    let mut ended: HashMap<&str, bool> = HashMap::new();
    let mut reports = Vec::new();
    for check in checks.iter().filter(|check| wanted.contains(&check.id)) {
        let started = Instant::now();
        let verdict = if let Some(why) = cannot(check.needs) {
            Verdict::NotApplicable(why)
        } else if let Some(missing) = check.after.iter().find(|id| ended.get(*id) == Some(&false)) {
            Verdict::Skipped((*missing).to_owned())
        } else {
            check.verdict(state).await
        };
        // A target that cannot answer a check does not stop those that depend on it: they look for themselves.
        ended.insert(check.id, matches!(verdict, Verdict::Passed | Verdict::NotApplicable(_)));
        let report = describe(lab, check, verdict, started.elapsed().as_secs_f64());
        progress(&report);
        reports.push(report);
    }
    reports
}

/// The checks of a part, and all that they depend on.
fn wanted<S>(checks: &[Check<S>], part: Option<&str>) -> Vec<&'static str> {
    let Some(part) = part else { return checks.iter().map(|check| check.id).collect() };
    let mut wanted: Vec<&'static str> =
        checks.iter().filter(|check| check.part == part).map(|check| check.id).collect();
    let mut next = 0;
    while let Some(id) = wanted.get(next).copied() {
        for check in checks.iter().filter(|check| check.id == id) {
            for &needed in check.after {
                if !wanted.contains(&needed) {
                    wanted.push(needed);
                }
            }
        }
        next += 1;
    }
    wanted
}

fn describe<S>(lab: &Lab, check: &Check<S>, verdict: Verdict, seconds: f64) -> CheckReport {
    let passed = verdict == Verdict::Passed;
    let mut report = CheckReport {
        id: check.id.to_owned(),
        part: check.part.to_owned(),
        title: check.title.to_owned(),
        status: Status::Passed,
        score: if passed { check.points } else { 0 },
        max_score: check.points,
        seconds,
        request: None,
        expected: None,
        actual: None,
        message: None,
        hints: check.hints.iter().map(|&hint| hint.to_owned()).collect(),
        chapter: lab.chapter(check.part),
        trace: Vec::new(),
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    (report.status, report.message) = match verdict {
        Verdict::Passed => (Status::Passed, None),
        Verdict::Failed(failure) => {
            report.request = failure.request;
            report.expected = some(failure.expected);
            report.actual = some(failure.actual);
            report.trace = failure.trace;
            (Status::Failed, some(failure.message))
        }
        Verdict::Skipped(missing) => (Status::Skipped, Some(format!("waits for {missing}"))),
        Verdict::NotYet(why) => (Status::NotYet, Some(why)),
        Verdict::NotApplicable(why) => {
            report.max_score = 0; // what cannot be asked here costs nothing
            (Status::NotApplicable, Some(why))
        }
        Verdict::Fault(why) => (Status::Fault, Some(why)),
    };
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::LABS;
    use crate::harness::Failure;

    fn check(id: &'static str, part: &'static str, after: &'static [&'static str], passes: bool) -> Check<()> {
        Check {
            id,
            part,
            title: id,
            points: 1,
            needs: Need::Http,
            after,
            hints: &[],
            run: if passes {
                |()| Box::pin(async { Ok(()) })
            } else {
                |()| Box::pin(async { Failure::new("no").fail() })
            },
        }
    }

    async fn statuses(checks: &[Check<()>], part: Option<&str>) -> Vec<(String, Status)> {
        let reports = run(&LABS[0], checks, part, &(), |_| None, |_| {}).await;
        reports.into_iter().map(|report| (report.id, report.status)).collect()
    }

    #[tokio::test]
    async fn a_dependent_of_a_failure_is_skipped() {
        let checks = [check("a", "one", &[], false), check("b", "one", &["a"], true), check("c", "one", &["b"], true)];
        let expected = [("a", Status::Failed), ("b", Status::Skipped), ("c", Status::Skipped)];
        assert_eq!(statuses(&checks, None).await, expected.map(|(id, status)| (id.to_owned(), status)));
    }

    #[tokio::test]
    async fn a_part_brings_what_it_depends_on_and_no_more() {
        let checks = [check("a", "one", &[], true), check("b", "one", &[], true), check("c", "two", &["a"], true)];
        let expected = [("a", Status::Passed), ("c", Status::Passed)];
        assert_eq!(statuses(&checks, Some("two")).await, expected.map(|(id, status)| (id.to_owned(), status)));
    }

    #[tokio::test]
    async fn what_a_target_cannot_answer_costs_nothing_and_stops_no_other() {
        let checks = [check("a", "one", &[], false), Check { needs: Need::Writes, ..check("b", "one", &["a"], true) }];
        let cannot = |need| (need == Need::Http).then(|| "why".to_owned());
        let reports = run(&LABS[0], &checks, None, &(), cannot, |_| {}).await;
        assert_eq!((reports[0].status, reports[0].max_score), (Status::NotApplicable, 0));
        assert_eq!(reports[1].status, Status::Passed);
    }
}
