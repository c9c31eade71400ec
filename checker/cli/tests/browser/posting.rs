//! The site on the solutions of labs 5 to 7, as `checker cloud` serves them: a message is written, sent, and there.

use std::collections::BTreeMap;
use std::path::Path;

use checker::artefacts::{self, Overlay, Source};
use checker::checks::{cognito, dynamodb, models};
use checker::course::{self, Root};
use checker::starters::read_folder;
use cloud::{Cloud, Config};
use serde_json::json;
use tokio::sync::MutexGuard;

use crate::BROWSER;
use crate::site::{CONVERSATION, TEXT, messages};
use crate::webdriver::{Browser, ENTER, in_browser};

const ID: &str = "lunch-club";
const INPUT: &str = "[data-testid=message-input]";
const STATUS: &str = "[data-testid=status]";
const ERROR: &str = "[data-testid=composer] [data-testid=error]";
/// The role of the function, and what takes its permission to write.
const ROLE: &str = "chat-lambda-data";
const NO_WRITES: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"dynamodb:PutItem","Resource":"*"}}"#;

/// The chat with its tables.
pub(crate) struct Chat {
    pub(crate) cloud: Cloud,
    /// The website on a port of its own.
    pub(crate) address: String,
    /// The site bucket.
    pub(crate) bucket: String,
    /// What the stack gives out, by name.
    outputs: BTreeMap<String, String>,
    _alone: MutexGuard<'static, ()>,
}

impl Chat {
    /// Lab 5's.
    async fn open() -> Self {
        Self::of("dynamodb").await
    }

    /// The solution of a lab, by its slug.
    pub(crate) async fn of(lab: &str) -> Self {
        let alone = BROWSER.lock().await;
        let root = Root::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))).expect("the course's folder");
        let overlay = Overlay::prepare(&root, course::find(lab).expect(lab), &Source::Solution);
        let overlay = overlay.expect("a copy of the lab");
        let program = artefacts::build(&root, &overlay, |_| {}).await.expect("the solution compiles");
        // This program supervises no function's processes; the checker does.
        let config = Config { sandbox_program: Some(env!("CARGO_BIN_EXE_checker").into()), ..Config::default() };
        let cloud = Cloud::start(config).await.expect("a free port");
        let site = read_folder(&root.site()).expect("the site");
        let shown = match lab {
            "cognito" => cognito::show(&cloud, &program, &overlay.folder, &site, None, None).await,
            "models" => models::show(&cloud, &program, &overlay.folder, &site, None, None).await,
            _ => dynamodb::show(&cloud, &program, &overlay.folder, &site, None, None).await,
        };
        let shown = shown.expect("the lab is shown");
        assert!(shown.refused.is_empty(), "{:?}", shown.refused);
        let address = cloud.serve_website(&shown.site, None).await.expect("a port for the website");
        let outputs = shown.outputs.into_iter().collect();
        Self { cloud, address: format!("http://{address}"), bucket: shown.site, outputs, _alone: alone }
    }

    /// What the stack gives out under a name.
    pub(crate) fn output(&self, name: &str) -> &str {
        &self.outputs[name]
    }

    pub(crate) fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.address)
    }

    /// What came to the API since event `from`, each as "POST 200".
    fn requests(&self, from: usize) -> Vec<String> {
        let events = self.cloud.trace_since(from).into_iter().filter(|event| event.api.is_some());
        events.map(|event| format!("{} {}", event.method, event.status)).collect()
    }
}

/// Puts a text into the field: `WebDriver` types no letter beyond the first 65,536, and a line end as Enter.
async fn write(browser: &Browser, text: &str) {
    let script = "const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.run(script, json!([INPUT, text])).await;
}

