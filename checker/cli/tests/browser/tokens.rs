//! What the pages do with tokens: they go with each request, are renewed in time, and end.

use serde_json::{Value, json};

use crate::accessibility::{NAMELESS, PALE, WIDER};
use crate::api::chat;
use crate::site::{CONVERSATION, Site, TEXT};
use crate::stand_in::{Answer, Asked, StandIn};
use crate::user_pool::{asked_for, cognito, operation, preflight, refusal, settings, sign_in, token};
use crate::webdriver::{Browser, ENTER, in_browser};

pub(crate) const ERROR: &str = "[data-testid=error]";
pub(crate) const HOUR: i64 = 3600;

/// A pool that renews tokens and signs out.
pub(crate) fn pool_of(renewed: String) -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    move |asked| match operation(asked).as_str() {
        _ if asked.method == "OPTIONS" => preflight(),
        "InitiateAuth" => cognito(
            200,
            &json!({ "AuthenticationResult": { "IdToken": renewed, "AccessToken": "access-2", "ExpiresIn": 3600 } }),
        ),
        "GlobalSignOut" => cognito(200, &json!({})),
        other => panic!("{other} was asked for"),
    }
}

/// What lab 7's API answers to a preflight.
fn allows_authorization() -> Answer {
    Answer::json(200, "")
        .cors()
        .with("access-control-allow-methods", "GET,POST,OPTIONS")
        .with("access-control-allow-headers", "Content-Type,Authorization")
}

/// The token that a request has.
fn bearer(asked: &Asked) -> &str {
    asked.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The chat for whoever has one of these tokens, with users.
pub(crate) fn chat_for(good: Vec<String>) -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    move |asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("OPTIONS", _) => allows_authorization(),
        _ if !good.iter().any(|token| token == bearer(asked)) => {
            Answer::json(401, r#"{"message":"The incoming token has expired"}"#).cors()
        }
        ("POST", "/dev/conversations") => Answer::json(200, r#""7c9e6679-7425-40de-944b-e07fc1f90ae7""#).cors(),
        ("POST", _) => Answer::json(204, "").cors(),
        (_, "/dev/users") => Answer::json(200, r#"["Zoë","amina","O'Neil \"Jo\" <b>"]"#).cors(),
        (_, "/dev/conversations/7c9e6679-7425-40de-944b-e07fc1f90ae7") => {
            Answer::json(200, r#"{"id":"n","participants":["Zoë","Student"],"last":0,"messages":[]}"#).cors()
        }
        _ => chat(asked),
    }
}

/// A site on an API and a pool, with a user signed in.
pub(crate) struct Signed {
    pub(crate) api: StandIn,
    pub(crate) pool: StandIn,
    pub(crate) site: Site,
}

pub(crate) async fn signed(
    browser_token: &str,
    api: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    pool: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    browser: &Browser,
    site: Site,
) -> Signed {
    let (api, pool) = (StandIn::start(api).await, StandIn::start(pool).await);
    site.configure(&settings(&api.endpoint(), &pool)).await;
    sign_in(browser, &site, browser_token).await;
    Signed { api, pool, site }
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_id_token_goes_with_each_request_as_it_is() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("Student", HOUR, 1);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        browser.go(&chat.site.at("")).await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.find("[data-testid=user]").await.text().await, "Student\nS");
        browser.find(&format!("{CONVERSATION}[data-id=lunch-club] a")).await.click().await;
        browser.find(TEXT).await;
        browser.find("[data-testid=message-input]").await.enter("Hello").await;
        browser.press(ENTER).await;
        browser.until("document.querySelector('#message').value === ''").await;
        let asked: Vec<_> = chat.api.asked().into_iter().filter(|asked| asked.method != "OPTIONS").collect();
        assert!(asked.len() >= 4, "{:?}", chat.api.lines());
        for asked in &asked {
            assert_eq!(bearer(asked), own, "{} {}", asked.method, asked.path);
        }
        assert_eq!(chat.pool.asked().len(), 0, "the token is good for an hour");
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_token_that_is_about_to_end_is_renewed_first() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let (old, new) = (token("Student", 30, 1), token("Student", HOUR, 2));
        let chat = signed(&old, chat_for(vec![new.clone()]), pool_of(new.clone()), &browser, site).await;
        browser.go(&chat.site.at("")).await;
        browser.find(CONVERSATION).await;
        assert!(chat.api.asked().iter().all(|asked| asked.method == "OPTIONS" || bearer(asked) == new));
        let asked = asked_for(&chat.pool, "InitiateAuth");
        assert_eq!(asked.len(), 1, "{asked:?}");
        assert_eq!(asked[0]["AuthFlow"], "REFRESH_TOKEN_AUTH");
        assert_eq!(asked[0]["AuthParameters"], json!({ "REFRESH_TOKEN": "refresh" }));
        // The next page has it.
        browser.go(&chat.site.at("chat.html#lunch-club")).await;
        browser.find(TEXT).await;
        assert_eq!(asked_for(&chat.pool, "InitiateAuth").len(), 1);
    })
    .await;
}

