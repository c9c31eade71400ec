//! `checker hint`: one hint more each time.

use std::process::ExitCode;

use clap::Args;

use crate::checks;
use crate::course::{self, Root};
use crate::progress::Progress;
use crate::stop::Stop;

/// What `checker hint` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The lab
    lab: String,
    /// The check's id, with or without the lab's name before it
    check: Option<String>,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let lab = course::find(&arguments.lab)?;
    let mut progress = Progress::read(&root.progress())?;
    let all = checks::list(lab);
    let chosen = if let Some(name) = &arguments.check {
        let known = || all.iter().map(|check| check.id).collect::<Vec<_>>().join(", ");
        let named = |id: &str| id == name || id.split_once('/').is_some_and(|(_, short)| short == name);
        all.iter().find(|check| named(check.id)).ok_or_else(|| {
            Stop::usage(format!("lab {} has no check `{name}`; its checks are: {}", lab.number, known()))
        })?
    } else {
        let passed = progress.lab(lab.folder).passed;
        let Some(open) = all.iter().find(|check| !passed.contains(check.id)) else {
            anstream::println!(
                "Every check of lab {} passed in your last run: there is nothing to hint at.",
                lab.number
            );
            return Ok(ExitCode::SUCCESS);
        };
        open
    };
    let level = progress.next_hint(lab.folder, chosen.id).min(chosen.hints.len());
    anstream::println!("{} — {}\n", chosen.id, chosen.title);
    for (index, hint) in chosen.hints[..level].iter().enumerate() {
        anstream::println!("{}. {hint}", index + 1);
    }
    let left = chosen.hints.len() - level;
    let after = if left > 0 {
        format!("{left} more: ask again")
    } else {
        format!(
            "that was the last one; the section to read is book/src/{}",
            lab.chapter(chosen.part).replacen(".html", ".md", 1)
        )
    };
    anstream::println!("\n({after})");
    progress.write(&root.progress())?;
    Ok(ExitCode::SUCCESS)
}
