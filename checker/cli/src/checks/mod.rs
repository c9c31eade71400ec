//! The checks, one folder a lab, one file a part; beside them what several labs need.

pub mod all_together;
mod api;
mod api_file;
mod browser;
pub mod bucket_policy;
pub mod cognito;
pub mod dynamodb;
mod excerpt;
mod function;
pub mod iam_role;
pub mod models;
pub mod proxy_lambda;
mod resources;
pub mod role;
pub mod run;
pub mod s3_client;
pub mod s3_hosting;
mod setting;
mod shell;
mod site_config;
mod template_file;
mod trace;

use crate::course::Lab;
use crate::harness::{self, Check, Listed, Selection, Stage};
use crate::report::CheckReport;
use crate::stop::Stop;
use crate::target::Target;

pub use setting::Setting;

/// What the checks of one lab share, such as the clouds in which its program has run.
pub trait LabSession: Sized + Send + Sync {
    /// Prepares what every check needs; no program is run yet.
    ///
    /// # Errors
    /// A fault when that cannot be made or read.
    fn open(setting: Setting) -> Result<Self, Stop>;

    /// All checks, in the order of the lab's parts.
    fn checks() -> Vec<Check<Self>>;

    /// Begins what the checks will ask for, side by side with them. What goes wrong is told to the check that asks.
    fn prepare(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// Runs the selected checks of one lab.
///
/// # Errors
/// A fault when the state for the checks cannot be made.
pub async fn run(
    lab: &Lab,
    setting: Setting,
    selection: Selection<'_>,
    progress: impl FnMut(&CheckReport),
) -> Result<Vec<CheckReport>, Stop> {
    match lab.slug {
        "s3-hosting" => run_in::<s3_hosting::Session>(lab, setting, selection, progress).await,
        "bucket-policy" => run_in::<bucket_policy::Session>(lab, setting, selection, progress).await,
        "iam-role" => run_in::<iam_role::Session>(lab, setting, selection, progress).await,
        "proxy-lambda" => run_in::<proxy_lambda::Session>(lab, setting, selection, progress).await,
        "dynamodb" => run_in::<dynamodb::Session>(lab, setting, selection, progress).await,
        "models" => run_in::<models::Session>(lab, setting, selection, progress).await,
        "cognito" => run_in::<cognito::Session>(lab, setting, selection, progress).await,
        other => Err(Stop::fault(format!("lab {other} has no checks"))),
    }
}

/// Every check of a lab, in order, without running any.
#[must_use]
pub fn list(lab: &Lab) -> Vec<Listed> {
    match lab.slug {
        "s3-hosting" => listed::<s3_hosting::Session>(),
        "bucket-policy" => listed::<bucket_policy::Session>(),
        "iam-role" => listed::<iam_role::Session>(),
        "proxy-lambda" => listed::<proxy_lambda::Session>(),
        "dynamodb" => listed::<dynamodb::Session>(),
        "models" => listed::<models::Session>(),
        "cognito" => listed::<cognito::Session>(),
        _ => Vec::new(),
    }
}

/// The checks that a run of this part runs: its own, and those that they depend on.
#[must_use]
pub fn chosen(lab: &Lab, part: Option<&str>) -> Vec<Listed> {
    let mut all = list(lab);
    let wanted = harness::wanted(&all, part);
    all.retain(|check| wanted.contains(&check.id));
    all
}

async fn run_in<S: LabSession>(
    lab: &Lab,
    setting: Setting,
    selection: Selection<'_>,
    progress: impl FnMut(&CheckReport),
) -> Result<Vec<CheckReport>, Stop> {
    let checks = S::checks();
    if !checks.iter().any(|check| Stage::of(check.needs) == selection.stage) {
        return Ok(Vec::new());
    }
    let target = setting.target.clone();
    let session = S::open(setting)?;
    let run = Box::pin(harness::run(lab, &checks, selection, &session, &target, progress));
    if selection.stage == Stage::Files || selection.part.is_some() || !matches!(target, Target::Embedded(_)) {
        return Ok(run.await);
    }
    let prepared = async {
        Box::pin(session.prepare()).await;
        std::future::pending::<()>().await;
    };
    // What nobody has asked for by then is cut: its programs end with it.
    tokio::select! {
        reports = run => Ok(reports),
        () = prepared => Ok(Vec::new()),
    }
}

fn listed<S: LabSession>() -> Vec<Listed> {
    S::checks().iter().map(Check::listed).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::course::LABS;
    use crate::harness::Need;

    #[test]
    fn ids_are_unique_and_dependencies_stand_before_their_dependents() {
        for lab in &LABS {
            let mut seen = BTreeMap::new();
            for check in list(lab) {
                assert!(check.id.starts_with(&format!("{}/", lab.slug)), "{}", check.id);
                assert!(lab.part(check.part).is_some(), "{}: no part {}", check.id, check.part);
                assert!((2..=3).contains(&check.hints.len()), "{}: {} hints", check.id, check.hints.len());
                for needed in check.after {
                    let earlier = seen.get(needed);
                    assert!(earlier.is_some(), "{} depends on {needed}, which does not stand before it", check.id);
                    // What looks at files only must not wait for the build.
                    assert!(
                        check.needs != Need::Artefact || earlier == Some(&Need::Artefact),
                        "{} needs no program, but {needed} does",
                        check.id
                    );
                }
                assert!(seen.insert(check.id, check.needs).is_none(), "{} stands twice", check.id);
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