/// By its times the token is good for an hour: only the API knows that it is not.
#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_refused_token_is_renewed_once_and_the_request_sent_again() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let (old, new) = (token("Student", HOUR, 1), token("Student", HOUR, 2));
        let chat = signed(&old, chat_for(vec![new.clone()]), pool_of(new.clone()), &browser, site).await;
        browser.go(&chat.site.at("")).await;
        browser.find(CONVERSATION).await;
        let tokens: Vec<_> = chat
            .api
            .asked()
            .iter()
            .filter(|asked| asked.method == "GET")
            .map(|asked| bearer(asked).to_owned())
            .collect();
        assert_eq!(tokens, [old.clone(), new.clone()]);

        // An API that takes no token at all: one renewal, and then its own words.
        let refuses = |asked: &Asked| match asked.method.as_str() {
            "OPTIONS" => allows_authorization(),
            _ => Answer::json(401, r#"{"message":"Unauthorized"}"#).cors(),
        };
        chat.api.answer(refuses);
        let before = chat.api.asked().len();
        browser.go(&chat.site.at("?again")).await;
        let text = browser.find(&format!("{ERROR}[data-reason='401']")).await.text().await;
        assert!(text.starts_with("The API does not take your token (401)") && text.contains("providerARNs"), "{text}");
        let gets = chat.api.lines().split_off(before).into_iter().filter(|line| line.starts_with("GET")).count();
        assert_eq!(gets, 2);
        browser.screenshot("site-token-refused").await;

        // Without a renewal the refusal stands as well.
        chat.pool.answer(|asked| match asked.method.as_str() {
            "OPTIONS" => preflight(),
            _ => refusal("InvalidParameterException", "Refresh token flow not enabled for this client"),
        });
        browser.go(&chat.site.at("?once-more")).await;
        browser.find(&format!("{ERROR}[data-reason='401']")).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_sign_in_that_has_ended_leads_to_the_form_and_back_with_what_was_written() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("Student", HOUR, 1);
        let ended = |asked: &Asked| match asked.method.as_str() {
            "OPTIONS" => preflight(),
            _ => refusal("NotAuthorizedException", "Refresh Token has been revoked"),
        };
        let chat = signed(&own, chat_for(vec![own.clone()]), ended, &browser, site).await;
        browser.go(&chat.site.at("chat.html#lunch-club")).await;
        browser.find(TEXT).await;
        chat.api.answer(chat_for(vec!["another".to_owned()]));
        browser.find("[data-testid=message-input]").await.enter("Not lost").await;
        browser.press(ENTER).await;
        let error = browser.find(&format!("[data-testid=composer] {ERROR}[data-reason=ended]")).await.text().await;
        assert!(
            error.starts_with("Your sign-in has ended") && error.contains("Refresh Token has been revoked"),
            "{error}"
        );
        assert_eq!(browser.find("[data-testid=status]").await.text().await, "The message was not sent.");
        let text = browser.run("return document.querySelector('#message').value;", json!([])).await;
        assert_eq!(text, "Not lost");
        browser.find("[data-testid=sign-in-again]").await.click().await;
        browser.find("[data-testid=sign-in-name]").await;
        assert_eq!(browser.address().await, chat.site.at("sign-in.html#lunch-club"));

        // Signed in again, the text is back.
        chat.api.answer(chat_for(vec![own.clone()]));
        sign_in(&browser, &chat.site, &own).await;
        browser.go(&chat.site.at("sign-in.html#lunch-club")).await;
        browser.find(TEXT).await;
        assert_eq!(browser.address().await, chat.site.at("chat.html#lunch-club"));
        let text = browser.run("return document.querySelector('#message').value;", json!([])).await;
        assert_eq!(text, "Not lost");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn signing_out_ends_it_everywhere_or_here_and_says_which() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("Student", HOUR, 1);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        for (page, works, words) in [
            ("", true, "You are signed out."),
            ("chat.html#lunch-club", false, "You are signed out in this tab. Elsewhere you may still be signed in"),
        ] {
            if !works {
                chat.pool.answer(|asked| match asked.method.as_str() {
                    "OPTIONS" => preflight(),
                    _ => refusal("NotAuthorizedException", "Access Token has been revoked"),
                });
            }
            sign_in(&browser, &chat.site, &own).await;
            browser.go(&chat.site.at(page)).await;
            browser.find("[data-testid=sign-out]").await.click().await;
            browser.find("[data-testid=sign-in-name]").await;
            let status = browser.find("[data-testid=status]").await.text().await;
            assert!(status.starts_with(words), "{status}");
            assert_eq!(browser.run("return sessionStorage.length + localStorage.length;", json!([])).await, 0);
        }
        assert_eq!(asked_for(&chat.pool, "GlobalSignOut")[0], json!({ "AccessToken": "access" }));
        browser.go(&chat.site.at("")).await;
        browser.find("[data-testid=sign-in-name]").await;
    })
    .await;
}

