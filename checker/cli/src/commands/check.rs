//! `checker check`: test labs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{COMMAND, dynamodb};
use crate::artefacts::Source;
use crate::assess;
use crate::checks::Setting;
use crate::course::{self, LABS, Lab, Root};
use crate::harness::Seed;
use crate::progress::Progress;
use crate::report::terminal::{self, Context};
use crate::report::{Report, SCHEMA};
use crate::stop::Stop;
use crate::target::Target;
use crate::target::dynamodb_local::Place;

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
    /// Check what you deployed: the website's address, from lab 4 on that of the API's stage
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
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
    if deployed.is_some() && arguments.dynamodb.place()? != Place::Embedded {
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
    // Held to the end: what it opened goes with it.
    let tables = arguments.dynamodb.open(root).await?;
    let target = deployed.unwrap_or_else(|| Target::Embedded(tables.tables.clone()));
    let seed = arguments.seed.map_or_else(Seed::fresh, Seed);
    let source = if arguments.solutions { Source::Solution } else { Source::Student };

    let mut report =
        Report { schema: SCHEMA.to_owned(), target: target.name().to_owned(), seed: seed.0, labs: Vec::new() };
    for lab in labs {
        if part.is_some_and(|part| lab.part(part).is_none()) {
            continue;
        }
        let setting = Setting::new(target.clone(), seed, arguments.region.clone(), root.site());
        report.labs.push(assess::lab(root, lab, &source, setting, part).await?);
    }
    show(&report, arguments)?;
    // What is deployed is another thing than what is in labs/. On DynamoDB Local it is the same files, checks and cloud, so a
    // student who passes there has passed.
    if source == Source::Student && matches!(target, Target::Embedded(_)) {
        keep_progress(root, &report);
    }
    Ok(ExitCode::from(report.exit_code()))
}

fn show(report: &Report, arguments: &Arguments) -> Result<(), Stop> {
    let json = || serde_json::to_string_pretty(report).map_err(|error| Stop::fault(error.to_string()));
    if let Some(path) = &arguments.json_file {
        std::fs::write(path, json()? + "\n").map_err(|error| Stop::io("cannot write", path, &error))?;
    }
    let context = Context { part: arguments.part.as_deref(), command: COMMAND, tables: &arguments.dynamodb.again() };
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
