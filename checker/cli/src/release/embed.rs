//! The starters of a release, inside the checker's own sources: a folder of files, and the module that takes them into
//! the program. Reading them at run time instead would let a student change what `check` lays their files over.

use std::fmt::Write as _;

use crate::course::{LABS, Root};
use crate::starters::{self, Files};
use crate::stop::Stop;

/// The module's file, and the folder of the starters, relative to the course's folder.
const MODULE: &str = "checker/cli/src/course/embedded.rs";
const FOLDER: &str = "checker/cli/starters";

/// Adds the starters: once below `labs/`, for the student, and once for the program.
///
/// # Errors
/// A fault when a starter cannot be made.
pub(super) fn starters(root: &Root, release: &mut Files) -> Result<(), Stop> {
    let mut module =
        "//! The starters that are in the program; `checker release` wrote this.\n\nuse super::Embedded;\n\n\
                      pub(super) static STARTERS: &[Embedded] = &[\n"
            .to_owned();
    for lab in &LABS {
        for (path, bytes) in starters::of(root, lab)? {
            let from = format!("../../starters/{}/{path}", lab.folder);
            let _ = writeln!(
                module,
                "    Embedded {{ lab: {:?}, path: {path:?}, bytes: include_bytes!({from:?}) }},",
                lab.folder
            );
            release.insert(format!("{FOLDER}/{}/{path}", lab.folder), bytes.clone());
            release.insert(format!("labs/{}/{path}", lab.folder), bytes);
        }
    }
    module.push_str("];\n");
    release.insert(MODULE.to_owned(), module.into_bytes());
    Ok(())
}
