//! What the browser refuses, though the API answers: <https://fetch.spec.whatwg.org/#http-cors-protocol>.

use serde_json::{Value, json};

use crate::api::{chat, preflight};
use crate::chat_api::{
    ChatApi, ERRORS_WITHOUT_CORS, FUNCTION_WITHOUT_CORS, OTHER_PERMISSION, PREFLIGHT_WITHOUT_HEADERS,
};
use crate::site::{CONVERSATION, Site, TEXT, data};
use crate::stand_in::{Answer, StandIn};
use crate::webdriver::{Browser, ENTER, in_browser};

const HIDDEN: &str = "[data-testid=error][data-reason=cors]";
const STATUS: &str = "[data-testid=status]";

/// What curl gets.
async fn plainly(address: &str) -> (u16, Value) {
    let answer = reqwest::Client::builder().no_proxy().build().expect("a client").get(address);
    let answer = answer.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON"))
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn curl_reads_the_answer_that_the_browser_keeps_from_the_page() {
    let api = ChatApi::with(&[FUNCTION_WITHOUT_CORS]).await;
    in_browser(async move |browser: Browser| {
        let address = format!("{}/conversations", api.endpoint);
        let list: Value = serde_json::from_str(&data("conversations.json")).expect("JSON");
        assert_eq!(plainly(&address).await, (200, list));

        browser.emulate(900, 800, "light").await;
        browser.go(&api.site.at("")).await;
        let error = browser.find(HIDDEN).await.text().await;
        assert!(error.starts_with("The API answered, but this page may not read it"), "{error}");
        assert_eq!(browser.count(CONVERSATION).await, 0);
        let command = browser.find("[data-testid=error-command]").await.text().await;
        assert_eq!(command, format!("curl -i -H \"Origin: {}\" \"{address}\"", api.site.address));
        let chapter = browser.find("[data-testid=error-chapter]").await.text().await;
        assert_eq!(chapter, "In the workbook: lab 4, part “cors”.");
        // It is the browser that refuses, and only its console names the header.
        let console = browser.console_errors().await;
        let words = "No 'Access-Control-Allow-Origin' header is present on the requested resource";
        assert!(
            console.iter().any(|line| line.contains("blocked by CORS policy") && line.contains(words)),
            "{console:?}"
        );
        // Each request went through, the page's too, and what it asked after the refusal to tell it from silence.
        assert_eq!(api.requests(), ["GET /dev/conversations 200"; 3]);
        browser.screenshot("cors-refused").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn an_error_of_api_gateway_without_the_header_is_kept_from_the_page() {
    let api = ChatApi::with(&[OTHER_PERMISSION, ERRORS_WITHOUT_CORS]).await;
    in_browser(async move |browser: Browser| {
        let address = format!("{}/conversations", api.endpoint);
        assert_eq!(plainly(&address).await, (500, json!({ "message": "Internal server error" })));
        browser.go(&api.site.at("")).await;
        let error = browser.find(HIDDEN).await.text().await;
        assert!(error.contains("this is the error to mend") && error.contains("DEFAULT_5XX"), "{error}");
        assert!(!error.contains("Internal server error"), "the page cannot know it: {error}");

        // A stage that is not there has no gateway responses, whatever the API's definition says.
        let elsewhere = format!("{}/prod", api.endpoint.trim_end_matches("/dev"));
        assert_eq!(plainly(&format!("{elsewhere}/conversations")).await.0, 403);
        api.site.configure(&json!({ "apiEndpoint": elsewhere })).await;
        browser.go(&api.site.at("")).await;
        let error = browser.find(HIDDEN).await.text().await;
        assert!(error.contains("none does for a stage that is not there"), "{error}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_header_twice_or_for_another_origin_is_as_good_as_none() {
    let api = StandIn::start(chat).await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        for (allowed, reason) in [
            (["*", "*"].as_slice(), "contains multiple values '*, *'"),
            (&["https://example.com"], "has a value 'https://example.com' that is not equal to the supplied origin"),
        ] {
            api.answer(move |_| {
                let bare = Answer::json(200, data("conversations.json"));
                allowed.iter().fold(bare, |answer, value| answer.with("access-control-allow-origin", *value))
            });
            browser.console_errors().await;
            browser.go(&site.at("")).await;
            browser.find(HIDDEN).await;
            let console = browser.console_errors().await;
            assert!(console.iter().any(|line| line.contains(reason)), "{console:?}");
        }
        // The same with the header as it should be, and the page has its list.
        api.answer(chat);
        browser.find("[data-testid=retry]").await.click().await;
        browser.find(CONVERSATION).await;
    })
    .await;
}

/// No server is another thing than a server whose answer is hidden, and the page tells them apart.
#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn where_nobody_answers_the_page_does_not_speak_of_cors() {
    let nobody = StandIn::start(chat).await.endpoint();
    let site = Site::publish_on(&nobody).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        let error = browser.find("[data-testid=error][data-reason=network]").await.text().await;
        assert!(error.starts_with("No answer came from the API"), "{error}");
        assert!(!error.contains("CORS") && !error.contains("Access-Control"), "{error}");
        let command = browser.find("[data-testid=error-command]").await.text().await;
        assert_eq!(command, format!("curl -i \"{nobody}/conversations\""));
        let console = browser.console_errors().await;
        assert!(console.iter().any(|line| line.contains("ERR_CONNECTION_REFUSED")), "{console:?}");
    })
    .await;
}

/// Writes a message into the field of a conversation, and sends it.
async fn send(browser: &Browser, site: &Site, text: &str) {
    browser.go("about:blank").await;
    browser.go(&site.at("chat.html#lunch-club")).await;
    browser.find(TEXT).await;
    browser.find("[data-testid=message-input]").await.enter(text).await;
    browser.press(ENTER).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn a_post_is_not_sent_where_its_preflight_is_refused() {
    let api = ChatApi::with(&[PREFLIGHT_WITHOUT_HEADERS]).await;
    in_browser(async move |browser: Browser| {
        let site = &api.site;
        site.configure(&json!({ "apiEndpoint": api.endpoint, "canPost": true })).await;
        send(&browser, site, "Hello").await;
        let error = browser.find(HIDDEN).await.text().await;
        assert!(error.starts_with("The browser did not let this page send a message, or read the answer"), "{error}");
        let command = browser.find("[data-testid=error-command]").await.text().await;
        assert_eq!(
            command,
            format!(
                "curl -i -X OPTIONS -H \"Origin: {}\" -H \"Access-Control-Request-Method: POST\" \
                 -H \"Access-Control-Request-Headers: content-type\" \"{}/conversations/lunch-club\"",
                site.address, api.endpoint
            )
        );
        assert_eq!(browser.find(STATUS).await.text().await, "The message was perhaps not sent.");
        let console = browser.console_errors().await;
        let words = "header field content-type is not allowed by Access-Control-Allow-Headers in preflight response";
        assert!(console.iter().any(|line| line.contains(words)), "{console:?}");
        let path = "/dev/conversations/lunch-club";
        assert_eq!(
            api.requests(),
            [format!("GET {path} 200"), format!("OPTIONS {path} 200"), format!("GET {path} 200")]
        );
        browser.screenshot("preflight-refused").await;
        // What was written is still there, for another try.
        let kept = browser.run("return document.querySelector('#message').value;", json!([])).await;
        assert_eq!(kept, "Hello");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn the_solutions_preflight_lets_the_post_through_to_the_function() {
    let api = ChatApi::deploy().await;
    in_browser(async move |browser: Browser| {
        // Too early: it is lab 5's function that takes a message.
        api.site.configure(&json!({ "apiEndpoint": api.endpoint, "canPost": true })).await;
        send(&browser, &api.site, "Hello").await;
        let error = browser.find("[data-testid=composer] [data-testid=error][data-reason='405']").await.text().await;
        assert!(error.starts_with("The API takes no new messages here (405)"), "{error}");
        let path = "/dev/conversations/lunch-club";
        assert_eq!(
            api.requests(),
            [format!("GET {path} 200"), format!("OPTIONS {path} 200"), format!("POST {path} 405")]
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn after_a_good_preflight_the_message_goes_out_whatever_becomes_of_the_answer() {
    let api = StandIn::start(|asked| match asked.method.as_str() {
        "OPTIONS" => preflight(),
        "POST" => Answer::json(200, r#"{"sender":"Student","time":1,"message":"Hello"}"#),
        _ => chat(asked),
    })
    .await;
    let site = Site::publish_on(&api.endpoint()).await;
    in_browser(async move |browser: Browser| {
        site.configure(&json!({ "apiEndpoint": api.endpoint(), "canPost": true })).await;
        // The answer itself lacks the header: the page cannot know that the message is stored, and says so.
        send(&browser, &site, "Hello").await;
        let error = browser.find(HIDDEN).await.text().await;
        assert!(error.contains("the message may be stored all the same"), "{error}");
        let posts: Vec<_> = api.asked().into_iter().filter(|asked| asked.method == "POST").collect();
        assert_eq!(posts.len(), 1, "{:?}", api.lines());
        assert_eq!(posts[0].body, "\"Hello\"", "a message is one JSON string");
        assert_eq!(posts[0].headers["content-type"], "application/json");

        // An answer without a body is one: lab 6's is 204.
        for status in [200, 204] {
            api.answer(move |asked| match asked.method.as_str() {
                "OPTIONS" => preflight(),
                "POST" => Answer::json(status, "").cors(),
                _ if asked.path.ends_with("lunch-club") => Answer::json(200, with_hello()).cors(),
                _ => chat(asked),
            });
            let before = api.asked().len();
            send(&browser, &site, "Hello").await;
            browser.until("document.querySelector('#message').value === ''").await;
            browser.until("document.querySelector('#status').textContent === '9 messages'").await;
            let lines = api.lines().split_off(before);
            let path = "/dev/conversations/lunch-club";
            assert_eq!(
                lines[..4],
                [format!("GET {path}"), format!("OPTIONS {path}"), format!("POST {path}"), format!("GET {path}")],
                "{status}"
            );
        }
    })
    .await;
}

/// The conversation with one message more.
fn with_hello() -> String {
    let mut conversation: Value = serde_json::from_str(&data("conversations/lunch-club.json")).expect("JSON");
    let messages = conversation["messages"].as_array_mut().expect("messages");
    messages.push(json!({ "sender": "Student", "time": 1_894_833_372_467_u64, "message": "Hello" }));
    conversation.to_string()
}
