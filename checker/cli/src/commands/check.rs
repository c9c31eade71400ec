//! `checker check`: test labs.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{COMMAND, dynamodb, parity};
use crate::artefacts::Source;
use crate::assess;
use crate::checks::{Setting, all_together};
use crate::course::{self, LABS, Lab, Root};
use crate::harness::Seed;
use crate::progress::Progress;
use crate::report::terminal::{self, Context};
use crate::report::{Report, SCHEMA};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::dynamodb_local::Place;

/// What `checker check` takes.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// Check what you deployed: the website's address, from lab 4 on that of the API's stage
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The same checks on each target that can be had, side by side, with what they do not agree on
    #[arg(long)]
    parity: bool,
    /// Your labs as one app: deployed one after the other, then walked in a browser
    #[arg(long, conflicts_with_all = ["labs", "part", "endpoint", "parity"])]
    all_together: bool,
    /// With --all-together: a page of the run, with its screenshots, in a folder
    #[arg(long, value_name = "DIR", requires = "all_together")]
    html: Option<PathBuf>,
    #[command(flatten)]
    dynamodb: dynamodb::Options,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let labs: Vec<&'static Lab> = if arguments.labs.is_empty() {
        LABS.iter().collect()
    } else {
        arguments.labs.iter().map(|name| course::find(name)).collect::<Result<_, _>>()?
    };
    let deployed = arguments.endpoint.as_deref().map(Target::deployed).transpose()?;
    if deployed.is_some() && !arguments.parity && arguments.dynamodb.place()? != Place::Embedded {
        return Err(Stop::usage(
            "--endpoint checks what you deployed, whose tables are AWS's, so it goes without --dynamodb, --dynamodb-image and \
             --dynamodb-endpoint",
        ));
    }
    let part = arguments.part.as_deref();
    if let Some(part) = part {
        let known: Vec<_> = labs.iter().flat_map(|lab| lab.parts).map(|part| part.slug).collect();
        if !known.contains(&part) {
            return Err(Stop::usage(format!("there is no part `{part}`; the parts are: {}", known.join(", "))));
        }
    }
    let asked = Asked {
        root,
        labs,
        part,
        seed: arguments.seed.map_or_else(Seed::fresh, Seed),
        region: &arguments.region,
        source: if arguments.solutions { Source::Solution } else { Source::Student },
    };
    if arguments.all_together {
        return all_together(&asked, arguments).await;
    }
    if arguments.parity {
        let parity = parity::run(&asked, &arguments.dynamodb, deployed).await?;
        show(&parity, arguments, |out| parity.write(out))?;
        return Ok(ExitCode::from(parity.exit_code()));
    }
    // Held to the end: what it opened goes with it.
    let tables = arguments.dynamodb.open(root).await?;
    let target = deployed.unwrap_or_else(|| Target::Embedded(tables.tables.clone()));
    let report = asked.on(&target).await?;
    let context = Context { part, command: COMMAND, tables: &arguments.dynamodb.again() };
    show(&report, arguments, |out| terminal::write(out, &report, context))?;
    asked.keep_progress(&target, &report);
    Ok(ExitCode::from(report.exit_code()))
}

/// Deploys the labs one after the other as one app, and walks it.
async fn all_together(asked: &Asked<'_>, arguments: &Arguments) -> Result<ExitCode, Stop> {
    // Held to the end: what it opened goes with it.
    let tables = arguments.dynamodb.open(asked.root).await?;
    let pictures = arguments.html.clone().unwrap_or_else(|| asked.root.pictures());
    let run = all_together::Asked {
        root: asked.root,
        source: asked.source.clone(),
        target: &Target::Embedded(tables.tables.clone()),
        seed: asked.seed,
        region: asked.region,
        pictures: &pictures,
    };
    let found = Box::pin(all_together::run(&run)).await?;
    let shown = std::env::current_dir().ok().and_then(|here| Some(pictures.strip_prefix(here).ok()?.to_path_buf()));
    let shown = shown.unwrap_or_else(|| pictures.clone());
    show(&found.report, arguments, |out| all_together::write_terminal(out, &found, &shown))?;
    if arguments.html.is_some() {
        let page = all_together::write_page(&found, &pictures)?;
        anstream::eprintln!("page: {}", page.display());
    }
    Ok(ExitCode::from(found.report.exit_code()))
}

/// What a call asks, whatever the target.
pub(super) struct Asked<'a> {
    pub(super) root: &'a Root,
    pub(super) labs: Vec<&'static Lab>,
    part: Option<&'a str>,
    seed: Seed,
    region: &'a str,
    source: Source,
}

impl Asked<'_> {
    /// Runs the checks on a target.
    pub(super) async fn on(&self, target: &Target) -> Result<Report, Stop> {
        let mut report =
            Report { schema: SCHEMA.to_owned(), target: target.name().to_owned(), seed: self.seed.0, labs: Vec::new() };
        for &lab in &self.labs {
            if self.part.is_some_and(|part| lab.part(part).is_none()) {
                continue;
            }
            let setting = Setting::new(target.clone(), self.seed, self.region.to_owned(), self.root.site());
            report.labs.push(assess::lab(self.root, lab, &self.source, setting, self.part).await?);
        }
        Ok(report)
    }

    /// Keeps what the student has passed. What is deployed is another thing than what is in `labs/`; on DynamoDB Local it is
    /// the same files, checks and cloud, so who passes there has passed.
    pub(super) fn keep_progress(&self, target: &Target, report: &Report) {
        if self.source == Source::Student && matches!(target, Target::Embedded(_)) {
            keep_progress(self.root, report);
        }
    }
}

/// Prints what was found: for people, and as JSON where that is wanted.
fn show<T: Serialize>(
    found: &T,
    arguments: &Arguments,
    write: impl Fn(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Stop> {
    let json = || serde_json::to_string_pretty(found).map_err(|error| Stop::fault(error.to_string()));
    if let Some(path) = &arguments.json_file {
        std::fs::write(path, json()? + "\n").map_err(|error| Stop::io("cannot write", path, &error))?;
    }
    let written = if arguments.json {
        let text = json()?;
        write(&mut anstream::stderr().lock()).and_then(|()| writeln!(std::io::stdout().lock(), "{text}"))
    } else {
        write(&mut anstream::stdout().lock())
    };
    match written {
        // Who closes the pipe early has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop::fault(format!("the report cannot be printed: {error}")))
        }
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
