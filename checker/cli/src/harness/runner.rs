//! Runs a lab's checks in order: a check whose dependency did not pass is skipped, not failed.

use std::collections::HashMap;
use std::time::Instant;

use super::{Check, Listed, Need, Verdict};
use crate::course::Lab;
use crate::report::{CheckReport, Status};

/// When a check is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before the lab is built: the checks that need its files alone.
    Files,
    /// After it: all others.
    Program,
}

impl Stage {
    /// The stage of a check with this need.
    #[must_use]
    pub fn of(need: Need) -> Self {
        if need == Need::Artefact { Self::Files } else { Self::Program }
    }
}

/// Which of a lab's checks are run, and what is known of the others.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// All, or those of one part with what they depend on.
    pub part: Option<&'a str>,
    /// Those of one stage.
    pub stage: Stage,
    /// What an earlier stage found.
    pub earlier: &'a [CheckReport],
}

/// What the runner asks of a target.
pub trait Ground {
    /// Why it cannot answer a need, if it cannot.
    fn cannot(&self, need: Need) -> Option<String>;

    /// What broke under the checks so far, if anything did.
    fn broken(&self) -> Option<String>;

    /// Waits until something breaks under the checks, and says what.
    fn breaks(&self) -> impl Future<Output = String> + Send;
}

/// Runs the selected checks, and tells `progress` of each as it ends.
pub async fn run<S>(
    lab: &Lab,
    checks: &[Check<S>],
    selection: Selection<'_>,
    state: &S,
    ground: &impl Ground,
    mut progress: impl FnMut(&CheckReport),
) -> Vec<CheckReport> {
    let listed: Vec<Listed> = checks.iter().map(Check::listed).collect();
    let wanted = wanted(&listed, selection.part);
    // A target that cannot answer a check does not stop those that depend on it: they look for themselves.
    let goes_on = |report: &CheckReport| matches!(report.status, Status::Passed | Status::NotApplicable);
    let mut ended: HashMap<String, bool> =
        selection.earlier.iter().map(|report| (report.id.clone(), goes_on(report))).collect();
    let mut reports = Vec::new();
    for check in checks.iter().filter(|check| wanted.contains(&check.id) && Stage::of(check.needs) == selection.stage) {
        let started = Instant::now();
        let verdict = if let Some(why) = ground.cannot(check.needs) {
            Verdict::NotApplicable(why)
        } else if let Some(why) = ground.broken() {
            Verdict::Fault(why)
        } else if let Some(missing) = check.after.iter().find(|id| ended.get(**id) == Some(&false)) {
            Verdict::Skipped((*missing).to_owned())
        } else {
            on(ground, check.verdict(state)).await
        };
        let report = describe(lab, check, verdict, started.elapsed().as_secs_f64());
        ended.insert(report.id.clone(), goes_on(&report));
        progress(&report);
        reports.push(report);
    }
    reports
}

/// A verdict, unless something breaks first. A failure that came of what broke is no failure of the student's.
async fn on(ground: &impl Ground, verdict: impl Future<Output = Verdict>) -> Verdict {
    tokio::select! {
        biased;
        why = ground.breaks() => Verdict::Fault(why),
        verdict = verdict => match (verdict, ground.broken()) {
            (Verdict::Failed(_), Some(why)) => Verdict::Fault(why),
            (verdict, _) => verdict,
        },
    }
}

