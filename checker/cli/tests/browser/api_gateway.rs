//! The site on lab 4's API: the list and a conversation, and what API Gateway and the function say when something is wrong.

use serde_json::json;

use crate::chat_api::{ChatApi, OTHER_PERMISSION};
use crate::site::{CONVERSATION, TEXT, messages};
use crate::webdriver::{Browser, in_browser};

const ERROR: &str = "[data-testid=error]";
const DETAIL: &str = "[data-testid=error-detail]";

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn the_list_and_a_conversation_come_from_the_function() {
    let api = ChatApi::deploy().await;
    in_browser(async move |browser: Browser| {
        let site = &api.site;
        browser.emulate(900, 640, "light").await;
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        let newest_first = ["lunch-club", "room-2.14", "Zoe", "tide-clock", "new-here"];
        assert_eq!(browser.attributes(CONVERSATION, "data-id").await, newest_first);
        let source = browser.find("[data-testid=source]").await.text().await;
        assert!(source.starts_with(&format!("The data comes from the API at {}.", api.endpoint)), "{source}");
        browser.screenshot("api-list").await;

        browser.find(&format!("{CONVERSATION}[data-id='room-2.14'] a")).await.click().await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, messages("room-2.14"));
        assert!(!browser.find("[data-testid=composer]").await.is_shown().await, "this API only answers GET");
        browser.screenshot("api-chat").await;

        // A GET needs no preflight.
        assert_eq!(api.requests(), ["GET /dev/conversations 200", "GET /dev/conversations/room-2.14 200"]);
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn the_stacks_output_is_a_config_that_the_site_takes() {
    let api = ChatApi::deploy().await;
    in_browser(async move |browser: Browser| {
        let config = api.stack.output("SiteConfig").expect("an output").to_owned();
        api.site.configure_with(config).await;
        browser.go(&api.site.at("")).await;
        let endpoint = api.stack.output("ApiEndpoint").expect("an output");
        // This machine has no such host, and the page asks for just this address.
        browser.find(&format!("{ERROR}[data-reason=network]")).await;
        let request = browser.find("[data-testid=error-request]").await.text().await;
        assert_eq!(request, format!("GET {endpoint}/conversations"));
        assert_eq!(browser.count("[data-testid=warning]").await, 0);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn what_the_function_does_not_find_is_said_in_its_words() {
    let api = ChatApi::deploy().await;
    in_browser(async move |browser: Browser| {
        browser.go(&api.site.at("chat.html#no-such-conversation")).await;
        browser.find(&format!("{ERROR}[data-reason='404']")).await;
        assert_eq!(browser.find(DETAIL).await.text().await, "there is no such conversation");
        let request = browser.find("[data-testid=error-request]").await.text().await;
        assert_eq!(request, format!("GET {}/conversations/no-such-conversation", api.endpoint));
        // An address with too much at its end: the function's path is another then.
        api.site.configure(&json!({ "apiEndpoint": format!("{}/conversations", api.endpoint) })).await;
        browser.go(&api.site.at("")).await;
        let error = browser.find(&format!("{ERROR}[data-reason='404']")).await.text().await;
        assert!(error.starts_with("The function knows no list of conversations (404)"), "{error}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn an_error_of_api_gateway_is_shown_because_its_gateway_responses_let_the_page_read_it() {
    let api = ChatApi::with(&[OTHER_PERMISSION]).await;
    in_browser(async move |browser: Browser| {
        browser.emulate(900, 670, "light").await;
        browser.go(&api.site.at("")).await;
        let error = browser.find(&format!("{ERROR}[data-reason='500']")).await.text().await;
        assert!(error.starts_with("API Gateway could not call the function (500)"), "{error}");
        assert!(error.contains("Invalid permissions on Lambda function"), "{error}");
        assert_eq!(browser.find(DETAIL).await.text().await, "Internal server error");
        browser.screenshot("api-error").await;
    })
    .await;
}
