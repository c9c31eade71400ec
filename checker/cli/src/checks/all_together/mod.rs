//! All labs together: the student's own seven labs as one app in one cloud, stop by stop, and then the app walked in a
//! browser.
//!
//! ```text
//! lab 1 ─▶ lab 2 ─▶ the stack of labs 3 to 7, updated from template to template ─▶ walk ─▶ report, page
//! ```

mod app;
mod build;
mod page;
mod plan;
mod steps;
mod stops;
mod terminal;
mod walk;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::artefacts::Source;
use crate::course::Root;
use crate::harness::{Seed, Verdict};
use crate::report::status_line::StatusLine;
use crate::report::{LabReport, Report, SCHEMA};
use crate::stop::Stop;
use crate::target::Target;

use app::App;
use steps::{Halted, Steps};

pub use page::write as write_page;
pub use terminal::write as write_terminal;

/// What the report calls this entry, beside the labs.
pub const ALL_TOGETHER: &str = "all-together";
/// Its title.
const TITLE: &str = "The whole app";

/// What a run is given.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The course.
    pub root: &'a Root,
    /// Whose labs.
    pub source: Source,
    /// The cloud.
    pub target: &'a Target,
    /// What passwords follow from.
    pub seed: Seed,
    /// The region.
    pub region: &'a str,
    /// Where the screenshots go.
    pub pictures: &'a Path,
}

/// What a run found.
#[derive(Debug)]
pub struct Found {
    /// The report, with one entry.
    pub report: Report,
    /// The screenshots, in order: the id of the step, and the file's name in the folder.
    pub pictures: Vec<(String, PathBuf)>,
}

/// Deploys the labs one after the other, and walks the app. Cloud, functions and browsers end with it.
///
/// # Errors
/// A fault when the site cannot be read, no cloud starts, or a picture cannot be written.
pub async fn run(asked: &Asked<'_>) -> Result<Found, Stop> {
    let started = Instant::now();
    walk::prepare(asked.pictures)?;
    let mut app = App::start(asked).await?;
    let mut steps = Steps::new(StatusLine::new());
    let walked = Box::pin(chain(&mut app, &mut steps, asked.pictures)).await;
    app.end().await;
    if let Err(Halted::Stop(stop)) = walked {
        return Err(stop);
    }
    let (checks, notices, pictures) = steps.finish();
    let lab = LabReport {
        lab: ALL_TOGETHER.to_owned(),
        title: TITLE.to_owned(),
        score: checks.iter().map(|check| check.score).sum(),
        max_score: checks.iter().map(|check| check.max_score).sum(),
        seconds: started.elapsed().as_secs_f64(),
        checks,
        notices,
    };
    let target = asked.target.name().to_owned();
    Ok(Found { report: Report { schema: SCHEMA.to_owned(), target, seed: asked.seed.0, labs: vec![lab] }, pictures })
}

async fn chain(app: &mut App<'_>, steps: &mut Steps, pictures: &Path) -> Result<(), Halted> {
    stops::website(app, steps).await?;
    stops::policy(app, steps).await?;
    stops::function(app, steps).await?;
    stops::proxy(app, steps).await?;
    stops::tables(app, steps).await?;
    stops::models(app, steps).await?;
    stops::users(app, steps).await?;
    walk::walk(app, steps, pictures).await
}

/// A fault in the words of a verdict.
fn fault(said: impl std::fmt::Display) -> Verdict {
    Verdict::Fault(said.to_string())
}
