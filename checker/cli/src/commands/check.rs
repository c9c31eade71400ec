//! `checker check`: test labs.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::COMMAND;
use crate::artefacts::{self, BuildError, Overlay, Program, Source, program};
use crate::checks::{self, Setting};
use crate::course::{self, LABS, Lab, Root};
use crate::harness::Seed;
use crate::progress::Progress;
use crate::report::terminal::{self, Context};
use crate::report::{CheckReport, LabReport, Report, SCHEMA, Status};
use crate::stop::Stop;
use crate::target::Target;

/// What `checker check` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Labs: number (1), name (s3-hosting) or folder (01-s3-hosting)
    labs: Vec<String>,
    /// Only this part, with what it depends on
    #[arg(long, value_name = "PART")]
    part: Option<String>,
    /// Check the solutions instead of your labs
    #[arg(long)]
    solutions: bool,
    /// Print the report as JSON to standard output
    #[arg(long)]
    json: bool,
    /// Write the report as JSON to a file
    #[arg(long, value_name = "FILE")]
    json_file: Option<PathBuf>,
    /// Repeat a run: the seed that its report shows
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Your region
    #[arg(long, value_name = "REGION", default_value = cloud::DEFAULT_REGION)]
    region: String,
    /// Check what you deployed: its address
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let labs: Vec<&'static Lab> =
        if arguments.labs.is_empty() { LABS.iter().collect() } else { arguments.labs.iter().map(|name| course::find(name)).collect::<Result<_, _>>()? };
    let target = Target::choose(arguments.endpoint.as_deref())?;
    let part = arguments.part.as_deref();
    if let Some(part) = part {
        let known: Vec<_> = labs.iter().flat_map(|lab| lab.parts).map(|part| part.slug).collect();
        if !known.contains(&part) {
            return Err(Stop::usage(format!("there is no part `{part}`; the parts are: {}", known.join(", "))));
        }
    }
    let seed = arguments.seed.map_or_else(Seed::fresh, Seed);
    let source = if arguments.solutions { Source::Solution } else { Source::Student };

    let mut report = Report { schema: SCHEMA.to_owned(), target: target.name().to_owned(), seed: seed.0, labs: Vec::new() };
    for lab in labs {
        if part.is_some_and(|part| lab.part(part).is_none()) {
            continue;
        }
        let setting = Setting { target: target.clone(), seed, region: arguments.region.clone(), site: root.site(), program: None };
        report.labs.push(check_lab(root, lab, &source, setting, part).await?);
    }
    show(&report, arguments)?;
    if source == Source::Student {
        keep_progress(root, &report);
    }
    Ok(ExitCode::from(report.exit_code()))
}

/// Builds a lab if the target wants its program, and runs its checks.
///
/// # Errors
/// A fault, or a usage error when the lab's folder is missing.
pub(crate) async fn check_lab(root: &Root, lab: &'static Lab, source: &Source, mut setting: Setting, part: Option<&str>) -> Result<LabReport, Stop> {
    let started = Instant::now();
    let mut checks = Vec::new();
    let mut notices = Vec::new();
    if matches!(setting.target, Target::Embedded) {
        let overlay = Overlay::prepare(root, lab, source)?;
        notices.extend(overlay.notices.iter().map(|notice| notice.0.clone()));
        let building = Instant::now();
        let compiling = Compiling::new(lab);
        let built = artefacts::build(root, &overlay, |name| compiling.show(name)).await;
        compiling.clear();
        match built {
            Ok(path) => {
                checks.push(compiles(lab, building, None));
                setting.program = Some(Program { path, time_limit: program::TIME_LIMIT });
            }
            Err(BuildError::Stop(stop)) => return Err(stop),
            Err(BuildError::Code(errors)) => {
                checks.push(compiles(lab, building, Some(errors)));
                checks.extend(waiting(lab, part));
                return Ok(finish(lab, checks, notices, started));
            }
        }
    }
    checks.extend(checks::run(lab, setting, part, |_| {}).await?);
    Ok(finish(lab, checks, notices, started))
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

/// The check that the lab compiles; it gives no points, and all others wait for it.
fn compiles(lab: &Lab, building: Instant, errors: Option<String>) -> CheckReport {
    let failed = errors.is_some();
    CheckReport {
        id: format!("{}/compiles", lab.slug),
        part: lab.parts[0].slug.to_owned(),
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

fn waiting(lab: &Lab, part: Option<&str>) -> Vec<CheckReport> {
    checks::list(lab)
        .into_iter()
        .filter(|check| part.is_none_or(|part| check.part == part))
        .map(|check| CheckReport {
            id: check.id.to_owned(),
            part: check.part.to_owned(),
            title: check.title.to_owned(),
            status: Status::Skipped,
            score: 0,
            max_score: check.points,
            seconds: 0.0,
            request: None,
            expected: None,
            actual: None,
            message: Some(format!("waits for {}/compiles", lab.slug)),
            hints: check.hints.iter().map(|&hint| hint.to_owned()).collect(),
            chapter: lab.chapter(check.part),
            trace: Vec::new(),
        })
        .collect()
}

fn show(report: &Report, arguments: &Arguments) -> Result<(), Stop> {
    let json = || serde_json::to_string_pretty(report).map_err(|error| Stop::fault(error.to_string()));
    if let Some(path) = &arguments.json_file {
        std::fs::write(path, json()? + "\n").map_err(|error| Stop::io("cannot write", path, &error))?;
    }
    let context = Context { part: arguments.part.as_deref(), command: COMMAND };
    let written = if arguments.json {
        let text = json()?;
        terminal::write(&mut anstream::stderr().lock(), report, context).and_then(|()| {
            use std::io::Write;
            writeln!(std::io::stdout().lock(), "{text}")
        })
    } else {
        terminal::write(&mut anstream::stdout().lock(), report, context)
    };
    match written {
        // Who closes the pipe early has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Stop::fault(format!("the report cannot be printed: {error}"))),
        _ => Ok(()),
    }
}

/// Progress that cannot be kept changes no verdict.
fn keep_progress(root: &Root, report: &Report) {
    let path = root.progress();
    let kept = Progress::read(&path).and_then(|mut progress| {
        for lab in &report.labs {
            progress.take(lab);
        }
        progress.write(&path)
    });
    if let Err(stop) = kept {
        anstream::eprintln!("note: {stop}");
    }
}

/// Shows on a terminal which crate Cargo is at.
struct Compiling {
    lab: &'static str,
    terminal: bool,
}

impl Compiling {
    fn new(lab: &'static Lab) -> Self {
        Self { lab: lab.folder, terminal: std::io::stderr().is_terminal() }
    }

    fn show(&self, name: &str) {
        if self.terminal {
            eprint!("\r\x1b[2Kcompiling {}: {name}", self.lab);
        }
    }

    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}
