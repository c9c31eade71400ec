//! `checker book`: built and served, over real sockets. A stand-in for `mdbook` makes a page of each file; the ignored
//! test has the real one, and Chromium: `cargo test --package checker --test book_serve -- --ignored`.

#![cfg(unix)]

mod course;
mod webdriver;

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;

use checker::checks;
use checker::course::LABS;
use course::Course;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use webdriver::{Browser, in_browser};

/// How long anything may take on a busy machine before the test gives up.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// Copies each page into a shell of HTML, and fails where one says BROKEN.
const STAND_IN: &str = r#"#!/bin/sh
if [ "$1" = --version ]; then echo "mdbook v0.5.4"; exit 0; fi
if grep -q BROKEN "$2"/src/*.md; then echo "ERROR a page is BROKEN" >&2; exit 101; fi
echo " INFO Book building has started" >&2
mkdir -p "$4"
for page in "$2"/src/*.md; do
    { printf '<html><head><title>T</title></head><body>'; cat "$page" "$2"/../solutions/told.rs; printf '</body></html>'; } \
        >"$4/$(basename "$page" .md).html"
done
"#;

/// A course with a small book, and this program as its `mdbook`.
fn course_with(mdbook: &str) -> Course {
    let course = Course::new();
    course.write("book/src/index.md", "the first text {{#include ../../solutions/told.rs}}");
    course.write("book/src/404.md", "no such page");
    course.write("solutions/told.rs", "// told");
    course.write("tools/mdbook", mdbook);
    std::fs::set_permissions(course.path("tools/mdbook"), std::fs::Permissions::from_mode(0o755)).expect("executable");
    course
}

/// The checker with no `mdbook` but the one in `tools/`.
fn command(course: &Course, arguments: &[&str]) -> std::process::Command {
    let mut command = course.command(arguments);
    command.env("PATH", format!("{}:/usr/bin:/bin", course.path("tools").display()));
    command.env("CARGO_HOME", course.path("none")).env("HOME", course.path("none"));
    command
}

/// A `book serve` that runs.
struct Served {
    address: String,
    http: Client,
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
}

impl Served {
    async fn start(command: std::process::Command) -> Self {
        let mut command = Command::from(command);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the checker starts");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let stderr = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        // A second test finds the provider installed already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().no_proxy().timeout(TIME_LIMIT).build().expect("a client");
        let mut served = Self { address: String::new(), http, child, stdout, stderr };
        let line = served.said("The book is at ").await;
        let (_, rest) = line.split_once("The book is at ").expect("the words");
        rest.split('/').nth(2).expect("an address").clone_into(&mut served.address);
        served
    }

    /// The next line of standard output that has these words in it.
    async fn said(&mut self, words: &str) -> String {
        line_with(&mut self.stdout, words).await
    }

    async fn complained(&mut self, words: &str) -> String {
        line_with(&mut self.stderr, words).await
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(self.at(path)).send().await.expect("an answer")
    }

    async fn text(&self, path: &str) -> String {
        self.get(path).await.text().await.expect("text")
    }

    async fn events(&self) -> Events {
        Events { answer: self.get("/_checker/events").await, text: String::new() }
    }

    /// The status of a request with exactly this target: a client would tidy it up.
    async fn raw(&self, target: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).await.expect("a connection");
        let request = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(!answer.contains("[workspace]"), "{target}: {answer}");
        answer.split(' ').nth(1).expect("a status").parse().expect("a number")
    }

    /// Presses Ctrl-C, and gives the exit code.
    async fn interrupt(mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id().expect("it runs")).expect("an id");
        let id = rustix::process::Pid::from_raw(id).expect("not 0");
        rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it runs");
        tokio::time::timeout(TIME_LIMIT, self.child.wait()).await.expect("it ends").expect("a status").code()
    }
}

async fn line_with<R: tokio::io::AsyncRead + Unpin>(lines: &mut Lines<BufReader<R>>, words: &str) -> String {
    let mut before = String::new();
    let search = async {
        while let Some(line) = lines.next_line().await.expect("text") {
            if line.contains(words) {
                return line;
            }
            before.push_str(&line);
            before.push('\n');
        }
        panic!("it ended without `{words}`: {before}");
    };
    tokio::time::timeout(TIME_LIMIT, search).await.unwrap_or_else(|_| panic!("`{words}` was not said"))
}

/// What `/_checker/events` has sent.
struct Events {
    answer: Response,
    text: String,
}

impl Events {
    /// Reads until there is an event of this name, and gives its data.
    async fn next(&mut self, name: &str) -> String {
        let mark = format!("event: {name}\ndata: ");
        loop {
            if let Some((_, after)) = self.text.split_once(&mark)
                && let Some((data, rest)) = after.split_once("\n\n")
            {
                let data = data.to_owned();
                self.text = String::from(rest);
                return data;
            }
            let chunk = tokio::time::timeout(TIME_LIMIT, self.answer.chunk()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("no event {name}: {}", self.text));
            let chunk = chunk.expect("the stream").expect("it goes on");
            self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }
}

/// Progress in which these checks of lab 1 have passed.
fn progress(passed: &[&str]) -> String {
    json!({ "labs": { (LABS[0].folder): { "passed": passed } } }).to_string()
}

fn checks_of(part: &str) -> Vec<&'static str> {
    checks::list(&LABS[0]).into_iter().filter(|check| check.part == part).map(|check| check.id).collect()
}

#[test]
fn without_mdbook_it_says_how_to_get_one() {
    let course = course_with(STAND_IN);
    std::fs::remove_file(course.path("tools/mdbook")).expect("it was there");
    for action in ["serve", "build"] {
        let called = course::called(command(&course, &["book", action]).output().expect("the checker starts"));
        let expected = "error: mdBook is not there: run `cargo install mdbook --version 0.5.4 --locked`";
        assert_eq!(called.stopped(3), expected);
    }
    let doctor = course::called(command(&course, &["doctor"]).output().expect("the checker starts"));
    assert!(doctor.stdout.contains("mdBook is not there"), "{}", doctor.stdout);
}

#[test]
fn another_release_series_of_mdbook_is_said() {
    let course = course_with("#!/bin/sh\necho mdbook v0.4.52\n");
    let called = course::called(command(&course, &["book", "build"]).output().expect("the checker starts"));
    let expected =
        "error: mdbook is mdBook 0.4.52, but the book wants 0.5.x: run `cargo install mdbook --version 0.5.4 --locked`";
    assert_eq!(called.stopped(3), expected);
}

#[test]
fn mdbook_is_found_among_the_courses_own_tools() {
    let course = course_with(STAND_IN);
    std::fs::create_dir_all(course.path("target/tools/bin")).expect("a folder");
    std::fs::rename(course.path("tools/mdbook"), course.path("target/tools/bin/mdbook")).expect("moved");
    let called = course::called(command(&course, &["book", "build"]).output().expect("the checker starts"));
    assert_eq!(called.code, 0, "{}", called.stderr);
    let doctor = course::called(command(&course, &["doctor"]).output().expect("the checker starts"));
    assert!(doctor.stdout.contains("mdBook 0.5.4"), "{}", doctor.stdout);
}

#[test]
fn the_book_is_built_to_mdbooks_own_place_as_mdbook_builds_it() {
    let course = course_with(STAND_IN);
    let called = course::called(command(&course, &["book", "build"]).output().expect("the checker starts"));
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{}", called.stdout);
    assert!(course.read("book/book/index.html").contains("the first text"));
    assert!(!course.read("book/book/index.html").contains("_checker"), "only a served page has the badges");
    course.write("book/src/index.md", "BROKEN");
    let called = course::called(command(&course, &["book", "build"]).output().expect("the checker starts"));
    let expected = "ERROR a page is BROKEN\nerror: mdbook could not build the book; its own words stand above";
    assert_eq!(called.stopped(3), expected);
}

#[tokio::test]
async fn pages_are_served_and_nothing_else() {
    let course = course_with(STAND_IN);
    let served = Served::start(command(&course, &["book", "serve", "--port", "0"])).await;
    let page = served.get("/").await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers()["cache-control"], "no-store");
    let length = page.headers()["content-length"].clone();
    let page = page.text().await.expect("text");
    assert!(page.contains("the first text"), "{page}");
    assert!(page.contains("<script type=\"module\" src=\"/_checker/live.mjs?book="), "{page}");

    let head = served.http.head(served.at("/index.html")).send().await.expect("an answer");
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], length);
    assert_eq!(head.bytes().await.expect("no body").len(), 0);

    let missing = served.get("/no/such.html").await;
    assert_eq!(missing.status(), 404);
    assert!(missing.text().await.expect("text").contains("no such page"), "the book's own page");

    let posted = served.http.post(served.at("/")).send().await.expect("an answer");
    assert_eq!(posted.status(), 405);
    assert_eq!(posted.headers()["allow"], "GET, HEAD");

    let module = served.get("/_checker/live.mjs?book=x").await;
    assert_eq!(module.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(served.get("/_checker/live.css").await.headers()["content-type"], "text/css; charset=utf-8");

    // The book that is served lies in `.checker/book/…`: three folders up is the course's manifest.
    for target in
        ["/../../../Cargo.toml", "/%2e%2e/%2e%2e/%2e%2e/Cargo.toml", "/..%2f..%2f..%2fCargo.toml", "/%00", "/..", "*"]
    {
        let status = served.raw(target).await;
        assert!(status == 404 || status == 400, "{target}: {status}");
    }
    assert_eq!(served.interrupt().await, Some(0));
    let left = std::fs::read_dir(course.path(".checker/book")).expect("the folder").count();
    assert_eq!(left, 0, "no book is left behind");
}

#[tokio::test]
async fn a_save_renews_the_book_and_a_broken_page_keeps_the_last_good_one() {
    let course = course_with(STAND_IN);
    let mut served = Served::start(command(&course, &["book", "serve", "--port", "0"])).await;
    let mut events = served.events().await;
    let first = events.next("book").await;
    assert!(served.text("/").await.contains(&format!("live.mjs?book={first}\"")), "the page knows which book it is of");

    course.write("book/src/index.md", "another text {{#include ../../solutions/told.rs}}");
    let second = events.next("book").await;
    assert_ne!(first, second);
    let page = served.text("/").await;
    assert!(page.contains("another text") && page.contains(&second), "{page}");

    course.write("solutions/told.rs", "// told anew");
    events.next("book").await;
    assert!(served.text("/").await.contains("// told anew"), "what is included counts");

    course.write("book/src/index.md", "BROKEN");
    served.complained("ERROR a page is BROKEN").await;
    served.complained("The book is shown as it was").await;
    assert!(served.text("/").await.contains("another text"));

    course.write("book/src/index.md", "a text that is mended");
    events.next("book").await;
    assert!(served.text("/").await.contains("a text that is mended"));
}

#[tokio::test]
async fn progress_is_told_when_it_changes() {
    let course = course_with(STAND_IN);
    let mut served = Served::start(command(&course, &["book", "serve", "--port", "0"])).await;
    let mut events = served.events().await;
    events.next("progress").await;
    let document = served.get("/_checker/progress.json").await;
    assert_eq!(document.headers()["content-type"], "application/json");
    let labs = |text: String| serde_json::from_str::<Value>(&text).expect("JSON")["labs"].clone();
    assert_eq!(labs(document.text().await.expect("text"))[0]["passed"], 0);

    let passed = checks_of("keys");
    course.write(".checker/progress.json", &progress(&passed));
    events.next("progress").await;
    let labs = labs(served.text("/_checker/progress.json").await);
    assert_eq!(labs[0]["passed"], passed.len());
    assert_eq!(labs[0]["parts"][0], json!({ "section": "keys", "passed": passed.len(), "checks": passed.len() }));

    course.write(".checker/progress.json", "{");
    events.next("progress").await;
    served.complained("is damaged").await;
    assert_eq!(served.get("/_checker/progress.json").await.status(), 500);
    assert_eq!(course.read(".checker/progress.json"), "{", "it is kept");
}

#[tokio::test]
async fn a_taken_port_is_said() {
    let course = course_with(STAND_IN);
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let called =
        course::called(command(&course, &["book", "serve", "--port", &port]).output().expect("the checker starts"));
    let expected = format!("error: port {port} is taken by another program; choose another with --port");
    assert_eq!(called.stopped(3), expected);

    // Another program may have the usual port already, and that is as good.
    let _usual = tokio::net::TcpListener::bind("127.0.0.1:3000").await;
    let served = Served::start(command(&course, &["book", "serve"])).await;
    assert!(served.address.starts_with("127.0.0.1:30"), "{}", served.address);
    assert_ne!(served.address, "127.0.0.1:3000");
    assert_eq!(served.get("/").await.status(), 200);
}

const SIDEBAR: &str = "#mdbook-sidebar .checker-badge";

#[tokio::test]
#[ignore = "needs mdbook, chromium and chromedriver: .ci/run has a stage for it"]
async fn a_browser_shows_progress_and_edits_as_they_come() {
    let course = Course::new().with_book();
    let served = Served::start(course.command(&["book", "serve", "--port", "0"])).await;
    let page = served.at("/01-s3-hosting.html");
    in_browser(async move |browser: Browser| {
        let all = checks::list(&LABS[0]).len();
        browser.go(&page).await;
        browser.find(SIDEBAR).await;
        assert_eq!(browser.texts(SIDEBAR).await.first(), Some(&format!("0/{all}")));
        assert_eq!(browser.count(SIDEBAR).await, LABS.len() as u64);
        let keys = checks_of("keys");
        assert_eq!(browser.texts("#keys .checker-badge").await, [format!("open · 0 of {}", keys.len())]);

        // What `watch` in another terminal writes.
        browser.run("window.sameDocument = true;", json!([])).await;
        let types = checks_of("content-type");
        let passed = [&keys[..], &types[..1]].concat();
        course.write(".checker/progress.json", &progress(&passed));
        browser.until("document.querySelector('#keys .checker-badge').textContent === '✓ passed'").await;
        assert_eq!(browser.texts(SIDEBAR).await.first(), Some(&format!("{}/{all}", passed.len())));
        let label = browser.attributes(SIDEBAR, "aria-label").await;
        assert_eq!(label.first(), Some(&format!("{} of {all} checks passed", passed.len())));
        let open = format!("open · 1 of {}", types.len());
        assert_eq!(browser.texts("#content-type .checker-badge").await, [open]);
        assert_eq!(browser.run("return window.sameDocument;", json!([])).await, true, "no reload is needed for it");
        assert_eq!(browser.count("#mdbook-sidebar .header-in-summary ~ .checker-badge").await, 0, "chapters only");

        browser.resize(1100, 640).await;
        browser.run("document.querySelector('#keys').scrollIntoView({ block: 'center' });", json!([])).await;
        browser.screenshot("book").await;
        browser.run("localStorage.setItem('mdbook-theme', 'navy');", json!([])).await;
        browser.go(&page).await;
        browser.find("html.navy #keys .checker-passed").await;
        browser.run("document.querySelector('#keys').scrollIntoView({ block: 'center' });", json!([])).await;
        browser.screenshot("book-dark").await;
        browser.resize(500, 800).await;
        browser.find("#mdbook-sidebar-toggle").await.click().await;
        browser.until("document.querySelector('#mdbook-sidebar').getBoundingClientRect().right <= 0").await;
        browser.run("document.querySelector('#content-type').scrollIntoView({ block: 'center' });", json!([])).await;
        let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth;";
        assert_eq!(browser.run(fits, json!([])).await, true, "a narrow page does not scroll sideways");
        browser.screenshot("book-narrow").await;

        // An edit: the page is loaded anew by itself.
        browser.run("window.sameDocument = true;", json!([])).await;
        let text = course.read("book/src/01-s3-hosting.md");
        course.write("book/src/01-s3-hosting.md", &format!("{text}\n<p id=\"edited\">a new paragraph</p>\n"));
        assert_eq!(browser.find("#edited").await.text().await, "a new paragraph");
        assert_eq!(browser.run("return window.sameDocument === undefined;", json!([])).await, true);

        // All of the lab passed, once every check has.
        let every: Vec<&str> = checks::list(&LABS[0]).iter().map(|check| check.id).collect();
        course.write(".checker/progress.json", &progress(&every));
        browser.find("#website .checker-passed").await;
        assert_eq!(browser.texts(SIDEBAR).await.first().map(String::as_str), Some("✓"));
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
    assert_eq!(served.interrupt().await, Some(0));
}
