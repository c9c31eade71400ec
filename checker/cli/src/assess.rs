//! Assessing one lab: look at its files, build it, run its checks, sum up.

use std::time::Instant;

use crate::artefacts::{self, BuildError, Overlay, Source};
use crate::checks::{self, Setting};
use crate::course::{Lab, Root};
use crate::harness::{Ground as _, Listed, Selection, Stage};
use crate::report::status_line::StatusLine;
use crate::report::{CheckReport, LabReport, Status};
use crate::stop::Stop;
use crate::target::Target;

/// Runs a lab's checks; builds its program before those that want it.
///
/// # Errors
/// A fault, or a usage error when the lab's folder is missing.
pub async fn lab(
    root: &Root,
    lab: &'static Lab,
    source: &Source,
    mut setting: Setting,
    part: Option<&str>,
) -> Result<LabReport, Stop> {
    let started = Instant::now();
    let mut checks = Vec::new();
    let mut notices = Vec::new();
    if matches!(setting.target, Target::Embedded(_)) {
        let overlay = Overlay::prepare(root, lab, source)?;
        notices.extend(overlay.notices.iter().map(|notice| notice.0.clone()));
        setting.files = Some(overlay.folder.clone());
        // What needs no compiling is known even where the code does not compile.
        checks.extend(
            checks::run(lab, setting.clone(), Selection { part, stage: Stage::Files, earlier: &[] }, |_| {}).await?,
        );
        let chosen = checks::chosen(lab, part);
        let first = chosen.iter().find(|check| Stage::of(check.needs) == Stage::Program);
        if let Some(why) = setting.target.broken() {
            // Nothing is built for checks that cannot be asked any more.
            checks.extend(unasked(lab, part, Status::Fault, &why));
        } else if let Some(first) = first {
            let building = Instant::now();
            let compiling = StatusLine::new();
            let show = |name: &str| compiling.show(&format!("compiling {}: {name}", lab.folder));
            let built = artefacts::build(root, &overlay, show).await;
            drop(compiling);
            match built {
                Ok(program) => {
                    checks.push(compiles(lab, first, building, None));
                    setting.program = Some(program);
                    let later =
                        checks::run(lab, setting, Selection { part, stage: Stage::Program, earlier: &checks }, |_| {})
                            .await?;
                    checks.extend(later);
                }
                Err(BuildError::Stop(stop)) => return Err(stop),
                Err(BuildError::Code(errors)) => {
                    checks.push(compiles(lab, first, building, Some(errors)));
                    checks.extend(unasked(lab, part, Status::Skipped, &format!("waits for {}/compiles", lab.slug)));
                }
            }
        }
    } else {
        for stage in [Stage::Files, Stage::Program] {
            let found = checks::run(lab, setting.clone(), Selection { part, stage, earlier: &checks }, |_| {}).await?;
            checks.extend(found);
        }
    }
    in_order(lab, &mut checks);
    Ok(finish(lab, checks, notices, started))
}

/// Puts the checks into the order of the lab's parts; that the lab compiles stands before the first that waits for it.
fn in_order(lab: &Lab, checks: &mut [CheckReport]) {
    let list = checks::list(lab);
    let first = list.iter().position(|check| Stage::of(check.needs) == Stage::Program).unwrap_or(list.len());
    let place = |report: &CheckReport| list.iter().position(|check| check.id == report.id);
    checks.sort_by_key(|report| place(report).map_or(2 * first, |place| 2 * place + 1));
}

fn finish(lab: &Lab, checks: Vec<CheckReport>, notices: Vec<String>, started: Instant) -> LabReport {
    LabReport {
        lab: lab.folder.to_owned(),
        title: lab.title.to_owned(),
        score: checks.iter().map(|check| check.score).sum(),
        max_score: checks.iter().map(|check| check.max_score).sum(),
        seconds: started.elapsed().as_secs_f64(),
        checks,
        notices,
    }
}

/// The check that the lab compiles; it gives no points, and all others that need the program wait for it.
fn compiles(lab: &Lab, first: &Listed, building: Instant, errors: Option<String>) -> CheckReport {
    let failed = errors.is_some();
    CheckReport {
        id: format!("{}/compiles", lab.slug),
        part: first.part.to_owned(),
        title: "the lab compiles".to_owned(),
        status: if failed { Status::Failed } else { Status::Passed },
        score: 0,
        max_score: 0,
        seconds: building.elapsed().as_secs_f64(),
        request: failed.then(|| "cargo build".to_owned()),
        expected: None,
        actual: None,
        message: errors,
        hints: Vec::new(),
        chapter: format!("{}.html", lab.folder),
        trace: Vec::new(),
    }
}

/// The checks that need the program, where none can be run.
fn unasked(lab: &Lab, part: Option<&str>, status: Status, why: &str) -> Vec<CheckReport> {
    checks::list(lab)
        .into_iter()
        .filter(|check| part.is_none_or(|part| check.part == part) && Stage::of(check.needs) == Stage::Program)
        .map(|check| CheckReport {
            id: check.id.to_owned(),
            part: check.part.to_owned(),
            title: check.title.to_owned(),
            status,
            score: 0,
            max_score: check.points,
            seconds: 0.0,
            request: None,
            expected: None,
            actual: None,
            message: Some(why.to_owned()),
            hints: check.hints.iter().map(|&hint| hint.to_owned()).collect(),
            chapter: lab.chapter(check.part),
            trace: Vec::new(),
        })
        .collect()
}
