//! The overlay: only the files that a lab declares count, laid over a fresh starter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use toml_edit::DocumentMut;

use crate::course::{Lab, Root};
use crate::starters::{self, Files, fingerprint};
use crate::stop::Stop;

/// Where a lab's files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The student's folder below `labs/`.
    Student,
    /// The authors' solution.
    Solution,
    /// Another answer: files that replace the solution's, from a folder of that name below `wrong/` or `right/`.
    Answer {
        /// Those files.
        files: PathBuf,
        /// The copy's number: answers that are assessed side by side have one each.
        copy: usize,
    },
    /// The starter, untouched.
    Starter,
    /// The copy with a fault in it that the student mends for practice.
    Practice,
}

impl Source {
    /// A folder name for the copy of this source.
    fn folder(&self) -> String {
        match self {
            Self::Student => "labs".to_owned(),
            Self::Solution => "solutions".to_owned(),
            // Few folders for all: what Cargo compiled for the last answer speeds up the next.
            Self::Answer { copy: 0, .. } => "answers".to_owned(),
            Self::Answer { copy, .. } => format!("answers-{copy}"),
            Self::Starter => "starters".to_owned(),
            Self::Practice => "practice".to_owned(),
        }
    }
}

/// Something about the student's folder that changes no verdict, but that they want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// A lab, ready to build.
#[derive(Debug)]
pub struct Overlay {
    /// The copy: what is built.
    pub folder: PathBuf,
    /// Where the student's own files are, for messages; paths in the copy are relative to it.
    pub origin: PathBuf,
    /// What was left out, and why.
    pub notices: Vec<Notice>,
}

impl Overlay {
    /// Makes or updates the copy of a lab. Files that are the same already are not written, so Cargo has nothing to redo.
    ///
    /// # Errors
    /// A usage error when the lab's folder is missing; a fault when a file cannot be read or written.
    pub fn prepare(root: &Root, lab: &Lab, source: &Source) -> Result<Self, Stop> {
        let starter = starters::of(root, lab)?;
        let declared = declared(&starter).map_err(|problem| Stop::fault(format!("{}: {problem}", lab.folder)))?;
        let mut files: Files = starter
            .iter()
            .filter(|(path, _)| !declared.is_match(path))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        let mut notices = Vec::new();
        let origin = match source {
            Source::Student => {
                let folder = root.lab(lab);
                if !folder.is_dir() {
                    return Err(Stop::usage(format!(
                        "{} is not there: `cargo checker reset {}` makes it",
                        folder.display(),
                        lab.number
                    )));
                }
                let theirs = starters::read_folder(&folder)?;
                notices = differences(&starter, &theirs, &declared);
                files.extend(theirs.into_iter().filter(|(path, _)| declared.is_match(path)));
                folder
            }
            Source::Solution => {
                files.extend(of_solution(root, lab, &declared)?);
                root.solution(lab)?
            }
            Source::Answer { files: folder, .. } => {
                files.extend(of_solution(root, lab, &declared)?);
                files.extend(starters::read_folder(folder)?.into_iter().filter(|(path, _)| declared.is_match(path)));
                root.solution(lab)?
            }
            Source::Starter => {
                files.extend(starter);
                root.lab(lab)
            }
            Source::Practice => {
                let folder = root.practice(lab);
                let theirs = starters::read_folder(&folder)?;
                files.extend(theirs.into_iter().filter(|(path, _)| declared.is_match(path)));
                folder
            }
        };
        let folder = root.overlays().join(source.folder()).join(lab.folder);
        tell_apart(&mut files, &folder);
        write(&folder, &files)?;
        Ok(Self { folder, origin, notices })
    }
}

/// Cargo tells packages of one target directory apart by name and version, not by folder. All copies of a lab have the same
/// name, so each gets build metadata of its own: `0.1.0+answers.1f3a…`.
pub(crate) fn tell_apart(files: &mut Files, folder: &Path) {
    let tag = fingerprint(folder.as_os_str().as_encoded_bytes());
    let mut name = None;
    for file in ["Cargo.toml", "Cargo.lock"] {
        let Some(bytes) = files.get_mut(file) else { continue };
        let mut after_name = false;
        let text = String::from_utf8_lossy(bytes).lines().fold(String::new(), |mut text, line| {
            let own_name = line.starts_with("name = ") && (name.is_none() || name.as_deref() == Some(line));
            match line.strip_prefix("version = \"").and_then(|rest| rest.strip_suffix('"')) {
                Some(version) if after_name => {
                    let _ = write!(text, "version = \"{version}+{tag}\"");
                }
                _ => text.push_str(line),
            }
            text.push('\n');
            if own_name {
                name = Some(line.to_owned());
            }
            after_name = own_name;
            text
        });
        *bytes = text.into_bytes();
    }
}

