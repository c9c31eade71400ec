//! The course's folder.

use std::path::{Component, Path, PathBuf};

use super::{Edition, Lab};
use crate::stop::Stop;

/// The folder that holds `labs/`, `site/` and, in the authors' tree, `solutions/`.
#[derive(Debug, Clone)]
pub struct Root {
    folder: PathBuf,
    edition: Edition,
}

impl Root {
    /// The given folder, or the nearest one above the current folder that holds a course of this program's edition.
    ///
    /// # Errors
    /// A usage error when there is none.
    pub fn find(given: Option<&Path>) -> Result<Self, Stop> {
        Self::find_edition(given, Edition::built())
    }

    /// As [`Root::find`], for a named edition.
    ///
    /// # Errors
    /// A usage error when there is none.
    pub fn find_edition(given: Option<&Path>, edition: Edition) -> Result<Self, Stop> {
        if let Some(folder) = given {
            let folder = plain(folder);
            return if is_course(&folder, edition) {
                Ok(Self { folder, edition })
            } else {
                let [first, second] = edition.folders();
                Err(Stop::usage(format!(
                    "{} is not the course's folder: it has no `{first}` and `{second}` in it",
                    folder.display()
                )))
            };
        }
        let here = std::env::current_dir()
            .map_err(|error| Stop::fault(format!("the current folder cannot be read: {error}")))?;
        here.ancestors()
            .find(|folder| is_course(folder, edition))
            .map(|folder| Self { folder: folder.to_path_buf(), edition })
            .ok_or_else(|| {
                Stop::usage(format!(
                    "{} is not inside the course's folder; go there, or name it with --root DIR",
                    here.display()
                ))
            })
    }

    /// The folder itself, absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The edition of this course.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// Where the student edits a lab.
    #[must_use]
    pub fn lab(&self, lab: &Lab) -> PathBuf {
        self.folder.join("labs").join(lab.folder)
    }

    /// Where a lab with a fault in it is put for practice.
    #[must_use]
    pub fn practice(&self, lab: &Lab) -> PathBuf {
        self.folder.join("labs").join("practice").join(lab.folder)
    }

    /// The folder of all solutions.
    ///
    /// # Errors
    /// A usage error in the student edition, which has none.
    pub fn solutions(&self) -> Result<PathBuf, Stop> {
        match self.edition {
            Edition::Authors => Ok(self.folder.join("solutions")),
            Edition::Student(_) => Err(Stop::usage(
                "this is the student edition: it holds no solutions, so `--solutions`, `practice`, `starters` and \
                 `release` have nothing to work on",
            )),
        }
    }

    /// The lab's solution, from which the starter is made.
    ///
    /// # Errors
    /// As [`Root::solutions`].
    pub fn solution(&self, lab: &Lab) -> Result<PathBuf, Stop> {
        Ok(self.solutions()?.join(lab.folder))
    }

    /// The chat web app that lab 1 publishes.
    #[must_use]
    pub fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// Cargo's target directory: `CARGO_TARGET_DIR`, else `target` in the course's folder.
    #[must_use]
    pub fn target_dir(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) if !folder.is_empty() => self.folder.join(folder),
            _ => self.folder.join("target"),
        }
    }

    /// Where the checker keeps the copies that it builds. Not in the target directory, which several courses may share.
    #[must_use]
    pub fn overlays(&self) -> PathBuf {
        self.folder.join(".checker").join("build")
    }

    /// The book's folder, as `mdbook` takes it.
    #[must_use]
    pub fn book(&self) -> PathBuf {
        self.folder.join("book")
    }

    /// Where the checker keeps the books that it serves.
    #[must_use]
    pub fn served_books(&self) -> PathBuf {
        self.folder.join(".checker").join("book")
    }

    /// Where the checkers that run containers keep their marks.
    #[must_use]
    pub fn containers(&self) -> PathBuf {
        self.folder.join(".checker").join("containers")
    }

    /// Where the screenshots of the whole app go.
    #[must_use]
    pub fn pictures(&self) -> PathBuf {
        self.folder.join(".checker").join("all-together")
    }

    /// Where progress is kept.
    #[must_use]
    pub fn progress(&self) -> PathBuf {
        self.folder.join(".checker").join("progress.json")
    }
}

/// Absolute, and without `..`: Cargo names paths so, and they are compared.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    path.components().fold(PathBuf::new(), |mut plain, component| {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
        plain
    })
}

fn is_course(folder: &Path, edition: Edition) -> bool {
    edition.folders().iter().all(|name| folder.join(name).is_dir()) && folder.join("Cargo.toml").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Embedded, LABS};
    use crate::starters;

    static ONE: [Embedded; 2] = [
        Embedded { lab: "01-s3-hosting", path: "src/lib.rs", bytes: b"one" },
        Embedded { lab: "02-bucket-policy", path: "policy.json", bytes: b"two" },
    ];

    #[test]
    fn the_student_edition_wants_no_solutions_and_takes_its_starters_out_of_the_program() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["checker", "site"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        let root = Root::find_edition(Some(folder.path()), Edition::Student(&ONE)).unwrap();
        let starter: Vec<_> = starters::of(&root, &LABS[0]).unwrap().into_iter().collect();
        assert_eq!(starter, [("src/lib.rs".to_owned(), b"one".to_vec())]);
        let stop = root.solution(&LABS[0]).unwrap_err();
        assert!(matches!(&stop, Stop::Usage(said) if said.starts_with("this is the student edition")), "{stop}");
        // The authors' tree is known by its solutions.
        let stop = Root::find_edition(Some(folder.path()), Edition::Authors).unwrap_err();
        assert!(stop.to_string().ends_with("it has no `solutions` and `site` in it"), "{stop}");
    }
}
