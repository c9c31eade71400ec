//! In a container: it is gone whatever becomes of the run.

use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use checker::report::{Report, Status};
use checker::target::dynamodb_local::docker::LABEL;
use checker::target::dynamodb_local::{OpenTables, Place};
use serde_json::json;

use crate::PLACE;
use crate::course::{self, Called, Course};
use crate::dynamodb::DynamoDb;

static IMAGE: LazyLock<String> =
    LazyLock::new(|| std::env::var("CHECKER_DYNAMODB_IMAGE").expect("with-docker names an image"));

fn docker(arguments: &[&str]) -> String {
    let output = Command::new("docker").args(arguments).output().expect("docker is there");
    assert!(output.status.success(), "docker {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// The containers that carry our label, running or not.
fn containers() -> Vec<String> {
    let label = format!("label={LABEL}");
    docker(&["ps", "--all", "--quiet", "--filter", &label]).lines().map(str::to_owned).collect()
}

fn check(course: &Course, more: &[&str]) -> Command {
    let mut command = course.command_that_builds(&["check", "5", "--json", "--dynamodb-image", &IMAGE]);
    command.args(more);
    command
}

fn called(command: &mut Command) -> Called {
    course::called(command.output().expect("the checker starts"))
}

fn nothing_is_left(course: &Course) {
    assert_eq!(containers(), Vec::<String>::new());
    let marks = std::fs::read_dir(course.path(".checker/containers")).expect("the folder of marks");
    assert_eq!(marks.count(), 0, "no mark is left either");
}

/// Waits until the child's container runs. Each look takes its time, so this is no busy loop.
fn until_it_runs(child: &mut Child) -> String {
    loop {
        assert!(child.try_wait().expect("a child").is_none(), "the checker ended before its container ran");
        if let Some(id) = docker(&["ps", "--quiet", "--filter", &format!("label={LABEL}")]).lines().next() {
            return id.to_owned();
        }
    }
}

fn started(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the checker starts")
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill").success());
}

/// The processes whose command line names a path below the course's folder: functions and loaders of the lab.
fn processes(course: &Course) -> Vec<String> {
    let folder = course.path("").display().to_string();
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok())
        .filter(|line| line.contains(&folder))
        .map(|line| line.replace('\0', " "))
        .collect()
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_a_run_that_passes_leaves_nothing() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    let passed = called(&mut check(&course, &["--solutions"]));
    assert_eq!(passed.code, 0, "{}", passed.stderr);
    let report: Report = serde_json::from_str(&passed.stdout).expect("the report");
    assert_eq!(report.target, "dynamodb-local");
    nothing_is_left(&course);
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_a_run_that_fails_leaves_nothing() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    assert_eq!(course.checker(&["reset", "5"]).code, 0);
    let failed = called(&mut check(&course, &[]));
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    nothing_is_left(&course);

    let missing = called(course.command(&["check", "5"]).args(["--dynamodb-image", "nobody/nothing:1"]));
    let said = missing.stopped(3);
    assert!(said.starts_with("error: the image nobody/nothing:1 cannot be pulled"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    nothing_is_left(&course);
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_a_run_that_is_told_to_end_leaves_nothing() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    for name in ["-INT", "-TERM"] {
        let mut child = started(&mut check(&course, &["--solutions"]));
        let id = until_it_runs(&mut child);
        let port = docker(&["port", &id, "8000"]);
        assert!(port.lines().all(|line| line.starts_with("127.0.0.1:")), "on loopback alone: {port}");
        signal(&child, name);
        assert_eq!(course::called(child.wait_with_output().expect("it ends")).code, 130, "{name}");
        nothing_is_left(&course);
    }
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_what_a_killed_checker_left_is_removed_by_the_next_and_nothing_else() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    let mut child = started(&mut check(&course, &["--solutions"]));
    let left = until_it_runs(&mut child);
    signal(&child, "-KILL");
    child.wait().expect("it ends");
    assert_eq!(containers(), [left]);
    // Somebody else's: the checker of another course, perhaps, which runs.
    let label = format!("{LABEL}=0123456789abcdef");
    let other = docker(&["run", "--detach", "--label", &label, &IMAGE]);

    let next = called(&mut check(&course, &["--solutions", "--part", "tables"]));
    assert_eq!(next.code, 0, "{}", next.stderr);
    let kept = containers();
    docker(&["rm", "--force", &other]);
    assert!(kept.len() == 1 && other.starts_with(&kept[0]), "{kept:?}");
    nothing_is_left(&course);
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_a_panic_leaves_nothing() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    let marks = course.path(".checker/containers");
    // As the program has it: a runtime of several threads, and what panics is the future that it blocks on.
    let panicked = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let open = OpenTables::open(&Place::Image(IMAGE.clone()), &marks).await;
            let _held = open.unwrap_or_else(|stop| panic!("not opened: {stop}"));
            assert_eq!(containers().len(), 1);
            panic!("a panic while the container runs");
        });
    });
    let panic = panicked.join().expect_err("it panics");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a panic while the container runs"));
    nothing_is_left(&course);
}

#[tokio::test]
#[ignore = "wants Docker: .ci/run has a stage for it"]
async fn in_docker_a_container_that_is_killed_under_the_checks_is_a_fault_and_no_failure() {
    let _alone = PLACE.lock().await;
    let course = Course::lasting();
    let mut child = started(&mut check(&course, &["--solutions"]));
    let id = until_it_runs(&mut child);
    let port = docker(&["port", &id, "8000"]);
    let tables = DynamoDb::at(&format!("http://{}", port.lines().next().expect("a port")));
    // The checks are under way once there are tables.
    loop {
        assert!(child.try_wait().expect("a child").is_none(), "the checker ended before a table was made");
        if let Ok((200, listed)) = tables.try_ask("ListTables", &json!({})).await
            && listed["TableNames"].as_array().is_some_and(|names| !names.is_empty())
        {
            break;
        }
    }
    docker(&["kill", &id]);
    let ended = course::called(child.wait_with_output().expect("it ends"));
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    let report: Report = serde_json::from_str(&ended.stdout).expect("the report");
    let checks = &report.labs[0].checks;
    let failed: Vec<_> = checks.iter().filter(|check| check.status == Status::Failed).collect();
    assert!(failed.is_empty(), "a fault is never a failure: {failed:?}");
    let first = checks.iter().position(|check| check.status == Status::Fault).expect("a fault");
    assert!(checks[first..].iter().all(|check| check.status == Status::Fault), "those after it too: {}", ended.stderr);
    let message = checks[first].message.as_deref().unwrap_or_default();
    assert!(message.contains("DynamoDB Local at http://127.0.0.1:"), "{message}");
    assert_eq!(processes(&course), Vec::<String>::new());
    nothing_is_left(&course);
}
