//! The checker's own `WebDriver` client for tests: what goes wrong is a panic, and a browser that is missing a skip.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::future::Future;
use std::io::Write as _;
use std::path::Path;

use checker::webdriver::{self, Driver, Error};
use reqwest::Method;
use serde_json::{Value, json};

/// The keys that the tests press: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";

/// A tab of a headless Chromium.
#[derive(Clone)]
pub(crate) struct Browser(webdriver::Browser);

/// An element of the page that is shown.
#[derive(Clone)]
pub(crate) struct Element(webdriver::Element);

/// Runs a test in a browser of its own. Browser and chromedriver end with it, whatever became of it.
pub(crate) async fn in_browser<T: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Browser) -> T) {
    in_browser_with(&[], test).await;
}

/// The same, with further options on Chromium's command line.
pub(crate) async fn in_browser_with<T: Future<Output = ()> + Send + 'static>(
    options: &[&str],
    test: impl FnOnce(Browser) -> T,
) {
    let (driver, browser) = match start(options).await {
        Ok(started) => started,
        Err(Error::Missing(missing)) => return skip(&missing),
        Err(error) => panic!("{error}"),
    };
    // A task of its own holds a panic back until the browser is closed.
    let ended = tokio::spawn(test(Browser(browser.clone()))).await;
    browser.close().await;
    driver.stop().await.expect("chromedriver is stopped");
    if let Err(failed) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}

async fn start(options: &[&str]) -> Result<(Driver, webdriver::Browser), Error> {
    let mut driver = Driver::start().await?;
    let browser = driver.open(options).await?;
    Ok((driver, browser))
}

/// Passes over a test for want of a browser, and says so, unless a browser is required.
pub(crate) fn skip(missing: &str) {
    let required = std::env::var_os("CHECKER_BROWSER").is_some_and(|value| value == "required");
    assert!(!required, "{missing}, and CHECKER_BROWSER=required");
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Past the macros: what they print is kept back while a test passes.
    writeln!(std::io::stderr(), "skipped: {test}: {missing}").expect("standard error is open");
}

/// What the browser gave; a test expects that it gives something.
#[track_caller]
fn given<T>(result: Result<T, Error>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

impl Browser {
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let called = self.0.command(method, path, body).await;
        called.unwrap_or_else(|error| panic!("{path} {}: {error}", body.unwrap_or(&Value::Null)))
    }

    /// Goes to an address, and waits until the page and all that it names has loaded.
    pub(crate) async fn go(&self, url: &str) {
        given(self.0.go(url).await);
    }

    /// Gives the browser's window another size, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.call(Method::POST, "/window/rect", Some(&json!({ "width": width, "height": height }))).await;
    }

    pub(crate) async fn address(&self) -> String {
        given(self.0.address().await)
    }

    /// The first element that a CSS selector finds; waits for one.
    pub(crate) async fn find(&self, css: &str) -> Element {
        Element(self.0.find(css).await.unwrap_or_else(|error| panic!("{css}: {error}")))
    }

    /// Runs the body of a function in the page, and waits for what it promises.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Value {
        given(self.0.run(script, arguments).await)
    }

    /// Waits until an expression is true in the page: looks again with each frame.
    pub(crate) async fn until(&self, expression: &str) {
        self.0.until(expression).await.unwrap_or_else(|error| panic!("{expression}: {error}"));
    }

    /// How many elements a CSS selector finds now.
    pub(crate) async fn count(&self, css: &str) -> u64 {
        self.texts(css).await.len() as u64
    }

    /// What `textContent` is of each element that a CSS selector finds now.
    pub(crate) async fn texts(&self, css: &str) -> Vec<String> {
        given(self.0.texts(css).await)
    }

    /// An attribute of each element that a CSS selector finds now.
    pub(crate) async fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        given(self.0.attributes(css, name).await)
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
        Element(given(self.0.element(&element)))
    }

    /// The text of a dialogue that a script has opened.
    pub(crate) async fn dialogue(&self) -> Option<String> {
        match self.0.command(Method::GET, "/alert/text", None).await {
            Err(Error::Refused { error, .. }) if error == "no such alert" => None,
            text => Some(given(text).as_str().expect("a text").to_owned()),
        }
    }

    /// The errors that the browser's console shows since the last call.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        given(self.0.console_errors().await)
    }

    /// Makes the page as wide and high as a screen, in CSS pixels, and has it prefer `light` or `dark`.
    pub(crate) async fn emulate(&self, width: u32, height: u32, scheme: &str) {
        given(self.0.emulate(width, height, scheme).await);
    }

    /// What the browser shows, for people to look at: `target/screenshots/NAME.png`.
    pub(crate) async fn screenshot(&self, name: &str) {
        let image = given(self.0.screenshot().await);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).expect("the folder is made");
        let path = folder.join(name).with_extension("png");
        std::fs::write(&path, image).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Element {
    /// The text as it is rendered.
    pub(crate) async fn text(&self) -> String {
        given(self.0.text().await)
    }

    pub(crate) async fn attribute(&self, name: &str) -> Option<String> {
        given(self.0.attribute(name).await)
    }

    pub(crate) async fn is_shown(&self) -> bool {
        given(self.0.is_shown().await)
    }

    /// Types into the element.
    pub(crate) async fn enter(&self, text: &str) {
        given(self.0.enter(text).await);
    }

    pub(crate) async fn click(&self) {
        given(self.0.click().await);
    }
}
