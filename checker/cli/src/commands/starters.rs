//! `checker starters`: write `labs/` from `solutions/`.

use std::process::ExitCode;

use clap::Args;

use crate::course::{LABS, Root};
use crate::starters::{self, Record};
use crate::stop::Stop;

/// What `checker starters` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write nothing; exit 1 when `labs/` is not what the solutions give
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(root: &Root, arguments: &Arguments) -> Result<ExitCode, Stop> {
    root.solutions()?;
    let record_path = root.path().join("labs").join(".starters.json");
    let mut record = Record::read(&record_path)?;
    let (mut different, mut edited, mut pending) = (Vec::new(), Vec::new(), Vec::new());
    for lab in &LABS {
        let folder = root.lab(lab);
        let starter = starters::of(root, lab)?;
        let present = if folder.is_dir() { starters::read_folder(&folder)? } else { starters::Files::new() };
        let paths: std::collections::BTreeSet<&String> = starter.keys().chain(present.keys()).collect();
        for path in paths {
            let name = format!("labs/{}/{path}", lab.folder);
            if starter.get(path) == present.get(path) {
                continue;
            }
            // A file that is as the last call wrote it is ours to replace; any other is somebody's work.
            if present.get(path).is_some_and(|bytes| !record.wrote(&name, bytes)) {
                edited.push(name.clone());
            }
            different.push(name);
        }
        pending.push((lab, folder, starter, present));
    }
    if arguments.check {
        for name in &different {
            anstream::println!("{name} is not what the solution gives");
        }
        if !different.is_empty() {
            anstream::println!("run `cargo checker starters`, then look at what changed");
        }
        return Ok(ExitCode::from(u8::from(!different.is_empty())));
    }
    if !edited.is_empty() {
        return Err(Stop::usage(format!(
            "these files were edited and are not overwritten; move them away first:\n  {}",
            edited.join("\n  ")
        )));
    }
    for (lab, folder, starter, present) in pending {
        for stale in present.keys().filter(|path| !starter.contains_key(*path)) {
            let path = folder.join(stale);
            std::fs::remove_file(&path).map_err(|error| Stop::io("cannot remove", &path, &error))?;
            record.forget(&format!("labs/{}/{stale}", lab.folder));
        }
        starters::write(&folder, &starter)?;
        for (path, bytes) in &starter {
            record.take(format!("labs/{}/{path}", lab.folder), bytes);
        }
        anstream::println!("labs/{}: {} files", lab.folder, starter.len());
    }
    record.write(&record_path)?;
    Ok(ExitCode::SUCCESS)
}
