//! The forms for an account: what they ask of the user pool, and what they say of its answers.

use serde_json::{Value, json};

use crate::accessibility::{NAMELESS, PALE, WIDER};
use crate::api::chat;
use crate::site::{CONVERSATION, Site};
use crate::stand_in::{Answer, Asked, StandIn};
use crate::user_pool::{CLIENT, POOL, asked_for, cognito, operation, preflight, refusal, settings};
use crate::webdriver::{Browser, ENTER, TAB, in_browser};

pub(crate) const NOTICE: &str = "[data-testid=notice]";
const STATUS: &str = "[data-testid=status]";

/// A pool that does all it is asked for, but sign anybody in.
pub(crate) fn willing(asked: &Asked) -> Answer {
    if asked.method == "OPTIONS" {
        return preflight();
    }
    let letter = json!({ "CodeDeliveryDetails": { "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" } });
    match operation(asked).as_str() {
        "SignUp" => cognito(
            200,
            &json!({ "UserConfirmed": false, "UserSub": "7c9e6679", "CodeDeliveryDetails": letter["CodeDeliveryDetails"] }),
        ),
        "ResendConfirmationCode" | "ForgotPassword" => cognito(200, &letter),
        "ConfirmSignUp" | "ConfirmForgotPassword" => cognito(200, &json!({})),
        _ => refusal("NotAuthorizedException", "Incorrect username or password."),
    }
}

/// A site whose users sign in.
pub(crate) async fn open(pool: &StandIn) -> (StandIn, Site) {
    let api = StandIn::start(chat).await;
    let site = Site::publish().await;
    site.configure(&settings(&api.endpoint(), pool)).await;
    (api, site)
}

pub(crate) fn at(id: &str) -> String {
    format!("[data-testid={id}]")
}

pub(crate) async fn fill(browser: &Browser, fields: &[(&str, &str)]) {
    for (id, text) in fields {
        browser.find(&at(id)).await.enter(text).await;
    }
}

pub(crate) async fn click(browser: &Browser, id: &str) {
    browser.find(&at(id)).await.click().await;
}

async fn value(browser: &Browser, id: &str) -> String {
    let value = browser.run("return document.querySelector(arguments[0]).value;", json!([at(id)])).await;
    value.as_str().expect("text").to_owned()
}

/// Waits for a refusal, and gives its text.
pub(crate) async fn refused(browser: &Browser, reason: &str) -> String {
    browser.find(&format!("{NOTICE}[data-reason='{reason}']")).await.text().await
}

