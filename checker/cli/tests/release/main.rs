//! The student edition: what is in it, what is not, and that a student can work with it.
//!
//! One test makes a release and does in it what a student does. It builds the checker and a lab there, so the README's
//! test command leaves it out: `cargo test --package checker --test release -- --ignored`. It wants `mdbook` on the PATH.

#[path = "../course/mod.rs"]
mod course;
mod secrets;
mod student;

use std::collections::BTreeSet;
use std::path::Path;

use checker::course::{LABS, Root};
use checker::release;
use checker::starters::{self, Files};

fn root() -> Root {
    Root::find(Some(&course::original())).expect("the course's folder")
}

fn files() -> Files {
    release::files(&root()).expect("a release")
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is not in the release"));
    std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Text files only: pictures hold no answer.
fn texts(files: &Files) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
}

#[test]
fn two_releases_are_the_same_and_hold_what_was_said() {
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (place.path().join("first"), place.path().join("second"));
    std::fs::create_dir(&second).unwrap();
    for folder in [&first, &second] {
        let written = release::write(&root(), folder).unwrap();
        assert!(written > 100, "{written} files");
    }
    let written = starters::read_folder(&first).unwrap();
    assert!(written == starters::read_folder(&second).unwrap(), "two runs give different bytes");
    assert!(written == files(), "what is on the disk is not what was made");
    let beside: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "something was left beside: {beside:?}");
}

#[test]
fn it_holds_what_a_student_needs_and_no_answers() {
    let files = files();
    for path in [
        ".cargo/config.toml",
        ".github/workflows/check.yml",
        ".gitattributes",
        ".gitignore",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "book/book.toml",
        "book/src/SUMMARY.md",
        "checker/cli/src/main.rs",
        "checker/cloud/tests/s3/main.rs", // the book's page on AWS's behaviour names these tests
        "checker/iam/README.md",
        "rust-toolchain.toml",
        "site/index.html",
    ] {
        text(&files, path);
    }
    let stays = [
        "solutions/",
        "book/book/",
        "checker/cli/tests/",
        "checker/iam/tests/",
        "checker/iam/fuzz/",
        "checker/iam/agreement/",
        "checker/vtl/tests/",
        "checker/vtl/benches/",
        "checker/vtl/fuzz/",
        "checker/vtl/agreement/",
        ".ci/",
    ];
    for path in files.keys() {
        assert!(!stays.iter().any(|folder| path.starts_with(folder)), "{path} is in the release");
        assert!(!path.contains("/wrong/") && !path.contains("/right/"), "{path} is in the release");
    }
}

/// The lock file of a release is what Cargo itself would write: the slow test builds with `--locked`. Here: no solution
/// is left in it, and nothing of what only a solution needs.
#[test]
fn manifest_and_lock_name_no_solution() {
    let files = files();
    for path in ["Cargo.toml", "Cargo.lock"] {
        assert!(!text(&files, path).contains("solution"), "{path} names a solution");
    }
    for path in files.keys().filter(|path| path.starts_with("checker/") && path.ends_with("/Cargo.toml")) {
        assert!(!text(&files, path).contains("[[bench]]"), "{path} names a benchmark that is not there");
    }
}

#[test]
fn the_labs_are_the_starters_and_so_is_what_the_program_holds() {
    let files = files();
    let module = text(&files, "checker/cli/src/course/embedded.rs");
    for lab in &LABS {
        let starter = starters::of(&root(), lab).unwrap();
        for (path, bytes) in &starter {
            for folder in ["labs", "checker/cli/starters"] {
                let there = files.get(&format!("{folder}/{}/{path}", lab.folder));
                assert!(there == Some(bytes), "{folder}/{}/{path} is not the starter's", lab.folder);
            }
            assert!(module.contains(&format!("include_bytes!(\"../../starters/{}/{path}\")", lab.folder)), "{path}");
        }
        let below =
            |folder: &str| files.keys().filter(|path| path.starts_with(&format!("{folder}/{}/", lab.folder))).count();
        assert_eq!([below("labs"), below("checker/cli/starters")], [starter.len(); 2], "{}", lab.folder);
    }
}

