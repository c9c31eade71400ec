//! The whole app on lab 7's solution: real accounts, codes from the outbox, and sign-ins by SRP.

use std::time::Duration;

use serde_json::json;

use crate::accessibility::{NAMELESS, PALE, WIDER};
use crate::client;
use crate::posting::Chat;
use crate::site::{CONVERSATION, TEXT};
use crate::webdriver::{Browser, ENTER, in_browser, in_browser_with};

const NOTICE: &str = "[data-testid=notice]";
const ERROR: &str = "[data-testid=error]";
const PASSWORD: &str = "Tea & Cake 1!";

fn at(id: &str) -> String {
    format!("[data-testid={id}]")
}

/// Types into a field, in place of what it holds.
async fn fill(browser: &Browser, id: &str, text: &str) {
    browser.run("document.querySelector(arguments[0]).value = '';", json!([at(id)])).await;
    browser.find(&at(id)).await.enter(text).await;
}

async fn click(browser: &Browser, id: &str) {
    browser.find(&at(id)).await.click().await;
}

async fn refused(browser: &Browser, reason: &str) -> String {
    browser.find(&format!("{NOTICE}[data-reason='{reason}']")).await.text().await
}

/// The newest code for a user.
fn code(chat: &Chat, user: &str) -> String {
    let letters = chat.cloud.cognito().outbox();
    let newest =
        letters.iter().rev().find(|letter| letter.user == user).unwrap_or_else(|| panic!("{user} got no letter"));
    newest.code.clone()
}

async fn sign_up(browser: &Browser, name: &str) {
    click(browser, "show-sign-up").await;
    fill(browser, "sign-up-name", name).await;
    fill(browser, "sign-up-email", &format!("{}@example.com", name.to_lowercase())).await;
    fill(browser, "sign-up-password", PASSWORD).await;
    click(browser, "sign-up").await;
    browser.until("document.querySelector('#status').textContent.startsWith('A code is on its way to ')").await;
}

async fn confirm(browser: &Browser, code: &str) {
    fill(browser, "confirm-code", code).await;
    click(browser, "confirm").await;
    browser.until("document.querySelector('#status').textContent.startsWith('Your account is confirmed')").await;
}

/// Signs in where the form is shown.
async fn sign_in(browser: &Browser, name: &str, password: &str) {
    fill(browser, "sign-in-name", name).await;
    fill(browser, "sign-in-password", password).await;
    click(browser, "sign-in").await;
}

async fn sign_out(browser: &Browser) {
    click(browser, "sign-out").await;
    // A script that waits would go with the page that is left.
    browser.find(&at("sign-in-name")).await;
    browser.until("document.querySelector('#status')?.textContent === 'You are signed out.'").await;
}

