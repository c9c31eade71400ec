//! The course's folder.

use std::path::{Component, Path, PathBuf};

use super::Lab;
use crate::stop::Stop;

/// The folder that holds `labs/`, `site/` and `solutions/`.
#[derive(Debug, Clone)]
pub struct Root {
    folder: PathBuf,
}

impl Root {
    /// The given folder, or the nearest one above the current folder that holds a course.
    ///
    /// # Errors
    /// A usage error when there is none.
    pub fn find(given: Option<&Path>) -> Result<Self, Stop> {
        if let Some(folder) = given {
            let folder = plain(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf()));
            return if is_course(&folder) {
                Ok(Self { folder })
            } else {
                Err(Stop::usage(format!(
                    "{} is not the course's folder: it has no `solutions` and `site` in it",
                    folder.display()
                )))
            };
        }
        let here = std::env::current_dir()
            .map_err(|error| Stop::fault(format!("the current folder cannot be read: {error}")))?;
        here.ancestors()
            .find(|folder| is_course(folder))
            .map(|folder| Self { folder: folder.to_path_buf() })
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

    /// The lab's solution, from which the starter is made.
    #[must_use]
    pub fn solution(&self, lab: &Lab) -> PathBuf {
        self.folder.join("solutions").join(lab.folder)
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

    /// Where progress is kept.
    #[must_use]
    pub fn progress(&self) -> PathBuf {
        self.folder.join(".checker").join("progress.json")
    }
}

/// Without `..`: Cargo names paths so, and they are compared.
fn plain(path: &Path) -> PathBuf {
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

fn is_course(folder: &Path) -> bool {
    folder.join("solutions").is_dir() && folder.join("site").is_dir() && folder.join("Cargo.toml").is_file()
}
