//! `checker practice`: a fault is put there, shown from outside, mended and named.
//!
//! It builds a lab, so the README's test command leaves it out; `.ci/run` has a stage for it.

mod course;

use course::{Called, Course};

const COPY: &str = "labs/practice/02-bucket-policy";

fn practice(course: &Course, options: &[&str]) -> Called {
    let arguments = [&["practice", "2"], options].concat();
    course::called(course.command_that_builds(&arguments).output().expect("the checker starts"))
}

/// The wrong answer that lies in the practice folder.
fn current(course: &Course) -> Option<String> {
    let progress: serde_json::Value = serde_json::from_str(&course.read(".checker/progress.json")).expect("JSON");
    progress["practice"]["02-bucket-policy"]["current"].as_str().map(str::to_owned)
}

#[test]
#[ignore = "builds a lab: .ci/run has a stage for it"]
fn a_fault_is_found_by_its_symptom_and_named_when_it_is_mended() {
    let course = Course::lasting();
    let _ = std::fs::remove_dir_all(course.path(".checker/reset"));
    assert!(practice(&course, &[]).stopped(2).contains("lab 2 is not passed yet"));
    assert!(practice(&course, &["--hint"]).stopped(2).contains("begin with cargo checker practice 2"));

    let begun = practice(&course, &["--yes"]);
    assert_eq!(begun.code, 0, "{}", begun.stderr);
    let first = current(&course).expect("a fault lies there");
    let expect = course.read(&format!("solutions/02-bucket-policy/wrong/{first}/expect.toml"));
    let mistake = expect.lines().next().and_then(|line| line.split('"').nth(1)).expect("the mistake").to_owned();
    assert!(begun.stdout.contains("\n✗ ") && begun.stdout.contains("  actual "), "{first}: {}", begun.stdout);
    assert!(!begun.stdout.contains(&mistake) && !begun.stdout.contains("  why "), "{first}: {}", begun.stdout);

    let unmended = practice(&course, &["--hint"]);
    assert_eq!(unmended.code, 1, "{}", unmended.stderr);
    assert!(unmended.stdout.contains("  read "), "{first}: {}", unmended.stdout);

    // The wrong answer's files as the solution has them.
    for (path, _) in checker::starters::read_folder(&course.path(&format!("solutions/02-bucket-policy/wrong/{first}")))
        .expect("the wrong answer")
        .into_iter()
        .filter(|(path, _)| path != "expect.toml")
    {
        course.write(&format!("{COPY}/{path}"), &course.read(&format!("solutions/02-bucket-policy/{path}")));
    }
    let mended = practice(&course, &[]);
    assert_eq!(mended.code, 0, "{first}: {}{}", mended.stdout, mended.stderr);
    assert!(mended.stdout.contains(&format!("Found and mended. The fault was: {mistake}")), "{}", mended.stdout);
    assert_eq!(current(&course), None);

    let second = practice(&course, &["--yes"]);
    assert!(second.stdout.contains("kept aside: "), "{}", second.stdout);
    let another = current(&course).expect("a fault lies there");
    assert_ne!(another, first, "a fault that was found is not put there again");
    let given_up = practice(&course, &["--give-up"]);
    assert!(given_up.stdout.starts_with("The fault: "), "{}", given_up.stdout);
    assert_eq!(current(&course), None);
}
