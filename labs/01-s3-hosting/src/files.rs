//! Given: the directory walk.

use std::path::{Path, PathBuf};

/// Every file below `folder`, folders opened, in a stable order.
///
/// # Errors
/// What the file system says, with the path.
pub fn walk(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next)
            .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", next.display())))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
