//! `checker release`: the student edition.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::COMMAND;
use crate::course::Root;
use crate::release;
use crate::stop::Stop;

/// What `checker release` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where it goes: a folder that is missing or empty
    dir: PathBuf,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let files = release::write(root, &arguments.dir)?;
    anstream::println!("{}: the student edition, {files} files", arguments.dir.display());
    anstream::println!("students begin there with `{COMMAND}`; to give it to a class, put it under version control");
    Ok(ExitCode::SUCCESS)
}
