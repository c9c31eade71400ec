//! Labs that do not compile, panic, never end or print without end: shown as the student's own, and they stop nothing else.
//!
//! These build labs: `cargo test --package checker --test misbehaving -- --ignored`.

mod course;

use std::io::ErrorKind;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use course::{Called, Course};

const HANDLER: &str = "labs/03-iam-role/src/handler.rs";
const TEMPLATE: &str = "labs/03-iam-role/template.yaml";
const KEYS: &str = "labs/01-s3-hosting/src/keys.rs";

/// The course has one place, so one test at a time has it.
static PLACE: Mutex<()> = Mutex::new(());

/// A course with a starter.
fn course() -> (MutexGuard<'static, ()>, Course) {
    let alone = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
    let course = Course::lasting();
    assert_eq!(course.checker(&["starters"]).code, 0);
    (alone, course)
}

fn check(course: &Course) -> Called {
    check_lab(course, "1")
}

fn check_lab(course: &Course, lab: &str) -> Called {
    course::called(check_command(course, lab).output().expect("the checker starts"))
}

fn check_command(course: &Course, lab: &str) -> Command {
    course.command_that_builds(&["check", lab, "--seed", "4711"])
}

/// Puts a statement before the first TODO of `create_bucket`, and returns the line that it stands in.
fn create_bucket_does(course: &Course, code: &str) -> usize {
    let text = course.read(KEYS);
    let at = text.find("    // TODO: create the bucket.").expect("the first TODO");
    course.write(KEYS, &format!("{}    {code}\n{}", &text[..at], &text[at..]));
    text[..at].lines().count() + 1
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn code_that_does_not_compile_is_shown_with_file_and_line() {
    let (_alone, course) = course();
    let line = create_bucket_does(&course, "let name: u32 = bucket;");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("✗ the lab compiles"), "{}", called.stdout);
    assert!(
        called.stdout.contains(&format!("src/keys.rs:{line}:21")) && called.stdout.contains("mismatched types"),
        "{}",
        called.stdout
    );
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_broken_manifest_is_said_and_the_sources_are_checked_all_the_same() {
    let (_alone, course) = course();
    course.write("labs/01-s3-hosting/Cargo.toml", "[package\nname = \"mine\"\n");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("note  Cargo.toml is broken (line 1:"), "{}", called.stdout);
    assert!(called.stdout.contains("✓ the lab compiles"), "{}", called.stdout);
    assert!(called.stdout.contains("After your program ran there is no bucket."), "{}", called.stdout);
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_source_file_that_is_a_folder_or_gone_is_the_labs_failure_and_is_forgotten_when_mended() {
    let (_alone, course) = course();
    let main = "labs/01-s3-hosting/src/main.rs";
    let given = course.read(main);
    std::fs::remove_file(course.path(main)).unwrap();
    course.write(&format!("{main}/other.rs"), "");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(
        called.stdout.contains("\u{2717} the lab compiles") && called.stdout.contains("is a directory"),
        "{}",
        called.stdout
    );
    assert!(called.stdout.contains("note  src/main.rs, which the lab came with, is not there"), "{}", called.stdout);

    std::fs::remove_dir_all(course.path(main)).unwrap();
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("src/main.rs is not there, so there is no program"), "{}", called.stdout);

    course.write(main, &given);
    course.write("labs/01-s3-hosting/src/bin/other.rs", "fn main() { std::process::exit(9) }");
    let called = check(&course);
    assert!(called.stdout.contains("After your program ran there is no bucket."), "{}", called.stdout);

    std::fs::remove_dir_all(course.path("labs/01-s3-hosting/src")).unwrap();
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("can't find library `s3_hosting`"), "{}", called.stdout);

    course.checker(&["reset", "1", "--yes"]);
    course.write(main, &given);
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("\u{2713} the lab compiles"), "{}", called.stdout);
}

