//! Which of a lab's files were saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::course::{Lab, Root};

/// When a file was written, and how long it is: a change of either is a save.
type Stamp = (Option<SystemTime>, u64);

/// A lab's folder as it was at the last look.
#[derive(Debug)]
pub(super) struct Files {
    seen: BTreeMap<PathBuf, Stamp>,
    /// Something changed at the last look; a save that is still going on is not checked.
    settling: bool,
}

impl Files {
    /// Looks at a lab's folder for the first time.
    pub(super) fn look(root: &Root, lab: &Lab) -> Self {
        Self { seen: stamps(root, lab), settling: false }
    }

    /// Looks again. True when files were saved and have not changed since the last look.
    pub(super) fn saved(&mut self, root: &Root, lab: &Lab) -> bool {
        let now = stamps(root, lab);
        if now != self.seen {
            self.seen = now;
            self.settling = true;
            return false;
        }
        std::mem::take(&mut self.settling)
    }
}

fn stamps(root: &Root, lab: &Lab) -> BTreeMap<PathBuf, Stamp> {
    let mut stamps = BTreeMap::new();
    let mut open = vec![root.lab(lab)];
    while let Some(folder) = open.pop() {
        // What cannot be read now is not there now; the next look may find it.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            let hidden = entry.file_name().to_str().is_none_or(|name| name.starts_with('.') || name.ends_with('~'));
            if metadata.is_dir() && !hidden && entry.file_name() != "target" {
                open.push(entry.path());
            } else if metadata.is_file() && !hidden {
                stamps.insert(entry.path(), (metadata.modified().ok(), metadata.len()));
            }
        }
    }
    stamps
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::course::LABS;

    fn course() -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["solutions", "checker", "site", "labs/01-s3-hosting/src"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        let root = Root::find(Some(folder.path())).unwrap();
        (folder, root)
    }

    #[test]
    fn a_save_counts_once_it_has_settled_and_only_once() {
        let (folder, root) = course();
        let mut files = Files::look(&root, &LABS[0]);
        let saved = |files: &mut Files| files.saved(&root, &LABS[0]);
        assert!(!saved(&mut files));
        fs::write(folder.path().join("labs/01-s3-hosting/src/keys.rs"), "one").unwrap();
        assert!(!saved(&mut files), "it has only just changed");
        fs::write(folder.path().join("labs/01-s3-hosting/src/keys.rs"), "one and two").unwrap();
        assert!(!saved(&mut files), "it changed again");
        assert!(saved(&mut files));
        assert!(!saved(&mut files), "nothing changed since");
        fs::remove_file(folder.path().join("labs/01-s3-hosting/src/keys.rs")).unwrap();
        assert!(!saved(&mut files));
        assert!(saved(&mut files), "a file that is gone is a change");
    }

    #[test]
    fn what_editors_and_cargo_leave_beside_is_no_save() {
        let (folder, root) = course();
        let mut files = Files::look(&root, &LABS[0]);
        let lab = folder.path().join("labs/01-s3-hosting");
        for name in ["src/.keys.rs.swp", "src/keys.rs~", "target/debug/x"] {
            fs::create_dir_all(lab.join(name).parent().unwrap()).unwrap();
            fs::write(lab.join(name), "x").unwrap();
        }
        assert!(!files.saved(&root, &LABS[0]));
        assert!(!files.saved(&root, &LABS[0]));
    }
}