/// What a browser does not let a page do with a token, for each mistake in the API.
#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_refused_preflight_is_told_from_an_answer_that_may_not_be_read() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("Student", HOUR, 1);
        let unauthorized = || Answer::json(401, r#"{"message":"Unauthorized"}"#);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        let without_authorization = move |asked: &Asked| match asked.method.as_str() {
            "OPTIONS" => crate::api::preflight(),
            _ => unauthorized().cors(),
        };
        let options_protected = move |_: &Asked| unauthorized().cors();
        for (page, found) in [("", "#view"), ("chat.html#lunch-club", "#view")] {
            chat.api.answer(without_authorization);
            browser.go(&chat.site.at(page)).await;
            let text = browser.find(&format!("{found} {ERROR}[data-reason=cors]")).await.text().await;
            assert!(text.starts_with("The browser did not let this page send your token\n"), "{text}");
            assert!(text.contains("must name Authorization"), "{text}");
            chat.api.answer(options_protected);
            browser.go(&chat.site.at(&page.replace(".html", ".html?again"))).await;
            let text = browser.find(&format!("{found} {ERROR}[data-reason=cors]")).await.text().await;
            assert!(text.contains("OPTIONS is open to all: security: []"), "{text}");
        }
        let command = browser.find("[data-testid=error-command]").await.text().await;
        assert!(command.contains("Access-Control-Request-Headers: authorization\""), "{command}");
        browser.screenshot("site-preflight-refused").await;

        // The answer itself: a 401 without the header. That also keeps from the page that a token has only ended.
        chat.api.answer(move |asked| match asked.method.as_str() {
            "OPTIONS" => allows_authorization(),
            _ => unauthorized(),
        });
        browser.go(&chat.site.at("?again")).await;
        let text = browser.find(&format!("{ERROR}[data-reason=cors]")).await.text().await;
        assert!(
            text.contains("or the gateway response") || text.contains("the gateway response DEFAULT_4XX"),
            "{text}"
        );
        assert!(text.starts_with("The browser did not let this page send your token, or read the answer"), "{text}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_stranger_is_told_what_anybody_is_told() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("mallory", HOUR, 1);
        let good = chat_for(vec![own.clone()]);
        let unknown = move |asked: &Asked| match asked.method.as_str() {
            "POST" => Answer::json(404, r#"{"message":"there is no such conversation"}"#).cors(),
            _ => good(asked),
        };
        let chat = signed(&own, unknown, pool_of(String::new()), &browser, site).await;
        browser.go(&chat.site.at("chat.html#nobody")).await;
        let text = browser.find(&format!("{ERROR}[data-reason='404']")).await.text().await;
        assert!(text.starts_with("There is no such conversation, or you do not take part in it (404)"), "{text}");
        browser.go(&chat.site.at("chat.html?again#lunch-club")).await;
        browser.find(TEXT).await;
        browser.find("[data-testid=message-input]").await.enter("Let me in").await;
        browser.press(ENTER).await;
        let text = browser.find(&format!("[data-testid=composer] {ERROR}[data-reason='404']")).await.text().await;
        assert!(text.contains("you do not take part in it"), "{text}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_pages_of_somebody_signed_in_can_be_read_in_every_form() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("amina.with-a-long-name.of-somebody", HOUR, 1);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        for (form, width, height, scheme) in [
            ("wide", 1100, 720, "light"),
            ("wide-dark", 1100, 720, "dark"),
            ("narrow", 390, 844, "light"),
            ("narrow-dark", 390, 844, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            for (state, page, shown) in [
                ("signed-list", "", CONVERSATION),
                ("new-conversation", "?new", CONVERSATION),
                ("signed-chat", "chat.html#lunch-club", TEXT),
            ] {
                browser.go(&chat.site.at(page)).await;
                browser.find(shown).await;
                if state == "new-conversation" {
                    browser.find("[data-testid=new-conversation]").await.click().await;
                    browser.find("[data-testid=new-with]").await.click().await;
                }
                let name = format!("site-{state}-{form}");
                assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{name}: pale");
                assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{name}: without a name");
                assert_eq!(browser.run(WIDER, json!([])).await, Value::Bool(false), "{name}: to the side");
                browser.screenshot(&name).await;
            }
        }
    })
    .await;
}
