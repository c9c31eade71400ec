//! A `WebDriver` client, as small as the tests need it: <https://www.w3.org/TR/webdriver2/>.
//!
//! The crates there are change the features of crates that the labs share.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::future::Future;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long chromedriver looks for an element, or lets a script wait, before it says that there is none. In milliseconds.
const PATIENCE: u64 = 10_000;

/// How long chromedriver may take to start, or for one answer: more than it is patient, and enough for a busy machine.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// The keys that the tests press: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";

/// The member that marks an element in an answer: <https://www.w3.org/TR/webdriver2/#elements>.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A tab of a headless Chromium.
#[derive(Clone)]
pub(crate) struct Browser {
    http: reqwest::Client,
    session: String,
}

/// An element of the page that is shown.
#[derive(Clone)]
pub(crate) struct Element {
    browser: Browser,
    id: String,
}

/// Runs a test in a browser of its own. Browser and chromedriver end with it, whatever became of it.
pub(crate) async fn in_browser<T: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Browser) -> T) {
    in_browser_with(&[], test).await;
}

/// The same, with further options on Chromium's command line.
pub(crate) async fn in_browser_with<T: Future<Output = ()> + Send + 'static>(
    options: &[&str],
    test: impl FnOnce(Browser) -> T,
) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (mut driver, browser) = match start(&home, options).await {
        Ok(started) => started,
        Err(missing) => return skip(&missing),
    };
    // A task of its own holds a panic back until the browser is closed.
    let ended = tokio::spawn(test(browser.clone())).await;
    browser.close().await;
    driver.kill().await.expect("chromedriver is stopped");
    if let Err(failed) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Passes over a test for want of a browser, and says so, unless a browser is required.
fn skip(missing: &str) {
    let required = std::env::var_os("CHECKER_BROWSER").is_some_and(|value| value == "required");
    assert!(!required, "{missing}, and CHECKER_BROWSER=required");
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Past the macros: what they print is kept back while a test passes.
    writeln!(std::io::stderr(), "skipped: {test}: {missing}").expect("standard error is open");
}

/// Starts chromedriver, and Chromium by it; else says which of the two is missing.
async fn start(home: &TempDir, options: &[&str]) -> Result<(Child, Browser), String> {
    let (mut driver, address) = start_driver(home).await?;
    match Browser::open(&address, home.path(), options).await {
        Ok(browser) => Ok((driver, browser)),
        Err(missing) => {
            driver.kill().await.expect("chromedriver is stopped");
            Err(missing)
        }
    }
}

/// Starts chromedriver on a port that is free, and reads from its output which one that is.
async fn start_driver(home: &TempDir) -> Result<(Child, String), String> {
    let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let spawned = Command::new(&program)
        .arg("--port=0")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("TMPDIR", home.path())
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut driver = match spawned {
        Ok(driver) => driver,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(format!("there is no {} here (CHROMEDRIVER names it)", program.display()));
        }
        Err(error) => panic!("{}: {error}", program.display()),
    };
    let mut lines = BufReader::new(driver.stdout.take().expect("a pipe")).lines();
    let port = async {
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return port.trim_end_matches('.').to_owned();
            }
        }
        panic!("chromedriver ended before it had a port");
    };
    let port = tokio::time::timeout(TIME_LIMIT, port).await.expect("chromedriver starts");
    Ok((driver, format!("http://127.0.0.1:{port}")))
}

impl Browser {
    /// Opens a tab; else says that chromedriver finds no Chromium.
    async fn open(driver: &str, home: &Path, further: &[&str]) -> Result<Self, String> {
        let profile = format!("--user-data-dir={}", home.join("profile").display());
        let mut options = vec![
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            "--force-color-profile=srgb",
            "--window-size=1280,900",
            // No test leaves this machine, whatever host a page names. A later switch of this name replaces it.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            &profile,
        ];
        options.extend_from_slice(further);
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "pageLoadStrategy": "normal",
            "unhandledPromptBehavior": "ignore",
            "timeouts": { "implicit": PATIENCE, "script": PATIENCE, "pageLoad": PATIENCE },
            "goog:chromeOptions": { "args": options },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        // A second test finds the provider installed already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().timeout(TIME_LIMIT).build().expect("a client");
        let driver = Self { http, session: driver.to_owned() };
        let (status, opened) = driver.send(Method::POST, "/session", Some(&capabilities)).await;
        if opened["message"].as_str().is_some_and(|message| message.contains("cannot find Chrome binary")) {
            return Err("chromedriver finds no Chromium here".to_owned());
        }
        assert!(status.is_success(), "no session: {}: {}", opened["error"], opened["message"]);
        let id = opened["sessionId"].as_str().expect("a session");
        Ok(Self { session: format!("{}/session/{id}", driver.session), http: driver.http })
    }