/// The checks of a part, and all that they depend on; without a part all of them.
#[must_use]
pub fn wanted(checks: &[Listed], part: Option<&str>) -> Vec<&'static str> {
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
    use crate::harness::{Failure, Outcome};

    /// Nothing breaks.
    struct Firm;

    impl Ground for Firm {
        fn cannot(&self, _: Need) -> Option<String> {
            None
        }

        fn broken(&self) -> Option<String> {
            None
        }

        async fn breaks(&self) -> String {
            std::future::pending().await
        }
    }

    /// Nothing breaks, and nothing answers HTTP.
    struct WithoutHttp;

    impl Ground for WithoutHttp {
        fn cannot(&self, need: Need) -> Option<String> {
            (need == Need::Http).then(|| "why".to_owned())
        }

        fn broken(&self) -> Option<String> {
            None
        }

        async fn breaks(&self) -> String {
            std::future::pending().await
        }
    }

    /// Breaks when it is told to.
    #[derive(Default)]
    struct Breaking(tokio::sync::watch::Sender<bool>);

    impl Ground for Breaking {
        fn cannot(&self, _: Need) -> Option<String> {
            None
        }

        fn broken(&self) -> Option<String> {
            self.0.borrow().then(|| "it is gone".to_owned())
        }

        async fn breaks(&self) -> String {
            let _ = self.0.subscribe().wait_for(|broken| *broken).await;
            "it is gone".to_owned()
        }
    }

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
        let selection = Selection { part, stage: Stage::Program, earlier: &[] };
        let reports = run(&LABS[0], checks, selection, &(), &Firm, |_| {}).await;
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
    async fn a_stage_knows_what_the_one_before_it_found() {
        let checks =
            [Check { needs: Need::Artefact, ..check("a", "one", &[], false) }, check("b", "one", &["a"], true)];
        let files = Selection { part: None, stage: Stage::Files, earlier: &[] };
        let earlier = run(&LABS[0], &checks, files, &(), &Firm, |_| {}).await;
        assert_eq!(earlier.iter().map(|report| report.status).collect::<Vec<_>>(), [Status::Failed]);
        let program = Selection { stage: Stage::Program, earlier: &earlier, ..files };
        let reports = run(&LABS[0], &checks, program, &(), &Firm, |_| {}).await;
        assert_eq!(reports.iter().map(|report| report.status).collect::<Vec<_>>(), [Status::Skipped]);
    }

    async fn broken_in(check_that_breaks: Check<Breaking>) -> Vec<(Status, Option<String>)> {
        let never = |id, after| Check {
            id,
            part: "one",
            title: id,
            points: 1,
            needs: Need::Http,
            after,
            hints: &[],
            run: |_: &Breaking| Box::pin(async { Failure::new("it was run").fail() }),
        };
        let checks = [check_that_breaks, never("b", &["a"]), never("c", &[])];
        let selection = Selection { part: None, stage: Stage::Program, earlier: &[] };
        let ground = Breaking::default();
        let reports = run(&LABS[0], &checks, selection, &ground, &ground, |_| {}).await;
        reports.into_iter().map(|report| (report.status, report.message)).collect()
    }

    #[tokio::test]
    async fn what_breaks_under_a_check_is_a_fault_of_it_and_of_all_after_it() {
        let hangs = |ground: &Breaking| {
            ground.0.send_replace(true);
            Box::pin(std::future::pending()) as std::pin::Pin<Box<dyn Future<Output = _> + Send>>
        };
        let fails = |ground: &Breaking| {
            ground.0.send_replace(true);
            Box::pin(async { Failure::new("no answer").fail() }) as std::pin::Pin<Box<dyn Future<Output = _> + Send>>
        };
        for run in [hangs, fails]
            as [for<'a> fn(&'a Breaking) -> std::pin::Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>; 2]
        {
            let first =
                Check { id: "a", part: "one", title: "a", points: 1, needs: Need::Http, after: &[], hints: &[], run };
            let fault = (Status::Fault, Some("it is gone".to_owned()));
            assert_eq!(broken_in(first).await, [fault.clone(), fault.clone(), fault]);
        }
    }

    #[tokio::test]
    async fn what_a_target_cannot_answer_costs_nothing_and_stops_no_other() {
        let checks = [check("a", "one", &[], false), Check { needs: Need::Writes, ..check("b", "one", &["a"], true) }];
        let selection = Selection { part: None, stage: Stage::Program, earlier: &[] };
        let reports = run(&LABS[0], &checks, selection, &(), &WithoutHttp, |_| {}).await;
        assert_eq!((reports[0].status, reports[0].max_score), (Status::NotApplicable, 0));
        assert_eq!(reports[1].status, Status::Passed);
    }
}
