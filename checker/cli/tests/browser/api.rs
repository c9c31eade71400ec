//! The site on an API: what it asks for, and what it shows of the answers.

use serde_json::{Value, json};

use crate::site::{CONVERSATION, Site, TEXT, data, messages};
use crate::stand_in::{Answer, Asked, StandIn};
use crate::webdriver::{Browser, ENTER, in_browser};

const STATUS: &str = "[data-testid=status]";
const ERROR: &str = "[data-testid=error]";
const RETRY: &str = "[data-testid=retry]";

/// The site's own data as an API.
pub(crate) fn chat(asked: &Asked) -> Answer {
    let found = match asked.path.strip_prefix("/dev/conversations") {
        Some("") => Answer::json(200, data("conversations.json")),
        Some("/lunch-club") => Answer::json(200, data("conversations/lunch-club.json")),
        _ => Answer::json(404, r#"{"message":"No such conversation."}"#),
    };
    found.cors()
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn waiting_shows_and_ends() {
    let api = StandIn::start(chat).await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        for (page, came) in [("", CONVERSATION), ("chat.html#lunch-club", TEXT)] {
            api.open(false);
            browser.go(&site.at(page)).await;
            browser.find("#view[aria-busy=true] [data-testid=loading]").await;
            assert_eq!(browser.find(STATUS).await.text().await, "Loading…");
            browser.until("getComputedStyle(document.querySelector('.skeleton')).opacity === '1'").await;
            browser.screenshot(if page.is_empty() { "api-list-loading" } else { "api-chat-loading" }).await;
            // A function that starts anew takes longer than most people wait.
            browser.until("document.querySelector('#status').textContent.startsWith('Still loading.')").await;
            let status = browser.find(STATUS).await.text().await;
            assert!(status.contains("the function starts anew"), "{status}");
            api.open(true);
            browser.find(&format!("#view[aria-busy=false] {came}")).await;
            assert_eq!(browser.count("[data-testid=loading]").await, 0);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn nothing_there_is_no_error() {
    let api = StandIn::start(|asked| match asked.path.as_str() {
        "/dev/conversations" => Answer::json(200, "[]").cors(),
        _ => Answer::json(200, r#"{"id":"new","participants":["Amina","Student"],"last":0,"messages":[]}"#).cors(),
    })
    .await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        let empty = browser.find("[data-testid=empty]").await.text().await;
        assert!(empty.starts_with("No conversations yet"), "{empty}");
        assert_eq!(browser.find(STATUS).await.text().await, "No conversations");
        browser.screenshot("api-list-empty").await;
        browser.go(&site.at("chat.html#new")).await;
        let empty = browser.find("[data-testid=empty]").await.text().await;
        assert!(empty.starts_with("No messages yet"), "{empty}");
        assert_eq!(browser.find("[data-testid=title]").await.text().await, "Amina");
        assert_eq!(browser.count(ERROR).await, 0);
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn an_error_is_shown_and_a_retry_gets_over_it() {
    let refused = |_: &Asked| Answer::json(502, r#"{"message": "Internal server error"}"#).cors();
    let api = StandIn::start(refused).await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        for (page, path, came) in
            [("", "conversations", CONVERSATION), ("chat.html#lunch-club", "conversations/lunch-club", TEXT)]
        {
            api.answer(refused);
            browser.go(&site.at(page)).await;
            let error = browser.find(ERROR).await;
            assert_eq!(error.attribute("data-reason").await.as_deref(), Some("502"));
            assert!(error.text().await.starts_with("API Gateway could not use what the function answered (502)"));
            assert_eq!(browser.find("[data-testid=error-detail]").await.text().await, "Internal server error");
            let request = browser.find("[data-testid=error-request]").await.text().await;
            assert_eq!(request, format!("GET {}/{path}", api.endpoint()));
            let chapter = browser.find("[data-testid=error-chapter]").await.text().await;
            assert_eq!(chapter, "In the workbook: lab 4, part “function”.");
            assert_eq!(browser.count("#view[aria-busy=false]").await, 1);

            // Still the same, once more by the keyboard.
            browser.run("document.querySelector(arguments[0]).focus();", json!([RETRY])).await;
            browser.press(ENTER).await;
            browser.until("document.activeElement.id === 'main'").await;
            browser.find(RETRY).await;
            api.answer(chat);
            browser.find(RETRY).await.click().await;
            browser.find(came).await;
            assert_eq!(browser.count(ERROR).await, 0);
            // The button is gone, but the focus is not lost.
            browser.until("document.activeElement.id === 'main'").await;
        }
    })
    .await;
}

/// An id is one segment of the path, whatever stands in it.
#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn any_id_goes_to_the_api_as_one_segment() {
    let id = "Zoë/../50% & more?#";
    let list = json!([{ "id": id, "participants": ["Zoë"], "last": 0 }]).to_string();
    let one = json!({ "id": id, "participants": ["Zoë"], "last": 0, "messages": [] }).to_string();
    let api = StandIn::start(move |asked| {
        Answer::json(200, if asked.path == "/dev/conversations" { list.clone() } else { one.clone() }).cors()
    })
    .await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        browser.find(&format!("{CONVERSATION} a")).await.click().await;
        browser.find("[data-testid=empty]").await;
        let path = "/dev/conversations/Zo%C3%AB%2F..%2F50%25%20%26%20more%3F%23";
        assert_eq!(api.lines(), ["GET /dev/conversations".to_owned(), format!("GET {path}")]);
        // These two would be taken out of the path, however they are written.
        browser.run("location.hash = '#%2E%2E';", json!([])).await;
        browser.find(&format!("{ERROR}[data-reason=id]")).await;
        assert_eq!(browser.count(RETRY).await, 0);
        assert_eq!(api.lines().len(), 2, "nothing was asked");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_field_for_a_message_shows_only_where_config_says_so() {
    let api = StandIn::start(chat).await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        let composer = async || browser.find("[data-testid=composer]").await.is_shown().await;
        let source = async || browser.find("[data-testid=source]").await.text().await;
        browser.go(&site.at("chat.html#lunch-club")).await;
        browser.find(TEXT).await;
        assert!(!composer().await);
        let words = format!(
            "The data comes from the API at {}. New messages come with lab 5: canPost in config.js.",
            api.endpoint()
        );
        assert_eq!(source().await, words);

        site.configure(&json!({ "apiEndpoint": api.endpoint(), "canPost": true })).await;
        browser.go(&site.at("chat.html?anew#lunch-club")).await;
        browser.find(TEXT).await;
        assert!(composer().await);
        assert_eq!(source().await, format!("The data comes from the API at {}.", api.endpoint()));
        assert_eq!(browser.count("[data-testid=warning]").await, 0);

        // Set too early, it is said where the message would have gone.
        api.answer(|asked| match asked.method.as_str() {
            "OPTIONS" => preflight(),
            "POST" => Answer::json(405, r#"{"message":"Only GET is allowed."}"#).cors(),
            _ => chat(asked),
        });
        browser.find("[data-testid=message-input]").await.enter("Hello").await;
        browser.press(ENTER).await;
        let error = browser.find(&format!("[data-testid=composer] {ERROR}")).await;
        assert!(error.text().await.starts_with("The API takes no new messages here (405)"));
        assert_eq!(
            browser.find("[data-testid=error-chapter]").await.text().await,
            "In the workbook: lab 5, part “post”."
        );
        assert_eq!(browser.find(STATUS).await.text().await, "The message was not sent.");
        assert_eq!(browser.count(TEXT).await, 8, "the conversation is still there");
    })
    .await;
}

/// What a page needs before a POST of JSON.
pub(crate) fn preflight() -> Answer {
    Answer::json(200, "")
        .cors()
        .with("access-control-allow-methods", "GET,POST,OPTIONS")
        .with("access-control-allow-headers", "Content-Type")
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn mistakes_in_config_are_said() {
    let api = StandIn::start(chat).await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        let https = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";
        for (settings, words) in [
            (json!({ "apiEndpoint": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/dev" }), "begins with https://"),
            (json!({ "apiEndpoint": format!("{}?x", api.endpoint()) }), "without ? and #"),
            (json!({ "apiEndpoint": 7 }), "begins with https://"),
            (json!({ "apiEndpoint": https }), "The name of the stage is missing"),
            (json!({ "apiEndpoint": api.endpoint(), "canPost": "yes" }), "canPost is true or false, without quotes"),
            (Value::Null, "config.js set no ChatApp"),
        ] {
            site.configure(&settings).await;
            browser.go(&site.at("")).await;
            let warning = browser.find("[data-testid=warning]").await.text().await;
            assert!(warning.contains(words), "{settings}: {warning}");
        }
        assert_eq!(api.lines(), ["GET /dev/conversations"], "the files stood in for an address that is none");
        // One slash too many at the end is no mistake.
        site.configure(&json!({ "apiEndpoint": format!("{}/", api.endpoint()) })).await;
        browser.go(&site.at("chat.html#lunch-club")).await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, messages("lunch-club"));
        assert_eq!(api.lines().last().map(String::as_str), Some("GET /dev/conversations/lunch-club"));
    })
    .await;
}
