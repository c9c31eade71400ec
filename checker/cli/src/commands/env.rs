//! `checker env`: run one command against a lab's cloud.

use std::process::ExitCode;

use clap::Args;
use cloud::{Cloud, Config};
use tokio::process::Command;

use super::cloud::{build, published, show};
use super::dynamodb;
use crate::artefacts::environment;
use crate::course::{self, Root};
use crate::stop::{Stop, unless_interrupted};
use crate::target::Target;

/// What `checker env` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The lab whose program runs in the cloud first
    lab: String,
    /// The solution's program instead of yours
    #[arg(long)]
    solutions: bool,
    /// Your region
    #[arg(long, value_name = "REGION", default_value = ::cloud::DEFAULT_REGION)]
    region: String,
    /// Publish what the check with this seed publishes, instead of site/
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    dynamodb: dynamodb::Options,
    /// The command, after `--`
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<String>,
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    arguments.dynamodb.place()?;
    let ready = build(root, lab, arguments.solutions).await?;
    // Held to the end: what it opened goes with it.
    let tables = unless_interrupted(arguments.dynamodb.open(root)).await?;
    let dynamodb_local = Target::Embedded(tables.tables.clone()).dynamodb_local().cloned();
    let config = Config { region: arguments.region.clone(), dynamodb_local, ..Config::default() };
    let cloud = Cloud::start(config).await.map_err(|error| Stop::fault(format!("the cloud did not start: {error}")))?;
    let folder = published(root, Some(lab), arguments.seed)?;
    // Standard output belongs to the command.
    let shown = unless_interrupted(Box::pin(show(&cloud, &ready, &folder, arguments.seed))).await?;
    anstream::eprint!("{}", shown.said);
    if let Some(failure) = shown.failure {
        anstream::eprintln!("{failure}");
    }
    let code = command(&arguments.command, &cloud).await?;
    cloud.shutdown().await;
    Ok(code)
}

/// Runs the command in the caller's environment, but with no other AWS than this one in it.
async fn command(words: &[String], cloud: &Cloud) -> Result<ExitCode, Stop> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(Stop::usage("there is no command after `--`"));
    };
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(|name| name.starts_with("AWS_")))
    {
        command.env_remove(name);
    }
    command.envs(environment::exports(&cloud.endpoint(), cloud.region(), cloud.student()));
    let status =
        command.status().await.map_err(|error| Stop::usage(format!("`{program}` cannot be started: {error}")))?;
    // A command that a signal ended has no code.
    Ok(status.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(u8::try_from(code).unwrap_or(1))))
}