/// Waits until so many messages are shown, and the field is ready for the next.
async fn shown(browser: &Browser, count: usize) {
    let expression = format!(
        "document.querySelectorAll('{TEXT}').length === {count} && !document.querySelector('{INPUT}').readOnly"
    );
    browser.until(&expression).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn a_message_that_is_sent_is_shown_and_is_still_there_after_a_reload() {
    let chat = Chat::open().await;
    in_browser(async move |browser: Browser| {
        browser.emulate(900, 670, "light").await;
        browser.go(&chat.at(&format!("chat.html#{ID}"))).await;
        browser.find(TEXT).await;
        let before = messages(ID);
        assert_eq!(browser.texts(TEXT).await, before, "what the loader loaded");

        let from = chat.cloud.trace_len();
        browser.find(INPUT).await.enter("Soup at one?").await;
        browser.press(ENTER).await;
        shown(&browser, before.len() + 1).await;
        let expected = [before.clone(), vec!["Soup at one?".to_owned()]].concat();
        assert_eq!(browser.texts(TEXT).await, expected);
        assert_eq!(browser.attributes("[data-testid=message]", "data-own").await.last().unwrap(), "true");
        assert_eq!(browser.run("return document.querySelector(arguments[0]).value;", json!([INPUT])).await, "");
        assert_eq!(chat.requests(from), ["OPTIONS 200", "POST 200", "GET 200"]);
        browser.screenshot("posting").await;

        browser.go(&chat.at(&format!("chat.html?again#{ID}"))).await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, expected, "after a reload");
        // What was written last stands first in the list.
        browser.go(&chat.at("")).await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.attributes(CONVERSATION, "data-id").await[0], ID);
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

/// Lab 6's answer is 204, without a body. An answer that a page may not read would be said to be none.
#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn a_message_that_is_answered_with_nothing_is_shown_too() {
    let chat = Chat::of("models").await;
    in_browser(async move |browser: Browser| {
        browser.go(&chat.at(&format!("chat.html#{ID}"))).await;
        browser.find(TEXT).await;
        let before = messages(ID);
        assert_eq!(browser.texts(TEXT).await, before, "one conversation, by its own function");

        let from = chat.cloud.trace_len();
        let text = "She said: \"Amina's \\ soup\"\n\u{1f372} at one?";
        write(&browser, text).await;
        browser.find("[data-testid=send]").await.click().await;
        shown(&browser, before.len() + 1).await;
        assert_eq!(browser.texts(TEXT).await, [before.clone(), vec![text.to_owned()]].concat());
        assert_eq!(chat.requests(from), ["OPTIONS 200", "POST 204", "GET 200"]);
        assert_eq!(browser.count(ERROR).await, 0);
        // The list is another function's.
        browser.go(&chat.at("")).await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.attributes(CONVERSATION, "data-id").await[0], ID);
        assert_eq!(browser.console_errors().await, [""; 0]);

        // What the function refuses is read as well: the header stands on errors too.
        browser.go(&chat.at(&format!("chat.html?again#{ID}"))).await;
        browser.find(TEXT).await;
        write(&browser, &"\u{20ac}".repeat(140_000)).await;
        browser.find("[data-testid=send]").await.click().await;
        let error = browser.find(&format!("{ERROR}[data-reason='400']")).await.text().await;
        assert!(error.contains("BadRequest: the message is too large"), "{error}");
        browser.go(&chat.at("chat.html#nobody")).await;
        browser.find("[data-testid=error][data-reason='404']").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn whatever_is_written_comes_back_as_text() {
    let chat = Chat::open().await;
    in_browser(async move |browser: Browser| {
        browser.go(&chat.at("chat.html#new-here")).await;
        browser.find("[data-testid=empty]").await;
        let texts = [
            "<img src=x onerror=\"alert('img')\"> <script>alert('script')</script>",
            "</p></li><h1>\"quotes\" &amp; 'more' \\ {{x}} ${y}</h1>",
            "first line\n\tsecond line\n\nfourth",
            "\u{1f469}\u{200d}\u{1f467} \u{1f1e9}\u{1f1ea} \u{1d49e} caf\u{65}\u{301} \u{65e5}\u{672c}",
            "{\"message\":\"JSON\",\"time\":1}",
        ];
        for (number, text) in texts.iter().enumerate() {
            write(&browser, text).await;
            browser.find("[data-testid=send]").await.click().await;
            shown(&browser, number + 1).await;
        }
        assert_eq!(browser.texts(TEXT).await, texts);
        browser.go(&chat.at("chat.html?again#new-here")).await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, texts, "after a reload");
        assert_eq!(browser.count("#view img[src=x], #view script, #view h1").await, 0);
        assert_eq!(browser.dialogue().await, None);
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn what_is_not_taken_is_said_and_can_be_sent_again() {
    let chat = Chat::open().await;
    in_browser(async move |browser: Browser| {
        browser.go(&chat.at(&format!("chat.html#{ID}"))).await;
        browser.find(TEXT).await;
        let before = messages(ID);
        chat.cloud.iam().put_role_policy(ROLE, "no-writes", NO_WRITES).expect("the role is there");
        browser.find(INPUT).await.enter("Is it taken?").await;
        browser.press(ENTER).await;
        let error = browser.find(&format!("{ERROR}[data-reason='500']")).await.text().await;
        let request = format!("/conversations/{ID}");
        assert!(error.contains("POST http://") && error.contains(&request), "{error}");
        assert!(!error.contains("arn:aws"), "{error}");
        assert_eq!(browser.find(STATUS).await.text().await, "The message was not sent.");
        assert_eq!(browser.texts(TEXT).await, before);
        browser.screenshot("posting-refused").await;

        // The text is still in the field.
        chat.cloud.iam().delete_role_policy(ROLE, "no-writes").expect("the policy is there");
        browser.find("[data-testid=send]").await.click().await;
        shown(&browser, before.len() + 1).await;
        assert_eq!(browser.texts(TEXT).await.last().unwrap(), "Is it taken?");
        assert_eq!(browser.count(ERROR).await, 0);

        // A text that no item holds.
        write(&browser, &"\u{20ac}".repeat(140_000)).await;
        browser.find("[data-testid=send]").await.click().await;
        let error = browser.find(&format!("{ERROR}[data-reason='400']")).await;
        let detail = browser.find(&format!("{ERROR} [data-testid=error-detail]")).await.text().await;
        assert_eq!(detail, "the message is too large", "{}", error.text().await);
        shown(&browser, before.len() + 1).await;
    })
    .await;
}