/// The files of the solution that count: what the student is asked to write.
///
/// # Errors
/// A fault when they cannot be read.
pub fn answer_files(root: &Root, lab: &Lab) -> Result<Files, Stop> {
    let starter = starters::of(root, lab)?;
    let declared = declared(&starter).map_err(|problem| Stop::fault(format!("{}: {problem}", lab.folder)))?;
    of_solution(root, lab, &declared)
}

fn of_solution(root: &Root, lab: &Lab, declared: &GlobSet) -> Result<Files, Stop> {
    let mut files = starters::read_folder(&root.solution(lab)?)?;
    files.retain(|path, _| declared.is_match(path) && !path.starts_with("wrong/") && !path.starts_with("right/"));
    Ok(files)
}

/// The globs of `[package.metadata.lab] files`.
fn declared(starter: &Files) -> Result<GlobSet, String> {
    let manifest = starter.get("Cargo.toml").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let manifest: DocumentMut = manifest.parse().map_err(|error| format!("Cargo.toml: {error}"))?;
    let globs = manifest
        .get("package")
        .and_then(|package| package.get("metadata")?.get("lab")?.get("files")?.as_array())
        .ok_or("Cargo.toml declares no [package.metadata.lab] files")?;
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(toml_edit::Value::as_str) {
        set.add(Glob::new(glob).map_err(|error| error.to_string())?);
    }
    set.build().map_err(|error| error.to_string())
}

/// What differs from the starter outside the declared files, and which of these are gone. Cargo rewrites its lock file by itself, so that says nothing.
fn differences(starter: &Files, theirs: &Files, declared: &GlobSet) -> Vec<Notice> {
    let paths: BTreeSet<&String> = starter.keys().chain(theirs.keys()).collect();
    let mut notices = Vec::new();
    for path in paths {
        let hidden = path.split('/').any(|name| name.starts_with('.'));
        if path == "Cargo.lock" || hidden {
            continue;
        }
        if declared.is_match(path) {
            // Who puts two files into one is free to; who lost one wants to know.
            if !theirs.contains_key(path) {
                notices.push(Notice(format!("{path}, which the lab came with, is not there; links are not followed")));
            }
            continue;
        }
        let change = match (starter.get(path), theirs.get(path)) {
            (Some(given), Some(own)) if same_text(given, own) => continue,
            (Some(_), Some(own)) => {
                let broken = if path == "Cargo.toml" { broken_manifest(own) } else { None };
                broken.map_or_else(
                    || "is not as it was given".to_owned(),
                    |problem| format!("is broken ({problem}), so Cargo itself stops in this folder"),
                )
            }
            (Some(_), None) => "is missing".to_owned(),
            (None, _) => "was added".to_owned(),
        };
        notices.push(Notice(format!(
            "{path} {change}; only the lab's own files count, so the checker used what was given"
        )));
    }
    notices
}

/// Line ends are git's and the editor's business.
fn same_text(left: &[u8], right: &[u8]) -> bool {
    let without_returns = |bytes: &[u8]| bytes.iter().copied().filter(|&byte| byte != b'\r').collect::<Vec<_>>();
    left == right || without_returns(left) == without_returns(right)
}

fn broken_manifest(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let error = text.parse::<DocumentMut>().err()?;
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    Some(format!("line {line}: {}", error.message().lines().next().unwrap_or("not TOML")))
}

