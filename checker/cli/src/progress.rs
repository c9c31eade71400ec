//! What a student has passed, kept across runs and upgrades of the checker.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::report::{LabReport, Status};
use crate::stop::Stop;

/// The progress file. Checks are named by id, so that a checker with more of them reads it all the same.
#[derive(Debug, Default, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Progress {
    /// By lab folder.
    #[serde(default)]
    labs: BTreeMap<String, LabProgress>,
    /// The hunts for faults, by lab folder; a lab that is reset keeps them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    practice: BTreeMap<String, Practice>,
}

/// The hunts for faults in one lab.
#[derive(Debug, Default, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Practice {
    /// The wrong answer that lies in the practice folder.
    #[serde(default)]
    pub current: Option<String>,
    /// The wrong answers whose fault was found and mended.
    #[serde(default)]
    pub found: BTreeSet<String>,
}

/// One lab's progress.
#[derive(Debug, Default, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct LabProgress {
    /// Ids of the checks that passed in the last run that asked them.
    #[serde(default)]
    pub passed: BTreeSet<String>,
    /// How many hints of a check were shown.
    #[serde(default)]
    pub hints: BTreeMap<String, usize>,
}

impl Progress {
    /// Reads the file; a missing one is no progress.
    ///
    /// # Errors
    /// A fault when the file is there but cannot be read, so that nothing is lost by writing over it.
    pub fn read(path: &Path) -> Result<Self, Stop> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Stop::io("cannot read", path, &error)),
        };
        serde_json::from_str(&text)
            .map_err(|error| Stop::fault(format!("{} is damaged ({error}); delete it to begin anew", path.display())))
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// A fault with the path.
    pub fn write(&self, path: &Path) -> Result<(), Stop> {
        let wrong = |error: &std::io::Error| Stop::io("progress cannot be kept in", path, error);
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
        let text = serde_json::to_string_pretty(self).map_err(|error| Stop::fault(error.to_string()))?;
        let file = tempfile::NamedTempFile::new_in(folder).map_err(|error| wrong(&error))?;
        std::fs::write(file.path(), text + "\n").map_err(|error| wrong(&error))?;
        file.persist(path).map_err(|error| wrong(&error.error))?;
        Ok(())
    }

    /// Takes over what a run found: a check that failed is open again, one that was not asked stays as it was.
    pub fn take(&mut self, report: &LabReport) {
        let lab = self.labs.entry(report.lab.clone()).or_default();
        for check in &report.checks {
            match check.status {
                Status::Passed => {
                    lab.passed.insert(check.id.clone());
                }
                Status::Failed | Status::Skipped => {
                    lab.passed.remove(&check.id);
                }
                Status::NotYet | Status::NotApplicable | Status::Fault => {}
            }
        }
    }

    /// One lab's progress.
    #[must_use]
    pub fn lab(&self, folder: &str) -> LabProgress {
        self.labs.get(folder).cloned().unwrap_or_default()
    }

    /// How many hints of a check to show now: one more than the last time.
    pub fn next_hint(&mut self, folder: &str, check: &str) -> usize {
        let shown = self.labs.entry(folder.to_owned()).or_default().hints.entry(check.to_owned()).or_default();
        *shown += 1;
        *shown
    }

    /// The hunts for faults in one lab.
    pub fn practice(&mut self, folder: &str) -> &mut Practice {
        self.practice.entry(folder.to_owned()).or_default()
    }

    /// Forgets a lab.
    pub fn forget(&mut self, folder: &str) {
        self.labs.remove(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_survives_a_round_trip_and_unknown_fields() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".checker/progress.json");
        assert_eq!(Progress::read(&path).unwrap(), Progress::default());
        let mut progress = Progress::default();
        assert_eq!(progress.next_hint("01-s3-hosting", "s3-hosting/keys"), 1);
        assert_eq!(progress.next_hint("01-s3-hosting", "s3-hosting/keys"), 2);
        progress.write(&path).unwrap();
        assert_eq!(Progress::read(&path).unwrap(), progress);
        std::fs::write(&path, r#"{"labs":{"01-s3-hosting":{"passed":["a"],"later":1}},"later":2}"#).unwrap();
        assert!(Progress::read(&path).unwrap().lab("01-s3-hosting").passed.contains("a"));
    }

    #[test]
    fn a_damaged_file_is_said_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("progress.json");
        std::fs::write(&path, "{").unwrap();
        assert!(Progress::read(&path).unwrap_err().to_string().contains("is damaged"));
    }
}
