//! The words for each error, as the reader gets them: recorded in `errors.snap`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::site::{CONVERSATION, Site};
use crate::webdriver::{Browser, in_browser};

const LIST: &str = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/dev/conversations";

/// An error on the API: its kind, what was asked for, status and text of the answer.
fn on_the_api() -> Vec<Value> {
    let answers = [
        ("list", 403, "Missing Authentication Token"),
        ("list", 403, "Forbidden"),
        (
            "list",
            403,
            "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********1111:a1b2c3d4e5/dev/GET/conversations",
        ),
        ("list", 403, "Not for you."),
        ("list", 404, "No such path."),
        ("conversation", 404, "No such conversation."),
        ("list", 405, "Only GET is allowed."),
        ("list", 429, "Too Many Requests"),
        ("list", 500, "Internal server error"),
        ("list", 500, "The data cannot be read."),
        ("list", 502, "Internal server error"),
        ("list", 504, "Endpoint request timed out"),
        ("list", 418, ""),
        ("list", 401, "Unauthorized"),
        ("message", 400, "Invalid request body"),
        ("message", 403, "Missing Authentication Token"),
        ("message", 404, "No such path."),
        ("message", 405, "Only GET is allowed."),
        ("message", 413, "Request Too Long"),
    ];
    let statuses = answers.map(|(about, status, detail)| {
        json!(["status", "api", { "about": about, "method": method(about), "url": url(about), "status": status, "detail": detail }])
    });
    let others = [
        ("json", "list", "Unexpected token '<', \"<!doctype \"... is not valid JSON"),
        ("shape", "list", "the list should be an array, but is {\"message\":\"hello\"}."),
        ("cors", "list", "Failed to fetch"),
        ("cors", "message", "Failed to fetch"),
        ("network", "list", "Failed to fetch"),
    ];
    let others = others.map(|(kind, about, detail)| {
        json!([kind, "api", { "about": about, "method": method(about), "url": url(about), "detail": detail }])
    });
    statuses.into_iter().chain(others).chain(with_a_token()).collect()
}

/// The same of somebody who is signed in.
fn with_a_token() -> Vec<Value> {
    const NO_SIGNATURE: &str = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '…'.";
    let answers = [
        ("list", 401, "Unauthorized"),
        ("list", 401, "The incoming token has expired"),
        ("list", 403, NO_SIGNATURE),
        ("users", 403, NO_SIGNATURE),
        ("users", 403, "Missing Authentication Token"),
        ("conversation", 404, "there is no such conversation"),
        ("message", 404, "there is no such conversation"),
        ("new-conversation", 400, "Invalid request body"),
        ("new-conversation", 403, "Missing Authentication Token"),
    ];
    let statuses = answers.map(|(about, status, detail)| {
        json!(["status", "api", { "about": about, "method": method(about), "url": url(about), "status": status, "detail": detail, "signedIn": true }])
    });
    let hidden = [("list", true), ("list", false), ("message", false)].map(|(about, open)| {
        json!(["cors", "api", { "about": about, "method": method(about), "url": url(about), "detail": "Failed to fetch", "signedIn": true, "open": open }])
    });
    statuses.into_iter().chain(hidden).collect()
}

fn method(about: &str) -> &'static str {
    if about == "message" || about == "new-conversation" { "POST" } else { "GET" }
}

fn url(about: &str) -> String {
    match about {
        "list" | "new-conversation" => LIST.to_owned(),
        "users" => LIST.replace("conversations", "users"),
        _ => format!("{LIST}/lunch-club"),
    }
}

/// Puts a notice into the page, and returns its text as it is laid out.
const SHOW: &str = "
    const [kind, source, facts] = arguments;
    return Promise.all([import('/js/http.mjs'), import('/js/notice.mjs')]).then(([{ LoadError }, { errorNotice }]) => {
        const notice = errorNotice(new LoadError(kind, facts), source);
        document.querySelector('#view').replaceChildren(notice);
        return notice.innerText;
    });";

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn every_error_has_its_words() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        let mut all = String::new();
        for error in on_the_api() {
            let facts = &error[2];
            let text = browser.run(SHOW, error.clone()).await;
            let text = text.as_str().expect("text").replace(&site.address, "http://$SITE");
            let who = if facts["signedIn"] == true { " signed in" } else { "" };
            let _ = writeln!(
                all,
                "=== {} {} {} {}{who}\n{text}\n",
                error[0], facts["about"], facts["status"], facts["detail"]
            );
            let answers_itself = facts["status"] == 429 || facts["status"] == 413 || facts["status"] == 418;
            assert!(answers_itself || text.contains("In the workbook: lab "), "{text}");
        }
        insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("errors", all);
        });
    })
    .await;
}

/// What an API answers is shown as text, even in an error.
#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn an_answer_that_looks_like_html_stays_text() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let hostile = "<img src=x onerror=alert(1)> `code`";
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        let url = format!("https://example.com/{hostile}");
        let facts = json!({ "about": "list", "method": "GET", "url": url, "status": 500, "detail": hostile });
        browser.run(SHOW, json!(["status", "api", facts])).await;
        assert_eq!(browser.texts("[data-testid=error-detail]").await, [hostile]);
        assert_eq!(browser.texts("[data-testid=error-request]").await, [format!("GET {url}")]);
        assert_eq!(browser.count("#view img, #view [data-testid=error-detail] *").await, 0);
        assert_eq!(browser.dialogue().await, None, "nothing ran");
    })
    .await;
}