    /// Ends Chromium. A failure here would only hide what the test has to say.
    async fn close(&self) {
        let _ = self.http.delete(&self.session).send().await;
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.session));
        if let Some(body) = body {
            request = request.body(serde_json::to_vec(body).expect("JSON"));
        }
        let answer = request.send().await.expect("chromedriver answers");
        let status = answer.status();
        let body = answer.bytes().await.expect("chromedriver answers");
        let mut json: Value = serde_json::from_slice(&body).expect("JSON");
        (status, json["value"].take())
    }

    /// Sends a command that must succeed, and gives its value.
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let (status, value) = self.send(method, path, body).await;
        assert!(
            status.is_success(),
            "{path} {}: {}: {}",
            body.unwrap_or(&Value::Null),
            value["error"],
            value["message"]
        );
        value
    }

    /// Goes to an address, and waits until the page and all that it names has loaded.
    pub(crate) async fn go(&self, url: &str) {
        self.call(Method::POST, "/url", Some(&json!({ "url": url }))).await;
    }

    /// Gives the browser's window another size, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.call(Method::POST, "/window/rect", Some(&json!({ "width": width, "height": height }))).await;
    }

    pub(crate) async fn address(&self) -> String {
        self.call(Method::GET, "/url", None).await.as_str().expect("an address").to_owned()
    }

    /// The first element that a CSS selector finds; waits for one.
    pub(crate) async fn find(&self, css: &str) -> Element {
        let found = self.call(Method::POST, "/element", Some(&json!({ "using": "css selector", "value": css }))).await;
        self.element(&found)
    }

    fn element(&self, value: &Value) -> Element {
        let id = value[ELEMENT].as_str().unwrap_or_else(|| panic!("no element: {value}"));
        Element { browser: self.clone(), id: id.to_owned() }
    }

    /// Runs the body of a function in the page, and waits for what it promises.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Value {
        self.call(Method::POST, "/execute/sync", Some(&json!({ "script": script, "args": arguments }))).await
    }

    /// Waits until an expression is true in the page: looks again with each frame.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0]; (function look() {{ ({expression}) ? done() : requestAnimationFrame(look); }})();"
        );
        self.call(Method::POST, "/execute/async", Some(&json!({ "script": script, "args": [] }))).await;
    }

    /// How many elements a CSS selector finds now.
    pub(crate) async fn count(&self, css: &str) -> u64 {
        let count = self.run("return document.querySelectorAll(arguments[0]).length;", json!([css])).await;
        count.as_u64().expect("a number")
    }

    /// What `textContent` is of each element that a CSS selector finds now: the text to the letter, as no layout changes it.
    pub(crate) async fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent);";
        let texts = self.run(script, json!([css])).await;
        serde_json::from_value(texts).expect("texts")
    }

    /// An attribute of each element that a CSS selector finds now.
    pub(crate) async fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((element) => element.getAttribute(arguments[1]));";
        let values = self.run(script, json!([css, name])).await;
        serde_json::from_value(values).expect("attributes")
    }

    /// Presses a key and lets it go.
    pub(crate) async fn press(&self, key: &str) {
        let keys = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
        self.call(Method::POST, "/actions", Some(&actions)).await;
    }

    /// The element that has the focus.
    pub(crate) async fn focused(&self) -> Element {
        let element = self.call(Method::GET, "/element/active", None).await;
        self.element(&element)
    }

    /// The text of a dialogue that a script has opened.
    pub(crate) async fn dialogue(&self) -> Option<String> {
        let (_, value) = self.send(Method::GET, "/alert/text", None).await;
        if value["error"] == "no such alert" {
            return None;
        }
        Some(value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned())
    }

    /// The errors that the browser's console shows since the last call.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", Some(&json!({ "type": "browser" }))).await;
        let entries = log.as_array().expect("entries").iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().expect("a message").to_owned()).collect()
    }

    /// Makes the page as wide and high as a screen, in CSS pixels, and has it prefer `light` or `dark`.
    ///
    /// <https://chromedevtools.github.io/devtools-protocol/tot/Emulation/>
    pub(crate) async fn emulate(&self, width: u32, height: u32, scheme: &str) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        for (command, parameters) in [
            ("Emulation.setDeviceMetricsOverride", metrics),
            ("Emulation.setEmulatedMedia", media),
            ("Emulation.setScrollbarsHidden", json!({ "hidden": true })),
        ] {
            let body = json!({ "cmd": command, "params": parameters });
            self.call(Method::POST, "/goog/cdp/execute", Some(&body)).await;
        }
    }

    /// What the browser shows, for people to look at: `target/screenshots/NAME.png`.
    pub(crate) async fn screenshot(&self, name: &str) {
        use base64_simd::STANDARD as BASE64;
        let image = self.call(Method::GET, "/screenshot", None).await;
        let image = BASE64.decode_to_vec(image.as_str().expect("an image")).expect("base64");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).expect("the folder is made");
        let path = folder.join(name).with_extension("png");
        std::fs::write(&path, image).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Element {
    async fn ask(&self, what: &str) -> Value {
        self.browser.call(Method::GET, &format!("/element/{}/{what}", self.id), None).await
    }

    /// The text as it is rendered.
    pub(crate) async fn text(&self) -> String {
        self.ask("text").await.as_str().expect("text").to_owned()
    }

    pub(crate) async fn attribute(&self, name: &str) -> Option<String> {
        self.ask(&format!("attribute/{name}")).await.as_str().map(str::to_owned)
    }

    pub(crate) async fn is_shown(&self) -> bool {
        self.ask("displayed").await == Value::Bool(true)
    }

    /// Types into the element.
    pub(crate) async fn enter(&self, text: &str) {
        let path = format!("/element/{}/value", self.id);
        self.browser.call(Method::POST, &path, Some(&json!({ "text": text }))).await;
    }

    pub(crate) async fn click(&self) {
        let path = format!("/element/{}/click", self.id);
        self.browser.call(Method::POST, &path, Some(&json!({}))).await;
    }
}