/// Writes a message, and waits until the conversation has so many.
async fn write(browser: &Browser, text: &str, count: usize) {
    browser.find(&at("message-input")).await.enter(text).await;
    browser.press(ENTER).await;
    browser.until(&format!("document.querySelectorAll('{TEXT}').length === {count}")).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn two_users_sign_up_write_to_each_other_and_a_stranger_is_kept_out() {
    let chat = Chat::of("cognito").await;
    in_browser(async move |browser: Browser| {
        browser.emulate(900, 670, "light").await;
        browser.go(&chat.at("")).await;
        sign_up(&browser, "Mateo").await;
        fill(&browser, "confirm-code", "000000").await;
        click(&browser, "confirm").await;
        let text = refused(&browser, "CodeMismatchException").await;
        assert!(text.starts_with("This is not the code"), "{text}");
        confirm(&browser, &code(&chat, "Mateo")).await;

        // Amina comes too early: her account is not confirmed. Only the newest code counts.
        sign_up(&browser, "Amina").await;
        let first = code(&chat, "Amina");
        click(&browser, "show-sign-in").await;
        sign_in(&browser, "Amina", PASSWORD).await;
        refused(&browser, "UserNotConfirmedException").await;
        click(&browser, "resend").await;
        browser.until("document.querySelector('#status').textContent.startsWith('A code is on its way to ')").await;
        let second = code(&chat, "Amina");
        assert_ne!(first, second);
        confirm(&browser, &second).await;
        sign_in(&browser, "Amina", "Tea & Cake 2!").await;
        let text = refused(&browser, "NotAuthorizedException").await;
        assert!(text.starts_with("Name or password is wrong"), "{text}");
        sign_in(&browser, "Amina", PASSWORD).await;

        browser.find(CONVERSATION).await;
        assert_eq!(browser.address().await, chat.at("index.html"));
        assert!(browser.find(&at("user")).await.text().await.starts_with("Amina"));
        // Those of the site's data in which she takes part.
        let own = browser.attributes(CONVERSATION, "data-id").await;
        assert!(own.contains(&"lunch-club".to_owned()) && !own.contains(&"tide-clock".to_owned()), "{own:?}");

        click(&browser, "new-conversation").await;
        browser.find(&at("new-with")).await;
        assert_eq!(browser.attributes(&at("new-with"), "value").await, ["Mateo"]);
        click(&browser, "new-with").await;
        browser.screenshot("signed-in-new-conversation").await;
        click(&browser, "new-start").await;
        browser.find(&at("empty")).await;
        let id = browser.run("return decodeURIComponent(location.hash.slice(1));", json!([])).await;
        let id = id.as_str().expect("an id").to_owned();
        write(&browser, "Soup at one?", 1).await;
        assert_eq!(browser.attributes("[data-testid=message]", "data-own").await, ["true"]);
        // What she took away of the conversation's address leads back to it.
        sign_out(&browser).await;
        browser.go(&chat.at(&format!("chat.html#{id}"))).await;
        browser.find(&at("sign-in-name")).await;
        sign_in(&browser, "Mateo", PASSWORD).await;
        browser.find(TEXT).await;
        assert_eq!(browser.address().await, chat.at(&format!("chat.html#{id}")));
        assert_eq!(browser.texts(TEXT).await, ["Soup at one?"]);
        assert_eq!(browser.find(&at("title")).await.text().await, "Amina");
        write(&browser, "I bring \"bread\" & O'Neil <b>", 2).await;
        browser.screenshot("signed-in-chat").await;
        click(&browser, "back").await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.attributes(CONVERSATION, "data-id").await[0], id);
        browser.screenshot("signed-in-list").await;
        sign_out(&browser).await;

        sign_up(&browser, "mallory").await;
        confirm(&browser, &code(&chat, "mallory")).await;
        sign_in(&browser, "mallory", PASSWORD).await;
        browser.find("#view [data-testid=empty]").await;
        for unknown in [id.as_str(), "nobody"] {
            browser.go(&chat.at(&format!("chat.html?{unknown}#{unknown}"))).await;
            let text = browser.find(&format!("{ERROR}[data-reason='404']")).await.text().await;
            assert!(text.starts_with("There is no such conversation, or you do not take part in it (404)"), "{text}");
        }
        assert_eq!(browser.count(TEXT).await, 0);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn a_sign_in_outlives_its_tokens_and_ends_when_it_ends_elsewhere() {
    let chat = Chat::of("cognito").await;
    in_browser(async move |browser: Browser| {
        browser.go(&chat.at("")).await;
        sign_up(&browser, "Amina").await;
        confirm(&browser, &code(&chat, "Amina")).await;
        sign_in(&browser, "Amina", PASSWORD).await;
        browser.find(CONVERSATION).await;

        // The ID token is good for an hour. The page learns of the end from the API, and renews it.
        chat.cloud.cognito().advance(Duration::from_hours(2));
        let from = chat.cloud.trace_len();
        browser.go(&chat.at("chat.html#lunch-club")).await;
        browser.find(TEXT).await;
        let asked: Vec<_> =
            chat.cloud.trace_since(from).into_iter().filter(|event| event.method != "OPTIONS").collect();
        let asked: Vec<_> = asked
            .iter()
            .map(|event| format!("{} {}", event.operation.as_deref().unwrap_or("GET"), event.status))
            .collect();
        assert!(asked.contains(&"InitiateAuth 200".to_owned()), "{asked:?}");
        assert_eq!(browser.count(ERROR).await, 0);

        // An administrator ends it: what she wrote waits for her.
        let pool = chat.output("UserPoolId").to_owned();
        let request = json!({ "UserPoolId": pool, "Username": "Amina" });
        chat.cloud.cognito().call("AdminUserGlobalSignOut", &request).expect("the user is there");
        chat.cloud.cognito().advance(Duration::from_hours(2));
        browser.find(&at("message-input")).await.enter("Not lost").await;
        browser.press(ENTER).await;
        let text = browser.find(&format!("{ERROR}[data-reason=ended]")).await.text().await;
        assert!(text.starts_with("Your sign-in has ended"), "{text}");
        browser.screenshot("signed-in-ended").await;
        click(&browser, "sign-in-again").await;
        browser.find(&at("sign-in-name")).await;
        sign_in(&browser, "Amina", PASSWORD).await;
        browser.find(TEXT).await;
        let text = browser.run("return document.querySelector('#message').value;", json!([])).await;
        assert_eq!(text, "Not lost");
        sign_out(&browser).await;

        // The password is forgotten.
        click(&browser, "show-forgot").await;
        fill(&browser, "forgot-name", "Amina").await;
        click(&browser, "forgot").await;
        browser.until("!document.querySelector('#reset').hidden").await;
        fill(&browser, "reset-code", &code(&chat, "Amina")).await;
        fill(&browser, "reset-password", "short").await;
        click(&browser, "reset").await;
        let text = refused(&browser, "InvalidPasswordException").await;
        assert!(text.starts_with("The pool does not take this password"), "{text}");
        fill(&browser, "reset-password", "Another 1 & more").await;
        click(&browser, "reset").await;
        browser.until("document.querySelector('#status').textContent.startsWith('Your new password is set')").await;
        sign_in(&browser, "Amina", "Another 1 & more").await;
        browser.find(CONVERSATION).await;
    })
    .await;
}

/// S3 serves websites over plain HTTP: no secure context, so no `crypto.subtle`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>
#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn signing_in_works_under_the_sites_name_on_aws_without_a_secure_context() {
    let chat = Chat::of("cognito").await;
    let region = chat.cloud.region().to_owned();
    let website = format!("http://{}.s3-website.{region}.amazonaws.com", chat.bucket);
    // Neither has a certificate here, so both are asked over HTTP.
    let config = format!(
        "{}\nObject.assign(ChatApp, {{ userPoolEndpoint: 'http://cognito-idp.{region}.amazonaws.com' }});\n",
        chat.output("SiteConfig").replace("https://", "http://")
    );
    let put = client(&chat.cloud).put_object().bucket(&chat.bucket).key("config.js").body(config.into_bytes().into());
    put.content_type("text/javascript; charset=utf-8").send().await.expect("an upload");
    let rule = format!("--host-resolver-rules=MAP *.amazonaws.com 127.0.0.1:{}", chat.cloud.port());
    in_browser_with(&[&rule], async move |browser: Browser| {
        browser.go(&format!("{website}/")).await;
        browser.find(&at("sign-in-name")).await;
        assert_eq!(browser.address().await, format!("{website}/sign-in.html"));
        assert_eq!(browser.run("return isSecureContext || crypto.subtle !== undefined;", json!([])).await, false);
        sign_up(&browser, "Amina").await;
        confirm(&browser, &code(&chat, "Amina")).await;
        sign_in(&browser, "Amina", PASSWORD).await;
        browser.find(&format!("{CONVERSATION}[data-id=lunch-club] a")).await.click().await;
        browser.find(TEXT).await;
        let before = browser.count(TEXT).await;
        write(&browser, "Over plain HTTP", usize::try_from(before).expect("few") + 1).await;
        sign_out(&browser).await;
        assert_eq!(browser.console_errors().await, [""; 0]);
        let trace = chat.cloud.trace();
        let asked = trace.iter().find(|event| event.operation.as_deref() == Some("RespondToAuthChallenge"));
        let asked = asked.expect("a sign-in");
        assert_eq!(asked.host, format!("cognito-idp.{region}.amazonaws.com"));
        assert_eq!(asked.request_header("origin"), Some(website.as_str()));
    })
    .await;
}

/// The outbox of the live page, beside a site that somebody uses.
#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn the_live_page_shows_each_letter_as_it_is_sent() {
    let chat = Chat::of("cognito").await;
    let pool = chat.output("UserPoolId").to_owned();
    let client_id = chat.output("UserPoolClientId").to_owned();
    in_browser(async move |browser: Browser| {
        browser.emulate(1000, 640, "light").await;
        browser.go(&chat.cloud.live_page()).await;
        browser.until("document.querySelector('[data-testid=connection]').textContent === 'live'").await;
        assert!(!browser.find(&at("outbox")).await.is_shown().await, "no letter yet");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let hostile = "<img/src=x/onerror=alert(1)>";
        for user in ["Amina", hostile] {
            let request = json!({
                "ClientId": client_id, "Username": user, "Password": PASSWORD,
                "UserAttributes": [{ "Name": "email", "Value": "amina@example.com" }],
            });
            let answer = http
                .post(chat.cloud.endpoint())
                .header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp")
                .header("content-type", "application/x-amz-json-1.1")
                .body(request.to_string());
            assert_eq!(answer.send().await.expect("an answer").status(), 200);
        }
        browser.until("document.querySelectorAll('[data-testid=letter]').length === 2").await;
        let letters = chat.cloud.cognito().outbox();
        let codes: Vec<_> = letters.iter().rev().map(|letter| letter.code.clone()).collect();
        assert_eq!(browser.texts(&at("letter-code")).await, codes, "newest first");
        assert_eq!(browser.texts(&at("letter-user")).await, [hostile, "Amina"]);
        assert_eq!(browser.texts(&at("letter-to")).await, ["amina@example.com"; 2]);
        assert_eq!(browser.texts(&at("letter-purpose")).await, ["to confirm the account"; 2]);
        assert_eq!(browser.count("[data-testid=letter] img").await, 0);
        assert_eq!(browser.dialogue().await, None);
        let listed = browser.run("return fetch('/_checker/outbox').then((answer) => answer.json());", json!([])).await;
        assert_eq!(listed["letters"][0]["poolId"], pool);
        assert_eq!(listed["letters"][0]["user"], "Amina");
        for (form, width, scheme) in [
            ("live-page-outbox", 1000, "light"),
            ("live-page-outbox-dark", 1000, "dark"),
            ("live-page-outbox-narrow", 390, "light"),
        ] {
            browser.emulate(width, 760, scheme).await;
            assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{form}: pale");
            assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{form}: without a name");
            assert_eq!(browser.run(WIDER, json!([])).await, false, "{form}: to the side");
            browser.run("document.querySelector('#outbox-title').scrollIntoView();", json!([])).await;
            browser.screenshot(form).await;
        }
        // Loaded again, they are still there.
        browser.go(&chat.cloud.live_page().replace("/#", "/?again#")).await;
        browser.until("document.querySelectorAll('[data-testid=letter]').length === 2").await;
    })
    .await;
}
