//! Which files were saved: the watch loop and the served book look at files in the same way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often files are looked at. Asking the file system works where its notifications do not arrive: on mounted
/// drives, in containers, under WSL. A save counts once nothing has changed between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(200);

/// When a file was written, and how long it is: a change of either is a save.
type Stamp = (Option<SystemTime>, u64);

/// Files and folders as they were at the last look.
#[derive(Debug)]
pub(crate) struct Saves {
    looked_at: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Stamp>,
    /// Something changed at the last look; a save that is still going on is not answered.
    settling: bool,
}

impl Saves {
    /// Looks at these files, and at what is in these folders, for the first time. What is not there yet may come.
    pub(crate) fn look(looked_at: Vec<PathBuf>) -> Self {
        Self { seen: stamps(&looked_at), looked_at, settling: false }
    }

    /// Looks again. True when files were saved and have not changed since the last look.
    pub(crate) fn settled(&mut self) -> bool {
        let now = stamps(&self.looked_at);
        if now != self.seen {
            self.seen = now;
            self.settling = true;
            return false;
        }
        std::mem::take(&mut self.settling)
    }

    /// Looks at these from now on. What changed in those that stay counts all the same.
    pub(crate) fn look_at(&mut self, looked_at: Vec<PathBuf>) {
        let within = |places: &[PathBuf], path: &Path| places.iter().any(|place| path.starts_with(place));
        self.seen.retain(|path, _| within(&looked_at, path));
        // A file that came to where was looked before is a save; one elsewhere is only new to the look.
        let others = stamps(&looked_at).into_iter().filter(|(path, _)| !within(&self.looked_at, path));
        self.seen.extend(others);
        self.looked_at = looked_at;
    }
}

/// Every regular file of a folder and of the folders in it, but for what editors and Cargo leave beside.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        // What cannot be read now is not there now; the next look may find it.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.metadata() else { continue };
            let hidden = entry.file_name().to_str().is_none_or(|name| name.starts_with('.') || name.ends_with('~'));
            if kind.is_dir() && !hidden && entry.file_name() != "target" {
                open.push(entry.path());
            } else if kind.is_file() && !hidden {
                files.push(entry.path());
            }
        }
    }
    files
}

fn stamps(looked_at: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let files = looked_at.iter().flat_map(|path| if path.is_dir() { files_below(path) } else { vec![path.clone()] });
    let stamp = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok()?;
        Some((path, (metadata.modified().ok(), metadata.len())))
    };
    files.filter_map(stamp).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_save_counts_once_it_has_settled_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("src/keys.rs");
        fs::create_dir(folder.path().join("src")).unwrap();
        let mut saves = Saves::look(vec![folder.path().to_path_buf()]);
        assert!(!saves.settled());
        fs::write(&file, "one").unwrap();
        assert!(!saves.settled(), "it has only just changed");
        fs::write(&file, "one and two").unwrap();
        assert!(!saves.settled(), "it changed again");
        assert!(saves.settled());
        assert!(!saves.settled(), "nothing changed since");
        fs::remove_file(&file).unwrap();
        assert!(!saves.settled());
        assert!(saves.settled(), "a file that is gone is a change");
    }

    #[test]
    fn what_editors_and_cargo_leave_beside_is_no_save() {
        let folder = tempfile::tempdir().unwrap();
        let mut saves = Saves::look(vec![folder.path().to_path_buf()]);
        for name in ["src/.keys.rs.swp", "src/keys.rs~", "target/debug/x"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        assert!(!saves.settled());
        assert!(!saves.settled());
    }

    #[test]
    fn a_file_that_is_named_counts_though_it_is_hidden_or_not_there_yet() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".checker/progress.json");
        let mut saves = Saves::look(vec![file.clone()]);
        fs::create_dir(folder.path().join(".checker")).unwrap();
        fs::write(&file, "{}").unwrap();
        assert!(!saves.settled());
        assert!(saves.settled());
    }

    #[test]
    fn a_save_is_not_lost_when_more_files_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&new, "there before").unwrap();
        let mut saves = Saves::look(vec![old.clone()]);
        fs::write(&old, "saved in between").unwrap();
        saves.look_at(vec![old, new]);
        assert!(!saves.settled());
        assert!(saves.settled());
    }
}
