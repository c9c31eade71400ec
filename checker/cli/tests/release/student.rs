//! A release on a machine without the repository: built, checked, solved, reset, its book built and served.

use std::path::{Path, PathBuf};
use std::process::Command;

use checker::course::LABS;
use checker::release;
use checker::starters::read_folder;

use super::root;
use crate::course::{self, Called};

/// A release outside the repository, and what is called in it.
struct Release {
    folder: PathBuf,
    /// Where this tree builds: the crates that the release needs are compiled there.
    target: PathBuf,
}

impl Release {
    /// A program in the release's folder, with the caller's AWS set-up and the test's own Cargo variables taken away.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).env_clear();
        for name in ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("CARGO_TARGET_DIR", &self.target).env("NO_COLOR", "1").env("CARGO_NET_OFFLINE", "true");
        command.stdin(std::process::Stdio::null());
        command
    }

    #[track_caller]
    fn call(&self, program: &str, arguments: &[&str]) -> Called {
        let output = self.command(program, arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
        course::called(output)
    }

    /// `cargo checker …`, as the README says.
    #[track_caller]
    fn checker(&self, arguments: &[&str]) -> Called {
        self.call("cargo", &[&["checker"], arguments].concat())
    }
}

#[track_caller]
fn succeeded(called: &Called) {
    assert_eq!(called.code, 0, "stdout: {}\nstderr: {}", called.stdout, called.stderr);
}

/// One test, because each step stands on the one before, and all share one build.
#[tokio::test]
#[ignore = "builds the checker and a lab: .ci/run has a stage for it"]
async fn a_student_works_with_a_release() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = place.path().join("course");
    release::write(&root(), &folder).expect("a release");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| course::original().join("target"), PathBuf::from);
    let target = std::path::absolute(target).expect("an absolute path");
    let release = Release { folder, target };

    succeeded(&release.call("cargo", &["build", "--locked"]));
    succeeded(&release.call("cargo", &["test", "--quiet", "--locked"]));
    check_and_reset(&release);
    without_solutions(&release);
    book(&release).await;
    // What students commit is what they wrote: Cargo has rewritten no lock file of the release's.
    let lock = std::fs::read(release.folder.join("Cargo.lock")).expect("the lock file");
    assert!(lock == release::files(&root()).expect("a release")["Cargo.lock"], "Cargo has changed Cargo.lock");
}

fn check_and_reset(release: &Release) {
    let unsolved = release.checker(&["check"]);
    assert_eq!(unsolved.code, 1, "{}{}", unsolved.stdout, unsolved.stderr);
    assert!(unsolved.stdout.contains("After your program ran there is no bucket."), "{}", unsolved.stdout);

    let lab = &LABS[0];
    let own = release.folder.join("labs").join(lab.folder);
    let starter = read_folder(&own).expect("a folder that can be read");
    for (path, bytes) in
        read_folder(&root().solution(lab).expect("the authors' tree").join("src")).expect("a folder that can be read")
    {
        std::fs::write(own.join("src").join(path), bytes).expect("the file system does it");
    }
    let solved = read_folder(&own).expect("a folder that can be read");
    let checked = release.checker(&["check", "1"]);
    succeeded(&checked);
    let points: u32 = checker::checks::list(lab).iter().map(|check| check.points).sum();
    let all = format!("{points} of {points} points");
    assert!(release.checker(&["list"]).stdout.contains(&all), "progress is kept");

    let answers = release.checker(&["solution", "1"]);
    succeeded(&answers);
    assert!(answers.stdout.contains("the answers stand in the book") && answers.stdout.contains("src/keys.rs"));

    succeeded(&release.checker(&["reset", "1", "--yes"]));
    assert!(read_folder(&own).expect("a folder that can be read") == starter, "the starter is back");
    let aside = read_folder(&release.folder.join(".checker/reset/01-s3-hosting-1")).expect("a folder that can be read");
    assert!(aside == solved, "what was written is kept aside");
    // Where a student has deleted all labs, they can be had again.
    std::fs::remove_dir_all(release.folder.join("labs")).expect("the file system does it");
    succeeded(&release.checker(&["reset", "1"]));
    assert!(read_folder(&own).expect("a folder that can be read") == starter);
    succeeded(&release.checker(&["reset", "2"]));
}