#[test]
fn the_books_pages_are_those_of_the_summary_and_no_link_leads_to_one_left_out() {
    let files = files();
    let summary = text(&files, "book/src/SUMMARY.md");
    let named: BTreeSet<&str> = links(summary).into_iter().collect();
    let pages: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| path.strip_prefix("book/src/"))
        .filter(|path| is_page(path) && *path != "SUMMARY.md")
        .collect();
    assert_eq!(named, pages, "the summary's chapters are not the pages that there are");
    assert!(pages.contains("authors/checking.md") && !pages.contains("authors/wrong-answers.md"), "{pages:?}");
    for (path, page) in texts(&files).filter(|(path, _)| path.starts_with("book/src/") && is_page(path)) {
        for link in links(page).into_iter().filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let target = link.split('#').next().unwrap_or(link);
            let folder = Path::new(path).parent().expect("a folder");
            let target = folder.join(target).components().fold(Vec::new(), |mut names, name| {
                match name.as_os_str().to_str().expect("text") {
                    ".." => drop(names.pop()),
                    name => names.push(name.to_owned()),
                }
                names
            });
            assert!(files.contains_key(&target.join("/")), "{path}: {link} leads nowhere");
        }
    }
}

/// What stands in `](…)`.
fn links(page: &str) -> Vec<&str> {
    let text = page.split("](").skip(1);
    text.filter_map(|after| after.split(')').next()).map(|link| link.split(' ').next().unwrap_or(link)).collect()
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "md")
}

#[test]
fn no_page_includes_what_is_not_there() {
    for (path, page) in texts(&files()).filter(|(path, _)| path.starts_with("book/src/") && is_page(path)) {
        for (at, _) in page.match_indices("{{#include") {
            assert!(page[..at].ends_with('\\'), "{path}: an include is left");
        }
        assert!(!page.contains("ANCHOR"), "{path}: an anchor shows");
    }
    let chapter = files().remove("book/src/01-s3-hosting.md").expect("lab 1's chapter");
    let chapter = String::from_utf8(chapter).expect("text");
    assert!(chapter.contains("BucketLocationConstraint::from(region)"), "the book has its worked answers");
}

#[test]
fn a_place_that_is_taken_or_in_the_course_is_refused() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("mine.txt"), "mine").unwrap();
    let stop = release::write(&root(), place.path()).unwrap_err();
    assert!(stop.to_string().ends_with("is not empty; nothing was written"), "{stop}");
    assert_eq!(starters::read_folder(place.path()).unwrap().len(), 1);
    let within = course::original().join("target/release-of-a-test");
    let stop = release::write(&root(), &within).unwrap_err();
    assert!(stop.to_string().contains("lies in the course's own folder"), "{stop}");
    assert!(!within.exists());
}

/// The step of the workflow that checks, run with a stand-in for cargo: its exit code is the checker's.
#[cfg(unix)]
#[test]
fn the_workflow_ends_as_the_checker_does() {
    use std::os::unix::fs::PermissionsExt as _;
    let workflow = files().remove(".github/workflows/check.yml").expect("a workflow");
    let workflow = String::from_utf8(workflow).expect("text");
    let script = workflow.split_once("- name: Check the labs\n        run: |\n").expect("the step").1;
    let script: String = script
        .lines()
        .take_while(|line| line.starts_with("          "))
        .flat_map(|line| [line.trim_start(), "\n"])
        .collect();
    for (code, said) in [
        (0, "::notice title=All passed"),
        (1, "::error title=A check failed"),
        (2, "title=Not checked"),
        (3, "title=Not your lab"),
    ] {
        let place = tempfile::tempdir().unwrap();
        let cargo = place.path().join("cargo");
        std::fs::write(&cargo, format!("#!/bin/sh\necho \"called with $*\"\nexit {code}\n")).unwrap();
        std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", place.path().display(), std::env::var("PATH").unwrap());
        let summary = place.path().join("summary");
        // As GitHub runs it: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
        let output = std::process::Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &script])
            .current_dir(place.path())
            .env("PATH", path)
            .env("LABS", "1 2")
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .expect("bash runs");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{stdout}");
        let call = "called with checker check 1 2 --json-file report.json";
        assert!(stdout.contains(call) && stdout.contains(said), "{stdout}");
        assert!(std::fs::read_to_string(&summary).unwrap().contains(call), "the summary page shows the report");
    }
}