/// The form that is shown.
async fn shown(browser: &Browser) -> String {
    browser.find("form:not([hidden])").await.attribute("id").await.expect("an id")
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn with_a_pool_the_site_wants_a_sign_in_and_keeps_the_way_back() {
    let pool = StandIn::start(willing).await;
    let (api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("chat.html#lunch-club")).await;
        browser.find(&at("sign-in-name")).await;
        assert_eq!(browser.address().await, site.at("sign-in.html#lunch-club"));
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("sign-in-name"));
        browser.go(&site.at("")).await;
        browser.find(&at("sign-in-name")).await;
        assert_eq!(browser.address().await, site.at("sign-in.html"));
        let source = browser.find(&at("source")).await.text().await;
        assert!(source.contains(&format!("http://{}/", pool.address)) && source.contains(CLIENT), "{source}");
        assert_eq!(api.lines(), [""; 0], "nobody asked the API");
        assert_eq!(browser.console_errors().await, [""; 0]);

        // Without a pool nobody signs in, and the page says so.
        site.configure(&json!({ "apiEndpoint": api.endpoint() })).await;
        browser.go(&site.at("sign-in.html?again")).await;
        let text = browser.find(&at("warning")).await.text().await;
        assert!(text.starts_with("Nobody signs in here"), "{text}");
        assert!(!browser.find(&at("sign-in-name")).await.is_shown().await);
        browser.go(&site.at("")).await;
        browser.find(CONVERSATION).await;
        assert!(!browser.find(&at("sign-out")).await.is_shown().await);
        assert!(!browser.find(&at("new-conversation")).await.is_shown().await);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn an_account_is_made_and_confirmed() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        click(&browser, "show-sign-up").await;
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("sign-up-name"));
        fill(
            &browser,
            &[
                ("sign-up-name", " Zoë "),
                ("sign-up-email", "zoe@example.com"),
                ("sign-up-password", " Tea&Cake1 \u{e9}"),
            ],
        )
        .await;
        browser.press(ENTER).await;
        browser.until("document.querySelector('#status').textContent.includes('a***@e***')").await;
        assert_eq!(shown(&browser).await, "confirm");
        let status = browser.find(STATUS).await.text().await;
        assert!(status.contains("the outbox of the live page"), "{status}");
        assert_eq!(browser.count(NOTICE).await, 0);
        assert_eq!(value(&browser, "confirm-name").await, "Zoë");
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("confirm-code"));
        assert_eq!(
            asked_for(&pool, "SignUp"),
            [json!({
                "ClientId": CLIENT, "Username": "Zoë", "Password": " Tea&Cake1 \u{e9}",
                "UserAttributes": [{ "Name": "email", "Value": "zoe@example.com" }],
            })]
        );
        click(&browser, "resend").await;
        browser.until("document.querySelector('#status').textContent.includes('a***@e***')").await;
        assert_eq!(asked_for(&pool, "ResendConfirmationCode"), [json!({ "ClientId": CLIENT, "Username": "Zoë" })]);

        fill(&browser, &[("confirm-code", " 123456 ")]).await;
        click(&browser, "confirm").await;
        browser.until("!document.querySelector('#sign-in').hidden").await;
        let status = browser.find(STATUS).await.text().await;
        assert_eq!(status, "Your account is confirmed: sign in.");
        assert_eq!(
            asked_for(&pool, "ConfirmSignUp"),
            [json!({ "ClientId": CLIENT, "Username": "Zoë", "ConfirmationCode": "123456" })]
        );
        assert_eq!(value(&browser, "sign-in-name").await, "Zoë");
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("sign-in-password"));
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_forgotten_password_is_replaced() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        fill(&browser, &[("sign-in-name", "amina")]).await;
        click(&browser, "show-forgot").await;
        click(&browser, "forgot").await;
        browser.until("!document.querySelector('#reset').hidden").await;
        let status = browser.find(STATUS).await.text().await;
        assert!(status.starts_with("A code is on its way to a***@e***."), "{status}");
        fill(&browser, &[("reset-code", "654321"), ("reset-password", "Another-1")]).await;
        click(&browser, "reset").await;
        browser.until("!document.querySelector('#sign-in').hidden").await;
        assert_eq!(browser.find(STATUS).await.text().await, "Your new password is set: sign in with it.");
        assert_eq!(
            asked_for(&pool, "ConfirmForgotPassword"),
            [json!({ "ClientId": CLIENT, "Username": "amina", "ConfirmationCode": "654321", "Password": "Another-1" })]
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_refusal_loses_nothing_that_was_typed() {
    let pool = StandIn::start(|asked| match operation(asked).as_str() {
        "SignUp" => refusal("UsernameExistsException", "User already exists"),
        "ConfirmSignUp" => refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
        _ => willing(asked),
    })
    .await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        click(&browser, "show-sign-up").await;
        let typed = [("sign-up-name", "amina"), ("sign-up-email", "a@example.com"), ("sign-up-password", "Tea&Cake1")];
        fill(&browser, &typed).await;
        click(&browser, "sign-up").await;
        let text = refused(&browser, "UsernameExistsException").await;
        assert!(text.starts_with("This name is taken") && text.contains("Cognito says User already exists"), "{text}");
        for (id, text) in typed {
            assert_eq!(value(&browser, id).await, text);
        }
        // The cursor is where the mistake is.
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("sign-up-name"));
        assert_eq!(browser.focused().await.attribute("aria-invalid").await.as_deref(), Some("true"));
        // Away and back, and still there; the refusal is not.
        click(&browser, "show-confirm").await;
        assert_eq!(browser.count(NOTICE).await, 0);
        fill(&browser, &[("confirm-code", "111111")]).await;
        click(&browser, "confirm").await;
        refused(&browser, "CodeMismatchException").await;
        assert_eq!(value(&browser, "confirm-code").await, "111111");
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("confirm-code"));
        click(&browser, "show-sign-up").await;
        assert_eq!(value(&browser, "sign-up-password").await, "Tea&Cake1");

        // What is empty is said before the pool is asked.
        let before = pool.asked().len();
        click(&browser, "show-forgot").await;
        browser.run("document.querySelector('#forgot-name').value = ' ';", json!([])).await;
        click(&browser, "forgot").await;
        assert_eq!(refused(&browser, "missing").await, "Type a name.");
        assert_eq!(pool.asked().len(), before);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn who_is_not_confirmed_comes_to_the_form_for_the_code() {
    let pool = StandIn::start(|asked| match operation(asked).as_str() {
        "InitiateAuth" => refusal("UserNotConfirmedException", "User is not confirmed."),
        _ => willing(asked),
    })
    .await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        fill(&browser, &[("sign-in-name", "amina"), ("sign-in-password", "Tea&Cake1")]).await;
        click(&browser, "sign-in").await;
        let text = refused(&browser, "UserNotConfirmedException").await;
        assert!(text.starts_with("This account is not confirmed yet"), "{text}");
        assert_eq!(shown(&browser).await, "confirm");
        assert_eq!(value(&browser, "confirm-name").await, "amina");
        // The password waits in its form.
        assert_eq!(value(&browser, "sign-in-password").await, "Tea&Cake1");
        // It went to nobody: what was sent is SRP's public number.
        let asked = asked_for(&pool, "InitiateAuth");
        assert_eq!(asked[0]["AuthFlow"], "USER_SRP_AUTH");
        assert!(asked[0]["AuthParameters"]["SRP_A"].as_str().is_some_and(|number| number.len() > 700), "{asked:?}");
        assert!(pool.asked().iter().all(|asked| !asked.body.contains("Tea&Cake1")));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_pool_that_sends_no_code_is_the_labs_mistake() {
    let pool = StandIn::start(|asked| match operation(asked).as_str() {
        "SignUp" => cognito(200, &json!({ "UserConfirmed": false, "UserSub": "7c9e6679" })),
        _ => willing(asked),
    })
    .await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        click(&browser, "show-sign-up").await;
        fill(&browser, &[("sign-up-name", "b"), ("sign-up-email", "b@example.com"), ("sign-up-password", "Tea&Cake1")])
            .await;
        click(&browser, "sign-up").await;
        let text = refused(&browser, "no-code").await;
        assert!(text.contains("AutoVerifiedAttributes must hold email"), "{text}");
        assert_eq!(shown(&browser).await, "confirm");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn mistakes_in_what_config_says_of_the_pool_are_said() {
    let pool = StandIn::start(willing).await;
    let (api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        let right = settings(&api.endpoint(), &pool);
        let arn = format!("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL}");
        for (field, wrong, words) in [
            ("userPoolId", json!(""), "clientId is set, but userPoolId is not."),
            ("clientId", json!(""), "userPoolId is set, but clientId is not."),
            ("userPoolId", json!(arn), "the pool’s ARN; the page wants its id, eu-central-1_a1B2c3D4e."),
            ("userPoolId", json!(CLIENT), "It looks like the id of an app client."),
            ("userPoolId", json!("ChatPool"), "userPoolId is not the id of a user pool"),
            ("userPoolId", json!(7), "userPoolId is text, between quotes."),
            ("clientId", json!(POOL), "It looks like the id of a user pool."),
            ("region", json!(""), "By its id the pool is in eu-central-1."),
            ("region", json!("us-east-1"), "region is us-east-1, but by its id the pool is in eu-central-1."),
            ("userPoolEndpoint", json!("localhost:4566"), "userPoolEndpoint is not an address"),
            ("apiEndpoint", json!(""), "Nobody signs in for the files in data/."),
        ] {
            let mut settings = right.clone();
            settings[field] = wrong;
            site.configure(&settings).await;
            browser.go(&site.at("")).await;
            let warning = browser.find("[data-testid=warning]").await.text().await;
            assert!(warning.contains(words), "{settings}: {warning}");
        }
        let mut swapped = right.clone();
        swapped["userPoolId"] = json!(CLIENT);
        swapped["clientId"] = json!(POOL);
        site.configure(&swapped).await;
        browser.go(&site.at("")).await;
        let warning = browser.find("[data-testid=warning]").await.text().await;
        assert!(warning.contains("have each other’s place"), "{warning}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_keyboard_is_enough_to_sign_in_and_each_field_says_what_it_is() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        browser.go(&site.at("sign-in.html")).await;
        browser.find(&at("sign-in-name")).await.enter("amina").await;
        browser.press(TAB).await;
        assert_eq!(browser.focused().await.attribute("id").await.as_deref(), Some("sign-in-password"));
        browser.press(TAB).await;
        assert_eq!(browser.focused().await.attribute("data-testid").await.as_deref(), Some("sign-in"));
        browser.press(TAB).await;
        browser.press(ENTER).await;
        assert_eq!(shown(&browser).await, "confirm");
        for (id, purpose) in [
            ("sign-in-name", "username"),
            ("sign-in-password", "current-password"),
            ("sign-up-name", "username"),
            ("sign-up-email", "email"),
            ("sign-up-password", "new-password"),
            ("confirm-code", "one-time-code"),
            ("reset-code", "one-time-code"),
            ("reset-password", "new-password"),
        ] {
            assert_eq!(browser.attributes(&at(id), "autocomplete").await, [purpose], "{id}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn every_form_can_be_read_in_every_form() {
    let pool = StandIn::start(willing).await;
    let (_api, site) = open(&pool).await;
    in_browser(async move |browser: Browser| {
        for (form, width, height, scheme) in [
            ("wide", 1100, 820, "light"),
            ("wide-dark", 1100, 820, "dark"),
            ("narrow", 390, 844, "light"),
            ("narrow-dark", 390, 844, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            browser.go("about:blank").await;
            browser.go(&site.at("sign-in.html")).await;
            browser.find(&at("sign-in-name")).await.enter("amina").await;
            for state in ["sign-in", "sign-up", "confirm", "forgot", "reset", "refused"] {
                match state {
                    "refused" => {
                        click(&browser, "show-sign-in").await;
                        fill(&browser, &[("sign-in-password", "Tea&Cake1")]).await;
                        click(&browser, "sign-in").await;
                        refused(&browser, "NotAuthorizedException").await;
                    }
                    state => click(&browser, &format!("show-{state}")).await,
                }
                let name = format!("site-{state}-{form}");
                assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{name}: pale");
                assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{name}: without a name");
                assert_eq!(browser.run(WIDER, json!([])).await, Value::Bool(false), "{name}: to the side");
                assert_eq!(browser.count("main h1").await, 1, "{name}");
                browser.screenshot(&name).await;
            }
        }
    })
    .await;
}
