//! The student's own `mdbook`: where it is, whether its version will do, and one build with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::artefacts::environment;
use crate::course::Root;
use crate::stop::Stop;

/// How to get it, in the version that the course is tested with.
pub(crate) const INSTALL: &str = "cargo install mdbook --version 0.5.4 --locked";

/// The release series that the book is written for.
const SERIES: &str = "0.5.";

/// What a look for `mdbook` found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// One that will do.
    Good { program: PathBuf, version: String },
    /// Only one of another release series.
    OtherVersion { program: PathBuf, version: String },
    /// None.
    Nothing,
}

/// An `mdbook` that will do.
#[derive(Debug)]
pub(crate) struct Mdbook {
    program: PathBuf,
}

/// What one build gave.
#[derive(Debug)]
pub(super) struct Built {
    /// The book is there.
    pub(super) success: bool,
    /// What mdBook said, where it is more than that all went well.
    pub(super) words: String,
}

/// Looks on the `PATH`, where `cargo install` puts programs, and where the course's own tools are.
pub(crate) fn find(root: &Root) -> Found {
    let name = format!("mdbook{}", std::env::consts::EXE_SUFFIX);
    let cargo = std::env::var_os("CARGO_HOME")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let installed = cargo.map(|cargo| cargo.join("bin").join(&name));
    let tools = root.path().join("target").join("tools").join("bin").join(&name);
    best([PathBuf::from(name)].into_iter().chain(installed).chain([tools]))
}

/// The first that will do; else the first that is there at all.
fn best(candidates: impl Iterator<Item = PathBuf>) -> Found {
    let mut best = Found::Nothing;
    for program in candidates {
        let Some(version) = version(&program) else { continue };
        if version.starts_with(SERIES) {
            return Found::Good { program, version };
        }
        if best == Found::Nothing {
            best = Found::OtherVersion { program, version };
        }
    }
    best
}

/// `mdbook --version` prints `mdbook v0.5.4`.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().strip_prefix("mdbook ")?.trim_start_matches('v').to_owned())
}

impl Mdbook {
    /// The one to build with.
    ///
    /// # Errors
    /// A fault that says how to get one.
    pub(super) fn of(root: &Root) -> Result<Self, Stop> {
        match find(root) {
            Found::Good { program, .. } => Ok(Self { program }),
            Found::OtherVersion { program, version } => Err(Stop::fault(format!(
                "{} is mdBook {version}, but the book wants {SERIES}x: run `{INSTALL}`",
                program.display()
            ))),
            Found::Nothing => Err(Stop::fault(format!("mdBook is not there: run `{INSTALL}`"))),
        }
    }

    /// Builds the book in one folder into another. Dropped before its end, the build is given up.
    ///
    /// # Errors
    /// A fault when the program cannot be started; that it fails is no error here.
    pub(super) async fn build(&self, book: &Path, to: &Path) -> Result<Built, Stop> {
        let output = tokio::process::Command::new(&self.program)
            .arg("build")
            .arg(book)
            .arg("--dest-dir")
            .arg(to)
            .env_clear()
            .envs(environment::for_build())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| Stop::io("cannot start", &self.program, &error))?;
        let success = output.status.success();
        let words = String::from_utf8_lossy(&output.stderr);
        Ok(Built { success, words: worth_saying(&words) })
    }
}

/// Without the lines about what went well: a book is built all the same when something that it includes is missing.
fn worth_saying(words: &str) -> String {
    let lines: Vec<&str> = words.lines().filter(|line| !line.trim_start().starts_with("INFO ")).collect();
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_well_is_not_said() {
        let words = " INFO Book building has started\nERROR Error updating \"{{#include no.rs}}\"\n\tCaused By: no such file\n INFO HTML book written to `x`\n";
        assert_eq!(worth_saying(words), "ERROR Error updating \"{{#include no.rs}}\"\n\tCaused By: no such file");
        assert_eq!(worth_saying(" INFO Running the html backend\n"), "");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_of_the_right_series_is_taken_before_one_that_stands_first() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, version: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("#!/bin/sh\necho '{version}'\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        let (old, other) = (program("old", "mdbook v0.4.52"), program("other", "something else"));
        let good = program("good", "mdbook v0.5.4");
        let missing = folder.path().join("missing");
        let found = best([missing.clone(), other.clone(), old.clone(), good.clone()].into_iter());
        assert_eq!(found, Found::Good { program: good, version: "0.5.4".to_owned() });
        let found = best([missing.clone(), old.clone()].into_iter());
        assert_eq!(found, Found::OtherVersion { program: old, version: "0.4.52".to_owned() });
        assert_eq!(best([missing, other].into_iter()), Found::Nothing);
    }
}
