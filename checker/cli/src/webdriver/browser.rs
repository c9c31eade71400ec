//! A headless Chromium, driven by chromedriver.

use std::path::Path;
use std::time::{Duration, Instant};

use base64_simd::STANDARD as BASE64;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::driver::TIME_LIMIT;
use super::{Element, Error};

/// How long chromedriver looks for an element, or lets a script wait, before it says that there is none. In milliseconds.
const PATIENCE: u64 = 10_000;

/// How long it is until one looks again.
const LOOK: Duration = Duration::from_millis(50);

/// The member that marks an element in an answer: <https://www.w3.org/TR/webdriver2/#elements>.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A headless Chromium with one tab. It is to be [closed](Self::close); one that is dropped ends with its driver.
#[derive(Debug, Clone)]
pub struct Browser {
    http: reqwest::Client,
    session: String,
}

impl Browser {
    pub(super) async fn open(driver: &str, profile: &Path, further: &[&str]) -> Result<Self, Error> {
        let profile = format!("--user-data-dir={}", profile.display());
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
            // Chromium ends when chromedriver does, however that ends.
            "--remote-debugging-pipe",
            // Nothing leaves this machine, whatever host a page names. A later switch of this name replaces it.
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
        // A second call finds the provider installed already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().timeout(TIME_LIMIT).build();
        let http = http.map_err(|error| Error::Broken(format!("no HTTP client: {error}")))?;
        let driver = Self { http, session: driver.to_owned() };
        let opened =
            driver.command(Method::POST, "/session", Some(&capabilities)).await.map_err(|error| match error {
                Error::Refused { message, .. } if message.contains("cannot find Chrome binary") => {
                    Error::Missing("chromedriver finds no Chromium here".to_owned())
                }
                Error::Refused { .. } => Error::Broken(format!("Chromium does not start: {error}")),
                error => error,
            })?;
        let id = opened["sessionId"].as_str().ok_or_else(|| unreadable("/session", &opened))?;
        Ok(Self { session: format!("{}/session/{id}", driver.session), http: driver.http })
    }

    /// Ends Chromium. Where that fails, it ends with chromedriver.
    pub async fn close(&self) {
        let _ = self.http.delete(&self.session).send().await;
    }

    /// Sends a command, and gives its value.
    ///
    /// # Errors
    /// [`Error::Refused`] when the browser refuses it, [`Error::Broken`] when no answer comes.
    pub async fn command(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Error> {
        let mut request = self.http.request(method, format!("{}{path}", self.session));
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let (status, mut json) =
            answer(request).await.map_err(|said| Error::Broken(format!("chromedriver does not answer: {said}")))?;
        let value = json["value"].take();
        if status.is_success() {
            return Ok(value);
        }
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        // Chromedriver adds which version of what it is.
        let message = text("message");
        let message = message.split('\n').next().unwrap_or_default().to_owned();
        Err(Error::Refused { error: text("error"), message })
    }

    /// Goes to an address, and waits until the page and all that it names has loaded.
    ///
    /// # Errors
    /// When nothing loads there.
    pub async fn go(&self, url: &str) -> Result<(), Error> {
        self.command(Method::POST, "/url", Some(&json!({ "url": url }))).await.map(|_| ())
    }

    /// The address of the page that is shown.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn address(&self) -> Result<String, Error> {
        let address = self.command(Method::GET, "/url", None).await?;
        address.as_str().map(str::to_owned).ok_or_else(|| unreadable("/url", &address))
    }

    /// The first element that a CSS selector finds; waits for one.
    ///
    /// # Errors
    /// `no such element` when none comes.
    pub async fn find(&self, css: &str) -> Result<Element, Error> {
        let selector = json!({ "using": "css selector", "value": css });
        let found = self.command(Method::POST, "/element", Some(&selector)).await?;
        self.element(&found)
    }

    /// The element that an answer names.
    ///
    /// # Errors
    /// When it names none.
    pub fn element(&self, value: &Value) -> Result<Element, Error> {
        let id = value[ELEMENT].as_str().ok_or_else(|| unreadable("/element", value))?;
        Ok(Element::new(self.clone(), id))
    }

