//! The student edition: what a class is given. `checker release DIR` makes it from the authors' tree.
//!
//! It is a list of what goes in, not of what stays out, so that a new secret of the authors' does not slip into a
//! class: the crates below `checker/`, `site/`, the book, the starters, and a few files at the top. No answer is in it
//! as a file that passes. The book's worked answers are in it, because they are the book; `checker solution` there
//! says where they stand.
//!
//! Tests stay behind: the checker's need the solutions, and those of the policy language hold lab 2's answer and its
//! mistakes. Only the embedded cloud's go along, because the book's page on AWS's behaviour names them.

mod book;
mod embed;
mod include;
mod manifest;

use std::fmt::Write as _;
use std::path::Path;

use crate::course::{LABS, Root, plain};
use crate::starters::{self, Files, lock, read_text};
use crate::stop::Stop;

/// Files at the top that go in as they are.
const AS_THEY_ARE: [&str; 7] = [
    ".cargo/config.toml",
    ".gitattributes",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "clippy.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

/// Crates whose integration tests go in.
const WITH_TESTS: [&str; 1] = ["checker/cloud"];

/// Tests of these that stay behind: whole templates, lab 3's among them.
const TESTS_WITH_ANSWERS: [&str; 2] = ["tests/stack.rs", "tests/templates/"];

/// Files that only a release has.
const README: &str = include_str!("student/README.md");
const GITIGNORE: &str = include_str!("student/gitignore");
const WORKFLOW: &str = include_str!("student/check.yml");

/// Every file of the student edition, by path. The same tree gives the same bytes.
///
/// # Errors
/// A usage error in the student edition itself; a fault when a file cannot be read or does not parse.
pub fn files(root: &Root) -> Result<Files, Stop> {
    root.solutions()?;
    let mut release = Files::new();
    for name in AS_THEY_ARE {
        let path = root.path().join(name);
        release.insert(name.to_owned(), std::fs::read(&path).map_err(|error| Stop::io("cannot read", &path, &error))?);
    }
    workspace(root, &mut release)?;
    for (path, bytes) in shipped(&root.site())? {
        release.insert(format!("site/{path}"), bytes);
    }
    book::add(root, &mut release)?;
    embed::starters(root, &mut release)?;
    for (path, text) in [("README.md", readme()), (".gitignore", GITIGNORE.to_owned())] {
        release.insert(path.to_owned(), text.into_bytes());
    }
    release.insert(".github/workflows/check.yml".to_owned(), WORKFLOW.as_bytes().to_vec());
    Ok(release)
}

/// Writes the student edition into a folder that is missing or empty: whole, or not at all. Returns how many files.
///
/// # Errors
/// A usage error when the folder holds something or lies in the course's own; else as [`files`], or a fault with the path.
pub fn write(root: &Root, folder: &Path) -> Result<usize, Stop> {
    let files = files(root)?;
    let folder = plain(folder);
    if folder.starts_with(root.path()) {
        return Err(Stop::usage(format!(
            "{} lies in the course's own folder; name one outside, because a class gets a repository of its own",
            folder.display()
        )));
    }
    vacant(&folder)?;
    let parent = folder.parent().ok_or_else(|| Stop::usage("name a folder that is not the root of the disk"))?;
    std::fs::create_dir_all(parent).map_err(|error| Stop::io("cannot write", parent, &error))?;
    // Beside its place, so that it takes it in one step. What is left of a release that stopped is removed.
    let beside = tempfile::Builder::new()
        .prefix(".checker-release-")
        .tempdir_in(parent)
        .map_err(|error| Stop::io("cannot write", parent, &error))?;
    let made = beside.path().join("release");
    starters::write(&made, &files)?;
    if folder.is_dir() {
        // Not every system lets a folder take the place of an empty one. One that is no longer empty stays.
        std::fs::remove_dir(&folder).map_err(|error| Stop::io("cannot replace", &folder, &error))?;
    }
    std::fs::rename(&made, &folder).map_err(|error| Stop::io("cannot write", &folder, &error))?;
    Ok(files.len())
}

/// Refuses a place that is taken.
fn vacant(folder: &Path) -> Result<(), Stop> {
    let taken = |what: &str| Err(Stop::usage(format!("{} {what}; nothing was written", folder.display())));
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => taken("is not empty"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => taken("is not a folder"),
        Err(error) => Err(Stop::io("cannot read", folder, &error)),
    }
}

/// Adds the crates that a student builds, and the workspace around them.
fn workspace(root: &Root, release: &mut Files) -> Result<(), Stop> {
    let fault = |problem: String| Stop::fault(problem);
    let text = read_text(&root.path().join("Cargo.toml"))?;
    let mut names = Vec::new();
    for member in manifest::members(&text).map_err(fault)? {
        let files = shipped(&root.path().join(&member))?;
        let tests = WITH_TESTS.contains(&member.as_str());
        let packages: Vec<_> =
            files.keys().filter_map(|path| path.strip_suffix("/Cargo.toml")).map(str::to_owned).collect();
        for (path, bytes) in files {
            let first = path.split('/').next().unwrap_or_default();
            // Packages of their own: fuzzing, and a second opinion. Not every second opinion is a package.
            let other_package = packages.iter().any(|package| path.starts_with(&format!("{package}/")));
            let answers = TESTS_WITH_ANSWERS.iter().any(|answers| path.starts_with(answers));
            if other_package || first == "benches" || first == "agreement" || answers || (first == "tests" && !tests) {
                continue;
            }
            let bytes = if path == "Cargo.toml" {
                let text = String::from_utf8_lossy(&bytes);
                names.push(manifest::package_name(&text).map_err(fault)?);
                manifest::member(&text, tests).map_err(fault)?.into_bytes()
            } else {
                bytes
            };
            release.insert(format!("{member}/{path}"), bytes);
        }
    }
    let lock = lock::keep(&names, manifest::EDITION, &read_text(&root.path().join("Cargo.lock"))?).map_err(fault)?;
    release.insert("Cargo.toml".to_owned(), manifest::workspace(&text).map_err(fault)?.into_bytes());
    release.insert("Cargo.lock".to_owned(), lock.into_bytes());
    Ok(())
}

/// The files of a folder, without what editors and tools leave beside: hidden files, back-ups, pending snapshots.
fn shipped(folder: &Path) -> Result<Files, Stop> {
    let mut files = starters::read_folder(folder)?;
    files.retain(|path, _| {
        let hidden = path.split('/').any(|name| name.starts_with('.'));
        !hidden && !path.ends_with('~') && !path.ends_with(".pending-snap") && !path.ends_with(".snap.new")
    });
    Ok(files)
}

/// The students' README, with the labs that there are.
fn readme() -> String {
    let labs = LABS.iter().fold(String::new(), |mut labs, lab| {
        let parts: Vec<_> = lab.parts.iter().map(|part| part.title).collect();
        let _ = writeln!(labs, "| {} `{}` | {} | {} |", lab.number, lab.folder, lab.title, parts.join("; "));
        labs
    });
    README.replace("{labs}\n", &labs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_taken_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(vacant(folder.path()).is_ok());
        assert!(vacant(&folder.path().join("new")).is_ok());
        let file = folder.path().join("mine.txt");
        std::fs::write(&file, "mine").unwrap();
        assert!(vacant(folder.path()).unwrap_err().to_string().ends_with("is not empty; nothing was written"));
        assert!(vacant(&file).unwrap_err().to_string().ends_with("is not a folder; nothing was written"));
    }

    #[test]
    fn what_tools_leave_beside_is_not_shipped() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.rs", "a.rs~", ".a.rs.swp", "b.snap.new", "c.pending-snap"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(shipped(folder.path()).unwrap().into_keys().collect::<Vec<_>>(), ["a.rs"]);
    }
}