/// What wants the solutions says in one sentence that there are none; all else works.
fn without_solutions(release: &Release) {
    let elsewhere = release.folder.with_extension("again");
    let elsewhere = elsewhere.to_str().expect("text");
    let arn = "arn:aws:s3:::chat-site/index.html";
    let calls: [&[&str]; 6] = [
        &["practice", "1"],
        &["check", "1", "--solutions"],
        &["can", "anonymous", "s3:GetObject", arn, "--solutions"],
        &["env", "1", "--solutions", "--", "true"],
        &["starters"],
        &["release", elsewhere],
    ];
    for call in calls {
        let called = release.checker(call);
        let said = called.stopped(2);
        assert!(said.starts_with("error: this is the student edition: it holds no solutions"), "{call:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert!(release.checker(&["solution", "1"]).stopped(2).contains("lab 1 is not passed yet"));
    succeeded(&release.checker(&["hint", "1"]));
    succeeded(&release.checker(&["doctor"]));
    let environment = release.checker(&["env", "1", "--", "env"]);
    succeeded(&environment);
    assert!(environment.stdout.contains("AWS_ENDPOINT_URL=http://127.0.0.1:"), "{}", environment.stdout);
    std::fs::copy(
        root().solution(&LABS[1]).expect("the authors' tree").join("policy.json"),
        release.folder.join("labs/02-bucket-policy/policy.json"),
    )
    .expect("the file system does it");
    let can = release.checker(&["can", "anonymous", "s3:GetObject", arn]);
    succeeded(&can);
    assert!(can.stdout.starts_with("allowed"), "{}", can.stdout);
}

/// Stock mdBook builds and serves it, and each page shows just what the authors' book shows.
async fn book(release: &Release) {
    let built = release.folder.join("book/book");
    let said = release.call("mdbook", &["build", "book"]);
    succeeded(&said);
    for word in ["ERROR", "WARN"] {
        assert!(!said.stderr.contains(word), "{}", said.stderr);
    }
    let authors = tempfile::tempdir().expect("a temporary folder");
    let to = authors.path().to_str().expect("text");
    let from = course::original().join("book");
    succeeded(&release.call("mdbook", &["build", "--dest-dir", to, from.to_str().expect("text")]));

    let pages = read_folder(&release.folder.join("book/src")).expect("a folder that can be read");
    let pages = pages.keys().filter_map(|path| path.strip_suffix(".md")).filter(|page| *page != "SUMMARY");
    let mut compared = 0;
    for page in pages {
        let name = if page == "README" { "index.html".to_owned() } else { format!("{page}.html") };
        let own = main_part(&built.join(&name));
        assert!(own == main_part(&authors.path().join(&name)), "{name} shows something else than the authors' book");
        assert!(!own.contains("{{#include"), "{name}: an include was not expanded");
        compared += 1;
    }
    assert!(compared > 6, "{compared} pages");
    served(release).await;
}

/// What a page shows between its menus.
fn main_part(page: &Path) -> String {
    let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let (_, after) = text.split_once("<main>").unwrap_or_else(|| panic!("{}: no <main>", page.display()));
    after.split_once("</main>").expect("its end").0.to_owned()
}

/// `mdbook serve` on a port that is free, one page fetched, and the server stopped.
async fn served(release: &Release) {
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("its number").port();
    let mut command = release.command("mdbook", &["serve", "book", "--port", &port.to_string()]);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let mut server = tokio::process::Command::from(command).kill_on_drop(true).spawn().expect("mdbook starts");
    let mut lines = BufReader::new(server.stderr.take().expect("a pipe")).lines();
    loop {
        let line = lines.next_line().await.expect("text").expect("mdbook serves");
        if line.contains("Serving on") {
            break;
        }
    }
    // It says so just before it listens.
    let mut connection = loop {
        match tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
            Ok(connection) => break connection,
            Err(_) => assert!(server.try_wait().expect("a process").is_none(), "mdbook ended"),
        }
        tokio::task::yield_now().await;
    };
    let request = "GET /01-s3-hosting.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    connection.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("BucketLocationConstraint::from(region)"), "the chapter with its worked answer");
    server.kill().await.expect("mdbook is stopped");
}
