//! A new conversation, with users of the list that the API gives.

use crate::site::{CONVERSATION, Site};
use crate::stand_in::{Answer, Asked};
use crate::tokens::{ERROR, HOUR, chat_for, pool_of, signed};
use crate::user_pool::token;
use crate::webdriver::{Browser, in_browser};

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_conversation_is_started_with_users_of_the_list() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("amina", HOUR, 1);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        browser.go(&chat.site.at("")).await;
        browser.find(CONVERSATION).await;
        browser.find("[data-testid=new-conversation]").await.click().await;
        browser.find("[data-testid=new-with]").await;
        // Without the caller, by name, and as text.
        assert_eq!(browser.attributes("[data-testid=new-with]", "value").await, ["O'Neil \"Jo\" <b>", "Zoë"]);
        assert_eq!(browser.count("#new-users b").await, 0);
        browser.find("[data-testid=new-start]").await.click().await;
        assert_eq!(
            browser.find("[data-testid=new-form] [data-testid=warning]").await.text().await,
            "Choose at least one."
        );
        browser.find("[data-testid=new-with][value='Zoë']").await.click().await;

        // A refusal leaves the choice as it is.
        let good = chat_for(vec![own.clone()]);
        chat.api.answer(move |asked| match asked.method.as_str() {
            "POST" => Answer::json(400, r#"{"message":"Invalid request body"}"#).cors(),
            _ => good(asked),
        });
        browser.find("[data-testid=new-start]").await.click().await;
        let text = browser.find(&format!("{ERROR}[data-reason='400']")).await.text().await;
        assert!(text.starts_with("The API did not accept the new conversation (400)"), "{text}");
        assert_eq!(browser.count("[data-testid=new-with]:checked").await, 1);
        chat.api.answer(chat_for(vec![own.clone()]));
        browser.find("[data-testid=new-start]").await.click().await;
        browser.find("[data-testid=empty]").await;
        assert_eq!(browser.address().await, chat.site.at("chat.html#7c9e6679-7425-40de-944b-e07fc1f90ae7"));
        let posts: Vec<_> = chat.api.asked().into_iter().filter(|asked| asked.method == "POST").collect();
        assert_eq!(posts.last().map(|asked| asked.body.as_str()), Some("[\"Zoë\"]"));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn where_the_list_of_users_fails_or_is_empty_that_is_said() {
    let site = Site::publish().await;
    in_browser(async move |browser: Browser| {
        let own = token("amina", HOUR, 1);
        let chat = signed(&own, chat_for(vec![own.clone()]), pool_of(String::new()), &browser, site).await;
        let users = |answer: Answer| {
            let good = chat_for(vec![own.clone()]);
            move |asked: &Asked| match (asked.method.as_str(), asked.path.as_str()) {
                ("GET", "/dev/users") => answer.clone(),
                _ => good(asked),
            }
        };
        let missing = Answer::json(403, r#"{"message":"Missing Authentication Token"}"#).cors();
        for (answer, found, words) in [
            (missing.clone(), "[data-reason='403']", "The API has no list of users (403)"),
            (
                Answer::json(403, r#"{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '...'."}"#).cors(),
                "[data-reason='403']",
                "API Gateway takes the token for a signature (403)",
            ),
            (Answer::json(500, r#"{"message":"Internal server error"}"#).cors(), "[data-reason='500']", "API Gateway could not call"),
            (Answer::json(200, r#"[{"Username":"zoe"}]"#).cors(), "[data-reason=shape]", "The answer is JSON, but not what"),
            (Answer::json(200, "[]").cors(), "[data-testid=empty]", "There is nobody else yet"),
            (Answer::json(200, r#"["amina"]"#).cors(), "[data-testid=empty]", "There is nobody else yet"),
        ] {
            chat.api.answer(users(answer));
            browser.go(&chat.site.at("?again")).await;
            browser.find(CONVERSATION).await;
            browser.find("[data-testid=new-conversation]").await.click().await;
            let text = browser.find(&format!("[data-testid=new-form] {found}")).await.text().await;
            assert!(text.starts_with(words), "{text}");
            assert!(!browser.find("[data-testid=new-start]").await.is_shown().await, "{words}");
        }
        // Another try gets over it.
        chat.api.answer(users(missing));
        browser.go(&chat.site.at("?once-more")).await;
        browser.find("[data-testid=new-conversation]").await.click().await;
        browser.find("[data-testid=new-form] [data-testid=retry]").await;
        chat.api.answer(chat_for(vec![own.clone()]));
        browser.find("[data-testid=new-form] [data-testid=retry]").await.click().await;
        browser.find("[data-testid=new-with]").await;
        assert_eq!(browser.count(ERROR).await, 0);
        browser.press("\u{e00c}").await;
        assert!(!browser.find("[data-testid=new-form]").await.is_shown().await, "Escape closes it");
    })
    .await;
}
