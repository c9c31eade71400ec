//! What the book is made of: mdBook's own places in its folder, and the files elsewhere that its pages include.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::course::Root;
use crate::saves::files_below;

/// mdBook's helpers that name a file: <https://rust-lang.github.io/mdBook/format/mdbook.html>.
const HELPERS: [&str; 3] = ["{{#include ", "{{#rustdoc_include ", "{{#playground "];

/// The files and folders whose saves make another book.
pub(super) fn of(root: &Root) -> Vec<PathBuf> {
    let book = root.book();
    let pages = book.join("src");
    let mut open: Vec<PathBuf> = files_below(&pages).into_iter().filter(|path| is_page(path)).collect();
    let mut included = BTreeSet::new();
    while let Some(page) = open.pop() {
        let Ok(text) = std::fs::read_to_string(&page) else { continue };
        let folder = page.parent().unwrap_or(&pages);
        for name in named(&text) {
            let path = folder.join(name);
            if included.insert(path.clone()) && is_page(&path) {
                open.push(path);
            }
        }
    }
    [book.join("book.toml"), book.join("theme"), pages].into_iter().chain(included).collect()
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// The paths that a page includes: `{{#include ../x.rs:anchor}}` names `../x.rs`.
fn named(page: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for helper in HELPERS {
        for (before, after) in page.match_indices(helper).map(|(at, helper)| (&page[..at], &page[at + helper.len()..]))
        {
            let inside = after.split_once("}}").map_or("", |(inside, _)| inside).trim();
            let name = inside.split([':', ' ']).next().unwrap_or_default();
            // With a backslash before it the helper is only shown.
            if !name.is_empty() && !before.ends_with('\\') {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_helper_names_a_file() {
        let page = "a {{#include ../x.rs:anchor}} b {{#playground y.rs editable}}\n\\{{#include shown.rs}} {{#rustdoc_include z.rs}} {{#title T}} {{#include ";
        assert_eq!(named(page), ["../x.rs", "z.rs", "y.rs"]);
    }

    #[test]
    fn what_a_page_includes_counts_and_what_that_includes_in_turn() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("Cargo.toml", ""),
            ("site/x", ""),
            ("checker/x", ""),
            ("solutions/keys.rs", ""),
            ("solutions/not.rs", ""),
            ("book/src/a.md", "{{#include more/table.md}}"),
            ("book/src/more/table.md", "{{#include ../../../solutions/keys.rs:x}}"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = Root::find(Some(folder.path())).unwrap();
        let real = |path: &PathBuf| path.canonicalize().ok();
        let found: Vec<PathBuf> = of(&root).iter().filter_map(real).collect();
        let at = |path: &str| folder.path().join(path).canonicalize().unwrap();
        assert!(found.contains(&at("book/src")), "{found:?}");
        assert!(found.contains(&at("solutions/keys.rs")), "{found:?}");
        assert!(!found.contains(&at("solutions/not.rs")), "{found:?}");
        assert!(of(&root).contains(&root.book().join("book.toml")), "it may come");
    }
}
