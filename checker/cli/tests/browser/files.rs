//! The site on the files in `data/`, as labs 1 and 2 publish it.

use serde_json::json;

use crate::site::{CONVERSATION, Site, TEXT, messages};
use crate::webdriver::{Browser, ENTER, TAB, in_browser};

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_list_leads_to_a_conversation_and_back() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        browser.find(&format!("[data-testid=conversations] {CONVERSATION}")).await;
        let newest_first = ["lunch-club", "room-2.14", "Zoe", "tide-clock", "new-here"];
        assert_eq!(browser.attributes(CONVERSATION, "data-id").await, newest_first);
        assert_eq!(browser.find("[data-testid=status]").await.text().await, "5 conversations, newest first");
        assert_eq!(browser.count("[data-testid=module-fallback], [data-testid=warning]").await, 0);
        let names = browser.texts(&format!("{CONVERSATION} .names")).await;
        assert_eq!(names[0], "Amina, Mateo, Priya and Björn");
        browser.screenshot("list").await;
        assert_eq!(browser.console_errors().await, [""; 0]);

        browser.find(&format!("{CONVERSATION}[data-id=lunch-club] a")).await.click().await;
        browser.find(TEXT).await;
        assert_eq!(browser.address().await, site.at("chat.html#lunch-club"));
        assert_eq!(browser.texts(TEXT).await, messages("lunch-club"));
        assert_eq!(browser.find("[data-testid=title]").await.text().await, names[0]);
        assert_eq!(browser.find("[data-testid=status]").await.text().await, "8 messages");
        let own = browser.texts("[data-own=true] [data-testid=text]").await;
        assert_eq!(own, ["I'll be there at half past twelve, the lecture runs late."]);
        // Without an API nothing can be sent.
        assert!(!browser.find("[data-testid=composer]").await.is_shown().await);
        browser.screenshot("chat").await;

        // Another fragment is another conversation, without the page being loaded again.
        browser.run("location.hash = '#new-here';", json!([])).await;
        browser.find("[data-testid=empty]").await;
        assert_eq!(browser.count("[data-testid=message]").await, 0);
        browser.find("[data-testid=back]").await.click().await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn what_users_wrote_stays_text() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let expected = messages("Zoe");
        assert!(expected.iter().any(|message| message.contains("<script>alert(")), "{expected:?}");
        assert!(expected.iter().any(|message| message.contains("onerror=alert(")), "{expected:?}");
        browser.go(&site.at("chat.html#Zoe")).await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, expected);
        assert_eq!(browser.count("[data-testid=text] *").await, 0, "no element was made of a text");
        let shown = browser.run(
            "return [...document.querySelectorAll(arguments[0])].find((text) => text.textContent.startsWith('<script>')).innerText;",
            json!([TEXT]),
        );
        assert_eq!(shown.await, "<script>alert(\"hello from Zoë\")</script>");
        assert_eq!(browser.dialogue().await, None, "nothing ran");
        // The page's own policy would stop such a script as well, and the console would say so.
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn what_is_not_there_is_said() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("chat.html#no-such-conversation")).await;
        // Nobody may list the bucket, so a missing key is forbidden, not missing.
        let error = browser.find("[data-testid=error]").await;
        assert_eq!(error.attribute("data-reason").await.as_deref(), Some("403"));
        let status = browser.find("[data-testid=status]").await.text().await;
        assert_eq!(status, "The conversation could not be loaded.");
        let request = browser.find("[data-testid=error-request]").await.text().await;
        assert_eq!(request, format!("GET {}", site.at("data/conversations/no-such-conversation.json")));
        assert_eq!(browser.count("[data-testid=message]").await, 0);

        browser.run("location.hash = '';", json!([])).await;
        browser.find("[data-testid=error][data-reason=id]").await;
        browser.run("location.hash = '#lunch-club';", json!([])).await;
        browser.find(TEXT).await;
        assert_eq!(browser.count("[data-testid=error]").await, 0);

        browser.go(&site.at("no/such/page")).await;
        assert!(browser.find("[data-testid=error-document]").await.is_shown().await);
        // Its icon and its link work from any depth.
        browser.find("[data-testid=error-document] a").await.click().await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.address().await, site.at(""));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_keyboard_is_enough() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        browser.press(TAB).await;
        let skip = browser.focused().await;
        assert_eq!(skip.text().await, "Skip to the conversations");
        browser.until("document.querySelector('.skip-link').getBoundingClientRect().top >= 0").await;
        // Without the skip link the way to the conversations leads over the head of the page.
        browser.press(TAB).await;
        assert_eq!(browser.focused().await.attribute("class").await.as_deref(), Some("brand"));
        browser.press(TAB).await;
        let first = Some("chat.html#lunch-club".to_owned());
        assert_eq!(browser.focused().await.attribute("href").await, first);
        // With it there is one step to them.
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        browser.press(TAB).await;
        browser.press(ENTER).await;
        browser.until("document.activeElement.id === 'main'").await;
        browser.press(TAB).await;
        assert_eq!(browser.focused().await.attribute("href").await, first);
        browser.press(ENTER).await;
        browser.find(TEXT).await;
        assert_eq!(browser.address().await, site.at("chat.html#lunch-club"));
        // On chat.html the fragment is the conversation's: the skip link must leave it alone.
        browser.press(TAB).await;
        assert_eq!(browser.focused().await.text().await, "Skip to the messages");
        browser.press(ENTER).await;
        browser.until("document.activeElement.id === 'main'").await;
        assert_eq!(browser.address().await, site.at("chat.html#lunch-club"));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn modules_of_a_wrong_type_leave_an_explanation() {
    let site = Site::publish_with("application/octet-stream").await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("")).await;
        let fallback = browser.find("[data-testid=module-fallback]").await;
        // It fades in, so that it does not flash up while the modules are on their way.
        browser.until("getComputedStyle(document.querySelector('#module-fallback')).opacity === '1'").await;
        assert!(fallback.is_shown().await);
        let text = fallback.text().await;
        assert!(text.contains("Content-Type, which must be text/javascript"), "{text}");
        assert_eq!(browser.count(CONVERSATION).await, 0);
        let errors = browser.console_errors().await;
        assert!(errors.iter().any(|error| error.contains("MIME type of \"application/octet-stream\"")), "{errors:?}");
    })
    .await;
}
