//! `checker reset`: put the starter of a lab back.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::course::{self, Lab, Root};
use crate::progress::Progress;
use crate::starters;
use crate::stop::Stop;

/// What `checker reset` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The lab
    lab: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    if root.lab(lab).exists() && !arguments.yes {
        let question = format!("Put the starter back in labs/{}? What is there now is kept aside.", lab.folder);
        if !confirmed(&question)? {
            anstream::println!("nothing was changed");
            return Ok(ExitCode::SUCCESS);
        }
    }
    if let Some(aside) = put_back(root, lab)? {
        anstream::println!("kept aside: {}", aside.display());
    }
    anstream::println!("labs/{} is the starter again", lab.folder);
    Ok(ExitCode::SUCCESS)
}

/// Puts the starter back, and forgets the lab's progress. Returns where what was there is kept.
///
/// # Errors
/// A fault when a file cannot be written.
pub(crate) fn put_back(root: &Root, lab: &Lab) -> Result<Option<PathBuf>, Stop> {
    let folder = root.lab(lab);
    let starter = starters::of(root, lab)?;
    let kept = move_aside(root, &folder, lab.folder)?;
    starters::write(&folder, &starter)?;
    let mut progress = Progress::read(&root.progress())?;
    progress.forget(lab.folder);
    progress.write(&root.progress())?;
    Ok(kept)
}

/// Moves a folder below `.checker/reset/`, if it is there. Returns where it is kept.
///
/// # Errors
/// A fault with the path.
pub(super) fn move_aside(root: &Root, folder: &Path, name: &str) -> Result<Option<PathBuf>, Stop> {
    if !folder.exists() {
        return Ok(None);
    }
    let aside = free_name(&root.path().join(".checker").join("reset"), name);
    if let Some(parent) = aside.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Stop::io("cannot write", parent, &error))?;
    }
    std::fs::rename(folder, &aside).map_err(|error| Stop::io("cannot move aside", folder, &error))?;
    Ok(Some(aside))
}

fn confirmed(question: &str) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        return Err(Stop::usage("there is no one to ask: add --yes"));
    }
    anstream::eprint!("{question} [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| Stop::fault(format!("no answer can be read: {error}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// `<lab>-1`, `<lab>-2`, … whichever is not there yet.
fn free_name(folder: &Path, lab: &str) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let path = folder.join(format!("{lab}-{number}"));
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}
