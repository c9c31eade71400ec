//! `checker watch`: check on save.

use std::process::ExitCode;

use clap::Args;

use super::dynamodb;
use crate::course::{self, LABS, Root};
use crate::progress::Progress;
use crate::stop::{Stop, unless_interrupted};
use crate::target::Target;
use crate::{checks, watch};

/// What `checker watch` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The lab [default: the first that is not done]
    lab: Option<String>,
    /// Your region
    #[arg(long, value_name = "REGION", default_value = cloud::DEFAULT_REGION)]
    region: String,
    #[command(flatten)]
    dynamodb: dynamodb::Options,
}

impl Default for Arguments {
    /// What `checker` without a command means.
    fn default() -> Self {
        Self { lab: None, region: cloud::DEFAULT_REGION.to_owned(), dynamodb: dynamodb::Options::default() }
    }
}

pub(crate) async fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = if let Some(name) = &arguments.lab {
        course::find(name)?
    } else {
        let progress = Progress::read(&root.progress())?;
        let open = LABS.iter().find(|lab| {
            let passed = progress.lab(lab.folder).passed;
            checks::list(lab).iter().any(|check| !passed.contains(check.id))
        });
        open.unwrap_or(&LABS[LABS.len() - 1])
    };
    // Held to the end: what it opened goes with it.
    let tables = unless_interrupted(arguments.dynamodb.open(root)).await?;
    let target = Target::Embedded(tables.tables.clone());
    let watching = watch::watch(root, lab, &arguments.region, &target, arguments.dynamodb.again());
    unless_interrupted(watching).await?;
    Ok(ExitCode::SUCCESS)
}
