//! `checker check --all-together`: the seven labs as one app, and the walk through it.

mod course;
#[path = "webdriver/mod.rs"]
mod webdriver;

use std::path::Path;
use std::process::Command;

use course::{Called, Course, called, copy_folder};
use serde_json::Value;

const LABS: [&str; 7] =
    ["01-s3-hosting", "02-bucket-policy", "03-iam-role", "04-proxy-lambda", "05-dynamodb", "06-models", "07-cognito"];

/// A course in which a student has solved all labs. It always stands in the same place, for the sake of what is built.
fn solved() -> Course {
    let course = Course::lasting();
    for lab in LABS {
        copy_folder(&course.path("solutions").join(lab), &course.path("labs").join(lab));
        for folder in ["wrong", "right", "starter"] {
            let _ = std::fs::remove_dir_all(course.path("labs").join(lab).join(folder));
        }
    }
    course
}

fn run(course: &Course, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Called {
    let all = [&["check", "--all-together", "--seed", "7"], arguments].concat();
    let mut command = course.command_that_builds(&all);
    change(&mut command);
    called(command.output().expect("the checker starts"))
}

/// The output without what differs from run to run: ids that the app makes up, and ports of this run.
fn masked(text: &str) -> String {
    const HERE: &str = "127.0.0.1:";
    // The port of an API is the one that `checker cloud` takes: it is always the same.
    let mut parts = text.split(HERE);
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|char: char| char.is_ascii_digit());
        let port = if part.starts_with("4568") { "4568" } else { "$PORT" };
        format!("{text}{HERE}{port}{rest}")
    });
    let is_id = |word: &str| {
        let groups: Vec<usize> = word.split('-').map(str::len).collect();
        groups == [8, 4, 4, 4, 12] && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
    };
    let mut masked = String::new();
    let mut rest = text.as_str();
    while let Some(char) = rest.chars().next() {
        let bounded = rest.get(..36).is_some_and(is_id);
        if bounded {
            masked.push_str("$ID");
            rest = &rest[36..];
        } else {
            masked.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    masked
}

fn is_picture(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"\x89PNG\r\n"))
}

#[test]
#[ignore = "builds seven labs and starts browsers: .ci/run has a stage for it"]
fn the_solutions_are_one_app_and_a_browser_walks_it() {
    let course = Course::lasting();
    let pages = tempfile::tempdir().expect("a folder");
    let html = pages.path().display().to_string();
    let told = run(&course, &["--solutions", "--html", &html, "--json"], |_| ());
    let report: Value = serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("no report: {}", told.stderr));
    let notices = report["labs"][0]["notices"].to_string();
    if notices.contains("so the walk went over HTTP") {
        return webdriver::skip(&notices);
    }
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(report["labs"][0]["lab"], "all-together");
    let page = std::fs::read_to_string(pages.path().join("index.html")).expect("the page");
    let pictures: Vec<_> = page.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(pictures.len(), 9, "{pictures:?}");
    for picture in pictures {
        assert!(is_picture(&pages.path().join(picture)), "{picture}");
    }
    insta::assert_snapshot!("walked", masked(&told.stderr).replace(&html, "$DIR"));
}

#[test]
#[ignore = "builds seven labs: .ci/run has a stage for it"]
fn without_a_browser_the_walk_goes_over_http_and_says_so() {
    let course = Course::lasting();
    let told = run(&course, &["--solutions"], |command| {
        command.env("CHROMEDRIVER", "no-such-chromedriver");
    });
    assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
    insta::assert_snapshot!("over_http", masked(&told.stdout));
}

/// The student's own labs, of which the fifth has a fault: labs 6 and 7 were given what it leaves.
#[test]
#[ignore = "builds five labs: .ci/run has a stage for it"]
fn a_failure_names_the_lab_to_mend_and_what_was_not_tried() {
    let course = solved();
    copy_folder(&course.path("solutions/05-dynamodb/wrong/list-is-of-ids"), &course.path("labs/05-dynamodb"));
    let told = run(&course, &[], |_| ());
    assert_eq!(told.code, 1, "{}{}", told.stdout, told.stderr);
    insta::assert_snapshot!("lab_5_broken", masked(&told.stdout));
}

#[test]
fn a_lab_that_is_not_there_is_that_labs_failure() {
    let course = Course::new();
    let told = course.checker(&["check", "--all-together", "--seed", "7"]);
    assert_eq!(told.code, 1, "{}", told.stderr);
    let root = course.path("").canonicalize().expect("the folder").display().to_string();
    let shown = told.stdout.replace(&root, "$COURSE");
    let shown = shown.replace(course.path("").display().to_string().trim_end_matches('/'), "$COURSE");
    insta::assert_snapshot!("lab_1_missing", shown);
}

#[test]
fn it_is_about_all_labs_and_about_nothing_deployed() {
    let course = Course::new();
    for arguments in
        [&["check", "5", "--all-together"][..], &["check", "--all-together", "--endpoint", "http://127.0.0.1:1"]]
    {
        let told = course.checker(arguments);
        assert_eq!(told.code, 2, "{arguments:?}");
        assert!(told.stderr.contains("cannot be used with"), "{}", told.stderr);
    }
    assert_eq!(course.checker(&["check", "--html", "page"]).code, 2, "a page is of --all-together alone");
}

/// Ctrl-C in the middle of the walk.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "builds seven labs and starts browsers: .ci/run has a stage for it"]
fn who_stops_it_leaves_no_browser_and_no_function_behind() {
    use std::os::unix::process::ExitStatusExt as _;
    let course = Course::lasting();
    let temporary = tempfile::tempdir().expect("a folder");
    let mark = temporary.path().display().to_string();
    // Functions run what is built in the course's folder; browsers have their profiles in the temporary one.
    let built = course.path(".checker/build").canonicalize().expect("labs are built there");
    let functions = || {
        let processes = std::fs::read_dir("/proc").expect("/proc").filter_map(Result::ok);
        let programs = processes.filter_map(|entry| std::fs::read_link(entry.path().join("exe")).ok());
        programs.filter(|program| program.starts_with(&built)).collect::<Vec<_>>()
    };
    let browsers = || {
        let processes = std::fs::read_dir("/proc").expect("/proc").filter_map(Result::ok);
        let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
        let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
        lines.filter(|line| line.contains(&format!("--user-data-dir={mark}"))).collect::<Vec<_>>()
    };
    let mut child = course
        .command_that_builds(&["check", "--all-together", "--solutions"])
        .env("TMPDIR", &mark)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the checker starts");
    // The walk has begun, and the app has answered.
    while browsers().is_empty() || functions().is_empty() {
        if let Some(ended) = child.try_wait().expect("a child") {
            let mut said = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut said).expect("text");
            assert!(ended.success(), "{ended:?} {said}");
            return webdriver::skip("no browser was started");
        }
        std::thread::yield_now();
    }
    let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw).expect("an id");
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it runs");
    let ended = child.wait().expect("a child");
    assert_eq!((ended.code(), ended.signal()), (Some(130), None));
    // The kernel may still be at it.
    for _ in 0..10_000 {
        if browsers().is_empty() && functions().is_empty() {
            return;
        }
        std::thread::yield_now();
    }
    panic!("still there: {:?} {:?}", browsers(), functions());
}
