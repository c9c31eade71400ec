//! A machine without a browser: the tests say that they are skipped, unless a browser is required.

use std::process::{Command, Output};

/// This program again, with one test that needs a browser, where there is none.
fn run_without_browser(required: bool) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command.args(["--ignored", "--exact", "files::what_is_not_there_is_said"]);
    command.env("CHROMEDRIVER", "no-such-chromedriver").env_remove("CHECKER_BROWSER");
    if required {
        command.env("CHECKER_BROWSER", "required");
    }
    command.output().expect("this program starts")
}

#[test]
fn without_a_browser_a_test_is_skipped_and_says_why() {
    let run = run_without_browser(false);
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let words = "skipped: files::what_is_not_there_is_said: there is no no-such-chromedriver here";
    assert!(said.contains(words), "{said}");
}

#[test]
fn where_a_browser_is_required_its_absence_is_a_failure() {
    let run = run_without_browser(true);
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(!run.status.success() && said.contains("1 failed"), "{said}");
    assert!(said.contains("there is no no-such-chromedriver here"), "{said}");
}