    /// Runs the body of a function in the page, and waits for what it promises.
    ///
    /// # Errors
    /// What the script throws.
    pub async fn run(&self, script: &str, arguments: Value) -> Result<Value, Error> {
        let body = json!({ "script": script, "args": arguments });
        self.command(Method::POST, "/execute/sync", Some(&body)).await
    }

    /// Waits until an expression is true in the page: looks again with each frame.
    ///
    /// # Errors
    /// `script timeout` when it does not become true.
    pub async fn until(&self, expression: &str) -> Result<(), Error> {
        let script = format!(
            "const done = arguments[0]; (function look() {{ ({expression}) ? done() : requestAnimationFrame(look); }})();"
        );
        let body = json!({ "script": script, "args": [] });
        self.command(Method::POST, "/execute/async", Some(&body)).await.map(|_| ())
    }

    /// Waits until an expression is true, in this page or in the one that it leads to: a script that waits within a page dies
    /// with it, so this asks anew each time.
    ///
    /// # Errors
    /// `timeout` when it does not become true.
    pub async fn eventually(&self, expression: &str) -> Result<(), Error> {
        let (script, begun) = (format!("return Boolean({expression});"), Instant::now());
        loop {
            match self.run(&script, json!([])).await {
                Ok(Value::Bool(true)) => return Ok(()),
                Err(error @ (Error::Broken(_) | Error::Missing(_))) => return Err(error),
                // Not yet; or the page is just going.
                Ok(_) | Err(Error::Refused { .. }) => {}
            }
            if begun.elapsed() > Duration::from_millis(PATIENCE) {
                let message = format!("not within {} s", PATIENCE / 1_000);
                return Err(Error::Refused { error: "timeout".to_owned(), message });
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What `textContent` is of each element that a CSS selector finds now: the text to the letter, as no layout changes it.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>, Error> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent);";
        self.strings(script, json!([css])).await
    }

    /// An attribute of each element that a CSS selector finds now; empty where the element has none.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn attributes(&self, css: &str, name: &str) -> Result<Vec<String>, Error> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.getAttribute(arguments[1]) ?? '');";
        self.strings(script, json!([css, name])).await
    }

    async fn strings(&self, script: &str, arguments: Value) -> Result<Vec<String>, Error> {
        let values = self.run(script, arguments).await?;
        serde_json::from_value(values.clone()).map_err(|_| unreadable("/execute/sync", &values))
    }

    /// The errors that the browser's console shows since the last call.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn console_errors(&self) -> Result<Vec<String>, Error> {
        let log = self.command(Method::POST, "/se/log", Some(&json!({ "type": "browser" }))).await?;
        let entries = log.as_array().ok_or_else(|| unreadable("/se/log", &log))?.iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.filter_map(|entry| entry["message"].as_str().map(str::to_owned)).collect())
    }

    /// Makes the page as wide and high as a screen, in CSS pixels, and has it prefer `light` or `dark`.
    ///
    /// <https://chromedevtools.github.io/devtools-protocol/tot/Emulation/>
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn emulate(&self, width: u32, height: u32, scheme: &str) -> Result<(), Error> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        for (command, parameters) in [
            ("Emulation.setDeviceMetricsOverride", metrics),
            ("Emulation.setEmulatedMedia", media),
            ("Emulation.setScrollbarsHidden", json!({ "hidden": true })),
        ] {
            let body = json!({ "cmd": command, "params": parameters });
            self.command(Method::POST, "/goog/cdp/execute", Some(&body)).await?;
        }
        Ok(())
    }

    /// What the browser shows, as a PNG.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn screenshot(&self) -> Result<Vec<u8>, Error> {
        let image = self.command(Method::GET, "/screenshot", None).await?;
        let text = image.as_str().unwrap_or_default();
        BASE64.decode_to_vec(text).map_err(|error| Error::Broken(format!("no image from chromedriver: {error}")))
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<(StatusCode, Value), String> {
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(|error| error.to_string())?;
    Ok((status, serde_json::from_slice(&body).map_err(|error| error.to_string())?))
}

fn unreadable(path: &str, value: &Value) -> Error {
    Error::Broken(format!("chromedriver answers {path} with {value}"))
}