#[cfg(unix)]
#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_check_that_is_interrupted_leaves_no_program_behind() {
    let (_alone, course) = course();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    // The connection stands as long as the program does.
    let code = format!(
        "let _held = std::net::TcpStream::connect((\"127.0.0.1\", {port}))?; std::future::pending::<()>().await;"
    );
    create_bucket_does(&course, &code);
    let mut checker = check_command(&course, "1").stdout(std::process::Stdio::null()).spawn().unwrap();
    let (mut program, _) = listener.accept().unwrap();
    let interrupt = Command::new("kill").args(["-INT", &checker.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(checker.wait().unwrap().code(), Some(130));
    program.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let ended = std::io::Read::read(&mut program, &mut [0]);
    assert!(
        matches!(&ended, Ok(0)) || ended.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
        "{ended:?}"
    );
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_panic_is_shown_with_its_place() {
    let (_alone, course) = course();
    let line = create_bucket_does(&course, "panic!(\"I give up\");");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(
        called.stdout.contains(&format!("Your program panicked at src/keys.rs:{line}:5: I give up")),
        "{}",
        called.stdout
    );
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_program_that_never_ends_is_stopped() {
    let (_alone, course) = course();
    create_bucket_does(&course, "std::future::pending::<()>().await;");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("was stopped: it did not end within 20 s"), "{}", called.stdout);
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_program_that_prints_100_mb_is_stopped() {
    let (_alone, course) = course();
    create_bucket_does(&course, "for _ in 0..100_000 { println!(\"{}\", \"x\".repeat(1000)); }");
    let called = check(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("was stopped: it printed more than 1 MB"), "{}", called.stdout);
    assert!(called.stdout.len() < 20_000, "{} bytes", called.stdout.len());
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_policy_gets_its_verdicts_though_the_code_does_not_compile() {
    let (_alone, course) = course();
    course.write("labs/02-bucket-policy/policy.json", &course.read("solutions/02-bucket-policy/policy.json"));
    course.write("labs/02-bucket-policy/src/apply.rs", "this is no Rust\n");
    let called = check_lab(&course, "2");
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("Part 1 · A statement   8 of 8"), "{}", called.stdout);
    assert!(called.stdout.contains("✗ the lab compiles"), "{}", called.stdout);
    assert!(called.stdout.contains("✗ predictions.toml has a verdict for every request"), "{}", called.stdout);
    assert!(called.stdout.contains("waits for bucket-policy/compiles"), "{}", called.stdout);
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_lab_solved_by_hand_passes_and_progress_is_kept() {
    let (_alone, course) = course();
    for file in ["keys", "content_type", "public_objects", "website"] {
        let solution = course.read(&format!("solutions/01-s3-hosting/src/{file}.rs"));
        course.write(&format!("labs/01-s3-hosting/src/{file}.rs"), &solution);
    }
    let called = check(&course);
    assert_eq!(called.code, 0, "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("Lab 1 passed · 29 of 29 points"), "{}", called.stdout);
    assert!(course.checker(&["list"]).stdout.contains("29 of 29 points"));
    assert!(course.checker(&["hint", "1"]).stdout.contains("there is nothing to hint at"));
}

/// Checks part 2 of lab 3: what fails in part 1 would be told first.
fn check_reading(course: &Course) -> Called {
    let mut command = course.command_that_builds(&["check", "3", "--part", "read", "--seed", "4711"]);
    course::called(command.output().expect("the checker starts"))
}

/// Puts a statement first into lab 3's handler, and returns the line that it stands in.
fn handler_does(course: &Course, code: &str) -> usize {
    let text = course.read(HANDLER);
    let at = text.find("    // TODO, part 2").expect("the first TODO");
    course.write(HANDLER, &format!("{}    {code}\n{}", &text[..at], &text[at..]));
    text[..at].lines().count() + 1
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_function_that_hangs_is_stopped_with_the_processes_that_it_hid() {
    let (_alone, course) = course();
    let template = course.read(TEMPLATE);
    course.write(TEMPLATE, &template.replace("Timeout: 10", "Timeout: 1"));
    let seconds = format!("{}.25", 40_000 + std::process::id());
    let hide = format!("std::process::Command::new(\"setsid\").args([\"sleep\", \"{seconds}\"]).spawn()?;");
    handler_does(&course, &format!("{hide} std::future::pending::<()>().await;"));
    let called = check_reading(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("Error: Task timed out after 1.00 seconds"), "{}", called.stdout);
    let of_process = |entry: std::fs::DirEntry| std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
    let left = std::fs::read_dir("/proc").unwrap().flatten().map(of_process);
    let left: Vec<_> = left.filter(|line| String::from_utf8_lossy(line).contains(&seconds)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_function_with_a_long_timeout_is_not_waited_for() {
    let (_alone, course) = course();
    let template = course.read(TEMPLATE);
    course.write(TEMPLATE, &template.replace("Timeout: 10", "Timeout: 900"));
    handler_does(&course, "std::future::pending::<()>().await;");
    let called = check_reading(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    let told = "The function has not answered within 30 s. Its Timeout would let it go on for 900 s.";
    assert!(called.stdout.contains(told), "{}", called.stdout);
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_function_that_panics_is_shown_with_its_place() {
    let (_alone, course) = course();
    let line = handler_does(&course, "panic!(\"I give up\");");
    let called = check_reading(&course);
    assert_eq!(called.code, 1, "{}", called.stderr);
    let place = format!("panicked at src/handler.rs:{line}:5:");
    assert!(called.stdout.contains(&place) && called.stdout.contains("I give up"), "{}", called.stdout);
}

#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_template_that_is_none_is_told_and_forgotten_when_mended() {
    let (_alone, course) = course();
    let given = course.read(TEMPLATE);
    let utf_16: Vec<u8> = format!("\u{feff}{given}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bomb = (0..9).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
        text + &format!("a{0}: &a{0} [{1}]\n", n + 1, vec![format!("*a{n}"); 9].join(", "))
    });
    let tabs = given.replace("      RoleName", "\tRoleName");
    let long = vec![b'#'; 5_000_000];
    let cases: [(&[u8], &str); 5] = [
        (&utf_16, "template.yaml is no UTF-8 text"),
        (b"", "The file is empty."),
        (&long, "The file has 5000000 bytes; CloudFormation takes at most 1000000."),
        (bomb.as_bytes(), "With its aliases, the file has more than 100000 values."),
        (tabs.as_bytes(), "This line is indented with a tab."),
    ];
    let check = || course.checker(&["check", "3", "--part", "assume"]);
    for (template, told) in cases {
        std::fs::write(course.path(TEMPLATE), template).unwrap();
        let called = check();
        assert_eq!(called.code, 1, "{}", called.stderr);
        assert!(called.stdout.contains(told), "{told}: {}", called.stdout);
    }
    std::fs::remove_file(course.path(TEMPLATE)).unwrap();
    assert!(check().stdout.contains("template.yaml is not there."));
    course.write(TEMPLATE, &given);
    assert!(check().stdout.contains("\u{2713} template.yaml is a template that AWS takes"));
}

#[cfg(unix)]
#[test]
#[ignore = "builds labs: .ci/run has a stage for it"]
fn a_command_runs_in_the_labs_cloud_with_no_other_aws_in_sight() {
    let (_alone, course) = course();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| course::original().join("target"), Into::into);
    let script = "echo \"$AWS_ENDPOINT_URL $AWS_PROFILE.\"; exit 7";
    let mut command = course.command(&["env", "1", "--solutions", "--", "sh", "-c", script]);
    let called = course::called(command.env("CARGO_TARGET_DIR", target).env("AWS_PROFILE", "mine").output().unwrap());
    assert_eq!(called.code, 7, "{}", called.stderr);
    assert!(called.stdout.starts_with("http://127.0.0.1:") && called.stdout.ends_with(" .\n"), "{}", called.stdout);
    assert!(called.stderr.contains("uploaded: "), "{}", called.stderr);
}
