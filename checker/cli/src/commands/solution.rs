//! `checker solution`: the answer, once the lab is passed.

use std::process::ExitCode;

use clap::Args;

use super::COMMAND;
use crate::artefacts::overlay;
use crate::course::{self, Edition, Root};
use crate::progress::Progress;
use crate::starters::{self, marker};
use crate::stop::Stop;
use crate::{checks, course::Lab};

/// What `checker solution` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The lab
    lab: String,
    /// Show it though the lab is not passed
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    if !arguments.yes && !passed(root, lab)? {
        return Err(Stop::usage(format!(
            "lab {0} is not passed yet; `{COMMAND} hint {0}` says more each time. To read the answer all the same: --yes",
            lab.number
        )));
    }
    if let Edition::Student(_) = root.edition() {
        say_where(lab);
        return Ok(ExitCode::SUCCESS);
    }
    let starter = starters::of(root, lab)?;
    for (path, bytes) in overlay::answer_files(root, lab)? {
        let text = marker::answer(&String::from_utf8_lossy(&bytes));
        // What is the same in the starter was given.
        if starter.get(&path).is_none_or(|given| given != text.as_bytes()) {
            anstream::println!("──── {path}\n\n{text}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The student edition holds no answers as files that pass: what a class is given should not be one copy away from full
/// points. The book's worked answers, a function at a time with the reasons around them, are part of the course, so they
/// are there, and this says where.
fn say_where(lab: &Lab) {
    anstream::println!(
        "This is the student edition: the answers stand in the book, in a fold at the end of each part of\n\
         book/src/{}.md:\n",
        lab.folder
    );
    for part in lab.parts {
        anstream::println!("  {:<26} {}", part.file, part.title);
    }
}

/// True when every check of the lab passed when it was last asked.
pub(super) fn passed(root: &Root, lab: &Lab) -> Result<bool, Stop> {
    let passed = Progress::read(&root.progress())?.lab(lab.folder).passed;
    Ok(checks::list(lab).iter().all(|check| passed.contains(check.id)))
}
