//! Starters: what a student begins with. In the authors' tree each is made from the lab's solution; in the student
//! edition, which has no solutions, they are in the program.
//!
//! A solution is the single source. `STARTER:` lines in it are the starter's own text, and the region between `ANCHOR`
//! and `ANCHOR_END` right after them is the answer that they stand for (see [`marker`]). A file that cannot carry
//! markers has a twin below `starter/` in the solution's folder. `wrong/` and `right/` never reach a starter.

pub(crate) mod lock;
mod manifest;
pub mod marker;
mod record;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::course::{Edition, Lab, Root};
use crate::stop::Stop;

pub use record::{Record, fingerprint};

/// Files of one lab, by path relative to its folder, with `/` between names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Folders of a solution that are the authors', not the student's.
const AUTHORS: [&str; 4] = ["wrong", "right", "starter", "target"];

/// The starter of a lab.
///
/// # Errors
/// A fault when the solution cannot be read or its markers are wrong.
pub fn of(root: &Root, lab: &Lab) -> Result<Files, Stop> {
    match root.edition() {
        Edition::Authors => generate(root, lab),
        Edition::Student(embedded) => {
            let own = embedded.iter().filter(|file| file.lab == lab.folder);
            Ok(own.map(|file| (file.path.to_owned(), file.bytes.to_vec())).collect())
        }
    }
}

/// Makes the starter of a lab from its solution.
fn generate(root: &Root, lab: &Lab) -> Result<Files, Stop> {
    let solution = root.solution(lab)?;
    let mut starter = Files::new();
    for (path, bytes) in read_folder(&solution)? {
        if path.split('/').next().is_some_and(|first| AUTHORS.contains(&first)) {
            continue;
        }
        let wrong = |problem: String| Stop::fault(format!("{}: {problem}", solution.join(&path).display()));
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => {
                let mut text = marker::starter(&text).map_err(|error| wrong(error.to_string()))?;
                if path == "Cargo.toml" {
                    text = manifest::expand(&text, &read_text(&root.path().join("Cargo.toml"))?).map_err(wrong)?;
                }
                text.into_bytes()
            }
            Err(binary) => binary.into_bytes(),
        };
        starter.insert(path, bytes);
    }
    let twins = solution.join("starter");
    if twins.is_dir() {
        starter.extend(read_folder(&twins)?);
    }
    if let Some(manifest) = starter.get("Cargo.toml") {
        let lock = read_text(&root.path().join("Cargo.lock"))?;
        let pruned = lock::prune(&String::from_utf8_lossy(manifest), &lock).map_err(Stop::fault)?;
        starter.insert("Cargo.lock".to_owned(), pruned.into_bytes());
    }
    Ok(starter)
}

/// Reads all files below a folder. What Cargo and SAM build there, and version control, are left out.
///
/// # Errors
/// A fault when a file or folder cannot be read.
pub fn read_folder(folder: &Path) -> Result<Files, Stop> {
    let mut files = Files::new();
    let mut open: Vec<(PathBuf, String)> = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        let entries = std::fs::read_dir(&path).map_err(|error| Stop::io("cannot read", &path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Stop::io("cannot read", &path, &error))?;
            let Ok(name) = entry.file_name().into_string() else {
                continue; // no declared file has a name that is not text
            };
            let relative = format!("{prefix}{name}");
            let kind = entry.file_type().map_err(|error| Stop::io("cannot read", &entry.path(), &error))?;
            if kind.is_dir() {
                if !(prefix.is_empty() && ["target", ".aws-sam", ".git"].contains(&name.as_str())) {
                    open.push((entry.path(), format!("{relative}/")));
                }
            } else if kind.is_file() {
                // Links are not followed: a lab's files are its own.
                let bytes =
                    std::fs::read(entry.path()).map_err(|error| Stop::io("cannot read", &entry.path(), &error))?;
                files.insert(relative, bytes);
            }
        }
    }
    Ok(files)
}

/// Writes files below a folder, which is made if need be.
///
/// # Errors
/// A fault with the path.
pub fn write(folder: &Path, files: &Files) -> Result<(), Stop> {
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Stop::io("cannot write", parent, &error))?;
        }
        std::fs::write(&path, bytes).map_err(|error| Stop::io("cannot write", &path, &error))?;
    }
    Ok(())
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|error| Stop::io("cannot read", path, &error))
}
