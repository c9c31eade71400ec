//! The checks, one folder a lab, one file a part.

pub mod s3_hosting;

use std::path::PathBuf;

use crate::artefacts::Program;
use crate::course::Lab;
use crate::harness::{Need, Seed};
use crate::report::CheckReport;
use crate::stop::Stop;
use crate::target::Target;

/// What a lab's checks are run with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Against what.
    pub target: Target,
    /// What invented data is made from.
    pub seed: Seed,
    /// The student's region.
    pub region: String,
    /// The chat web app.
    pub site: PathBuf,
    /// The lab's program, where the target wants it run.
    pub program: Option<Program>,
}

/// Runs one lab's checks.
///
/// # Errors
/// A fault when the state for the checks cannot be made.
pub async fn run(
    lab: &Lab,
    setting: Setting,
    part: Option<&str>,
    progress: impl FnMut(&CheckReport),
) -> Result<Vec<CheckReport>, Stop> {
    let target = setting.target.clone();
    let cannot = |need: Need| target.cannot(need);
    match lab.slug {
        "s3-hosting" => {
            let session = s3_hosting::Session::open(setting)?;
            Ok(crate::harness::run(lab, &s3_hosting::checks(), part, &session, cannot, progress).await)
        }
        other => Err(Stop::fault(format!("lab {other} has no checks"))),
    }
}

/// Id, part, title, points and hints of every check of a lab, in order, without running any.
#[must_use]
pub fn list(lab: &Lab) -> Vec<Listed> {
    let of = |check: s3_hosting::LabCheck| Listed {
        id: check.id,
        part: check.part,
        title: check.title,
        points: check.points,
        hints: check.hints,
        after: check.after,
    };
    match lab.slug {
        "s3-hosting" => s3_hosting::checks().into_iter().map(of).collect(),
        _ => Vec::new(),
    }
}

/// A check as a list shows it.
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
    /// Hints, each saying more than the one before.
    pub hints: &'static [&'static str],
    /// What it depends on.
    pub after: &'static [&'static str],
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::course::LABS;

    #[test]
    fn ids_are_unique_and_dependencies_stand_before_their_dependents() {
        for lab in &LABS {
            let mut seen = BTreeSet::new();
            for check in list(lab) {
                assert!(check.id.starts_with(&format!("{}/", lab.slug)), "{}", check.id);
                assert!(lab.part(check.part).is_some(), "{}: no part {}", check.id, check.part);
                assert!((2..=3).contains(&check.hints.len()), "{}: {} hints", check.id, check.hints.len());
                for needed in check.after {
                    assert!(seen.contains(needed), "{} depends on {needed}, which does not stand before it", check.id);
                }
                assert!(seen.insert(check.id), "{} stands twice", check.id);
            }
        }
    }

    #[test]
    fn checks_stand_in_the_order_of_the_parts() {
        for lab in &LABS {
            let order: Vec<_> = list(lab)
                .iter()
                .filter_map(|check| lab.parts.iter().position(|part| part.slug == check.part))
                .collect();
            assert!(order.is_sorted(), "{}: {order:?}", lab.slug);
        }
    }
}