/// Makes the folder hold exactly these files, writing only what is different.
fn write(folder: &Path, files: &Files) -> Result<(), Stop> {
    let wrong = |path: &Path, error: &std::io::Error| Stop::io("cannot write", path, error);
    std::fs::create_dir_all(folder).map_err(|error| wrong(folder, &error))?;
    for path in starters::read_folder(folder)?.into_keys() {
        // Cargo keeps its lock file between builds.
        if !files.contains_key(&path) && path != "Cargo.lock" {
            let stale = folder.join(&path);
            std::fs::remove_file(&stale).map_err(|error| wrong(&stale, &error))?;
        }
    }
    remove_empty(folder)?;
    for (path, bytes) in files {
        let path = folder.join(path);
        if std::fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| wrong(parent, &error))?;
        }
        std::fs::write(&path, bytes).map_err(|error| wrong(&path, &error))?;
    }
    Ok(())
}

/// Removes the folders in which no file is left: a file may have the name of one now.
fn remove_empty(folder: &Path) -> Result<(), Stop> {
    let cannot = |error: &std::io::Error| Stop::io("cannot read", folder, error);
    for entry in std::fs::read_dir(folder).map_err(|error| cannot(&error))? {
        let entry = entry.map_err(|error| cannot(&error))?;
        if entry.file_type().map_err(|error| cannot(&error))?.is_dir() {
            remove_empty(&entry.path())?;
            // One that is not empty stays.
            let _ = std::fs::remove_dir(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn sources() -> GlobSet {
        GlobSetBuilder::new().add(Glob::new("src/**/*.rs").unwrap()).build().unwrap()
    }

    #[test]
    fn a_change_outside_the_declared_files_is_said() {
        let starter = files(&[("Cargo.toml", "[package]\n"), ("src/lib.rs", ""), ("README.md", "x\n")]);
        let theirs = files(&[
            ("Cargo.toml", "[package\n"),
            ("src/lib.rs", "changed"),
            ("extra.txt", ""),
            ("README.md", "x\r\n"),
        ]);
        let said: Vec<_> = differences(&starter, &theirs, &sources()).into_iter().map(|notice| notice.0).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("Cargo.toml is broken (line 1: "), "{}", said[0]);
        assert!(said[1].starts_with("extra.txt was added; "), "{}", said[1]);
    }

    #[test]
    fn a_declared_file_that_is_gone_is_said() {
        let starter = files(&[("src/lib.rs", ""), ("src/keys.rs", "")]);
        let said = differences(&starter, &files(&[("src/lib.rs", ""), ("src/mine.rs", "")]), &sources());
        let wanted = "src/keys.rs, which the lab came with, is not there; links are not followed";
        assert_eq!(said, [Notice(wanted.to_owned())]);
    }

    #[test]
    fn copies_of_a_lab_are_told_apart_by_version() {
        let mut copy = files(&[
            ("Cargo.toml", "[package]\nname = \"lab\"\nversion = \"0.1.0\"\n\n[dependencies]\na = \"1\"\n"),
            (
                "Cargo.lock",
                "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"lab\"\nversion = \"0.1.0\"\n",
            ),
        ]);
        tell_apart(&mut copy, Path::new("/x"));
        let tag = fingerprint(b"/x");
        assert!(String::from_utf8_lossy(&copy["Cargo.toml"]).contains(&format!("version = \"0.1.0+{tag}\"\n")));
        let lock = String::from_utf8_lossy(&copy["Cargo.lock"]).into_owned();
        assert!(lock.contains(&format!("name = \"lab\"\nversion = \"0.1.0+{tag}\"\n")), "{lock}");
        assert!(lock.contains("name = \"a\"\nversion = \"1.0.0\"\n"), "{lock}");
    }

    #[test]
    fn the_copy_holds_exactly_the_files_and_equal_ones_are_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &files(&[("a", "1"), ("b/c", "2")])).unwrap();
        let before = std::fs::metadata(folder.path().join("a")).unwrap().modified().unwrap();
        write(folder.path(), &files(&[("a", "1"), ("d", "3")])).unwrap();
        assert_eq!(starters::read_folder(folder.path()).unwrap(), files(&[("a", "1"), ("d", "3")]));
        assert_eq!(std::fs::metadata(folder.path().join("a")).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn a_file_takes_the_place_of_a_folder_and_back() {
        let folder = tempfile::tempdir().unwrap();
        for there in [files(&[("a/b/c", "1")]), files(&[("a", "2")]), files(&[("a/b", "3")])] {
            write(folder.path(), &there).unwrap();
            assert_eq!(starters::read_folder(folder.path()).unwrap(), there);
        }
    }
}
