//! Requests to an API on the live page: the way of each, and *Test*.
//!
//! The book shows `target/screenshots/live-page-api.png` and `live-page-api-failed.png`, copied to `book/src/images/`.

use reqwest::Method;
use serde_json::json;

use super::chat_api::{ChatApi, FUNCTION};
use super::{BUCKET, POLICY, make_bucket, until_rows};
use crate::accessibility::{NAMELESS, PALE, WIDER};
use crate::webdriver::{Browser, ENTER, in_browser};
use crate::{BROWSER, client};

const NO_TOKEN: &str = "[data-testid=no-token]";
const SAID: &str = "[data-testid=said]";

/// The stages of the way that is open, each with its state.
async fn states(browser: &Browser) -> Vec<String> {
    let names = browser.attributes("[data-testid=stage]", "data-stage").await;
    let states = browser.attributes("[data-testid=stage]", "data-state").await;
    names.iter().zip(states).map(|(name, state)| format!("{name} {state}")).collect()
}

/// Opens one row alone: the newest is number 0.
async fn open(browser: &Browser, row: u32) {
    let script = "for (const row of document.querySelectorAll('#requests details')) row.open = false;
        for (const more of document.querySelectorAll('[data-testid=more]')) more.remove();
        document.querySelectorAll('#requests summary')[arguments[0]].click();";
    browser.run(script, json!([row])).await;
    browser.find("[data-testid=way]").await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_request_to_an_api_shows_its_way_stage_by_stage() {
    let _alone = BROWSER.lock().await;
    let api = ChatApi::start().await;
    assert_eq!(api.ask(Method::GET, "/dev/conversations").await, 200);
    assert_eq!(api.ask(Method::OPTIONS, "/dev/conversations").await, 200);
    assert_eq!(api.ask(Method::GET, "/prod/conversations").await, 403);
    assert_eq!(api.ask(Method::GET, "/dev/conversations/broken").await, 502);
    in_browser(async move |browser: Browser| {
        browser.emulate(1180, 860, "light").await;
        browser.go(&api.cloud.live_page()).await;
        // Two of them with the function's run before it.
        until_rows(&browser, 6).await;
        let paths = browser.texts("[data-testid=path]").await;
        assert_eq!(paths[0], "/dev/conversations/broken");
        assert_eq!(browser.texts("[data-testid=ended-at]").await, ["ended at: Integration", "ended at: no method"]);

        open(&browser, 0).await;
        let ended = [
            "method-request passed",
            "integration-request passed",
            "integration ended",
            "gateway-response left",
            "integration-response unreached",
            "method-response unreached",
        ];
        assert_eq!(states(&browser).await, ended);
        let words = browser.texts("[data-testid=stage] [data-testid=state]").await;
        assert_eq!(words[2], "✕ the request ended here", "colour is not all that says so");
        assert!(words[3].contains("After “Integration” the request left the way"), "{words:?}");
        browser.find("[data-testid=run-link]").await;
        for (name, width, height, scheme) in [
            ("live-page-way", 1180, 860, "light"),
            ("live-page-way-dark", 1180, 860, "dark"),
            ("live-page-way-narrow", 390, 1400, "light"),
            ("live-page-way-narrow-dark", 390, 1400, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            browser.run("document.querySelector('#requests').scrollIntoView();", json!([])).await;
            assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{name}: pale");
            assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{name}: without a name");
            assert_eq!(browser.run(WIDER, json!([])).await, false, "{name}: to the side");
            browser.screenshot(name).await;
        }
        // For the book: the end of the log says why.
        browser.emulate(1040, 760, "light").await;
        let to_the_end = "const log = document.querySelector('[data-testid=log]');
            log.style.maxHeight = '12rem';
            log.scrollTop = log.scrollHeight;
            document.querySelector('.way').scrollIntoView();
            scrollBy(0, 60);";
        browser.run(to_the_end, json!([])).await;
        browser.screenshot("live-page-api-failed").await;
        browser.emulate(1180, 860, "light").await;

        // No such stage: no method was reached.
        open(&browser, 2).await;
        assert_eq!(states(&browser).await[..2], ["gateway-response left", "method-request unreached"]);

        // API Gateway answers itself, and it is on the way.
        open(&browser, 3).await;
        assert!(states(&browser).await.iter().all(|state| state.ends_with(" passed")), "{:?}", states(&browser).await);
        assert_eq!(browser.texts("[data-stage=integration] h4").await, ["Mock"]);
        assert_eq!(browser.count("[data-testid=run-link]").await, 0);

        open(&browser, 4).await;
        assert!(states(&browser).await.iter().all(|state| state.ends_with(" passed")), "{:?}", states(&browser).await);
        assert_eq!(browser.texts("[data-stage=integration] h4").await, [format!("Lambda {FUNCTION}")]);
        let log = browser.texts("[data-testid=log]").await;
        let recorded =
            api.cloud.trace().into_iter().find(|event| event.uri == "/dev/conversations" && event.api.is_some());
        assert_eq!(log, [recorded.and_then(|event| event.api).expect("a way").log.join("\n")]);
        browser.emulate(1040, 760, "light").await;
        let to_the_row = "const bar = document.querySelector('.bar').offsetHeight;
            scrollBy(0, document.querySelectorAll('#requests > li')[4].getBoundingClientRect().top - bar);";
        browser.run(to_the_row, json!([])).await;
        browser.screenshot("live-page-api").await;
        browser.emulate(1180, 860, "light").await;

        // The function's run, and back from there, with the keyboard.
        browser.run("document.querySelector('[data-testid=run-link]').focus();", json!([])).await;
        browser.press(ENTER).await;
        let row = "return document.activeElement.closest('li').querySelector('[data-testid=method]').textContent;";
        assert_ne!(browser.run(row, json!([])).await, "GET");
        let link = browser.find("[data-testid=caller-link]").await;
        assert_eq!(link.text().await, "GET /dev/conversations");
        link.click().await;
        assert_eq!(browser.run(row, json!([])).await, "GET");
        // A filter that hides the other row gives way.
        browser.find("[data-testid=service] option[value=lambda]").await.click().await;
        until_rows(&browser, 2).await;
        browser.run("document.querySelectorAll('#requests summary')[1].click();", json!([])).await;
        browser.find("[data-testid=caller-link]").await.click().await;
        until_rows(&browser, 6).await;
        assert_eq!(browser.run(row, json!([])).await, "GET");
        assert_eq!(browser.console_errors().await, [""; 0]);
        api.cloud.shutdown().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_method_is_tested_as_it_is_defined() {
    let _alone = BROWSER.lock().await;
    let api = ChatApi::start().await;
    in_browser(async move |browser: Browser| {
        browser.emulate(1180, 860, "light").await;
        browser.go(&api.cloud.live_page()).await;
        let methods = browser.texts("[data-testid=api-method] .method").await;
        browser.find("[data-testid=api-method]").await;
        let methods =
            if methods.is_empty() { browser.texts("[data-testid=api-method] .method").await } else { methods };
        assert_eq!(methods, ["ANY", "OPTIONS"]);
        assert_eq!(browser.address().await, format!("{}/_checker/", api.cloud.endpoint()), "nobody sees the token");
        assert!(!browser.find(NO_TOKEN).await.is_shown().await);
        let stage = browser.find("[data-testid=stage-entry]").await.text().await;
        assert!(stage.contains(&format!("{}/dev", api.origin)), "{stage}");
        assert_eq!(browser.count("[data-testid=not-deployed]").await, 0);

        browser.find("[data-testid=api-method] summary").await.click().await;
        let options = browser.texts("[data-testid=test-method] option").await;
        assert!(!options.contains(&"OPTIONS".to_owned()), "it has a method of its own: {options:?}");
        browser.find("[data-testid=path-proxy]").await.enter("conversations/a b").await;
        browser.find("[data-testid=query]").await.enter("limit=1&x=%2B").await;
        browser.find("[data-testid=headers]").await.enter("no header").await;
        browser.find("[data-testid=test]").await.click().await;
        let said = browser.find(SAID).await.text().await;
        assert!(said.starts_with("This is no header: “no header”."), "{said}");
        browser.run("document.querySelector('[data-testid=headers]').value = 'X-Any: <b>1</b>';", json!([])).await;
        browser.find("[data-testid=test]").await.click().await;
        assert_eq!(browser.find("[data-testid=test-status]").await.text().await, "200");
        let request = browser.find("[data-testid=test-request]").await.text().await;
        assert_eq!(request, "GET /conversations/a%20b?limit=1&x=%2B");
        assert!(browser.texts("[data-testid=test-body]").await[0].starts_with("[{\"id\":\"lunch-club\""));
        let log = browser.texts("[data-testid=result] [data-testid=log]").await.remove(0);
        assert!(log.starts_with("Execution log for request "), "{log}");
        for line in ["{proxy=conversations/a%20b}", "{limit=1, x=+}", "X-Any=<b>1</b>", "completed with status: 200"] {
            assert!(log.contains(line), "{line}: {log}");
        }
        for (name, width, height, scheme) in [
            ("live-page-test", 1180, 1000, "light"),
            ("live-page-test-dark", 1180, 1000, "dark"),
            ("live-page-test-narrow", 390, 1400, "light"),
            ("live-page-test-narrow-dark", 390, 1400, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            assert_eq!(browser.run(PALE, json!([])).await, json!([]), "{name}: pale");
            assert_eq!(browser.run(NAMELESS, json!([])).await, json!([]), "{name}: without a name");
            assert_eq!(browser.run(WIDER, json!([])).await, false, "{name}: to the side");
            browser.screenshot(name).await;
        }
        browser.emulate(1180, 860, "light").await;

        // The list has it too.
        until_rows(&browser, 2).await;
        browser.find("[data-testid=show-way]").await.click().await;
        browser.find("[data-testid=way]").await;
        let cells = browser.texts("[data-testid=more] td").await;
        assert!(cells.iter().any(|cell| cell == "test-invoke-stage"), "{cells:?}");

        // What a function answers stays text.
        let path = "document.querySelector('[data-testid=path-proxy]').value = 'conversations/hostile';";
        browser.run(path, json!([])).await;
        browser.find("[data-testid=test]").await.click().await;
        browser.until("document.querySelector('[data-testid=test-body]')?.textContent.startsWith('<img')").await;
        assert_eq!(browser.count("main img").await, 0, "no element was made of it");
        assert_eq!(browser.dialogue().await, None, "nothing ran");

        assert_eq!(browser.console_errors().await, [""; 0]);
        api.cloud.shutdown().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_change_that_is_not_deployed_is_said() {
    let _alone = BROWSER.lock().await;
    let api = ChatApi::start().await;
    in_browser(async move |browser: Browser| {
        browser.go(&api.cloud.live_page()).await;
        browser.find("[data-testid=api-method] summary").await.click().await;
        browser.find("[data-testid=path-proxy]").await.enter("conversations").await;
        assert_eq!(browser.count("[data-testid=not-deployed]").await, 0);

        let header = r#"{"responseParameters":{"gatewayresponse.header.Access-Control-Allow-Origin":"'*'"}}"#;
        api.control("PUT", "/gatewayresponses/DEFAULT_4XX", header).await;
        let hint = browser.find("[data-testid=not-deployed]").await.text().await;
        assert!(hint.starts_with("⚠ The definition was changed after this deployment"), "{hint}");
        browser.screenshot("live-page-not-deployed").await;
        let typed = "return document.querySelector('[data-testid=path-proxy]').value;";
        assert_eq!(browser.run(typed, json!([])).await, "conversations", "what was typed stays");

        api.control("POST", "/deployments", r#"{"stageName":"dev"}"#).await;
        browser.until("document.querySelector('[data-testid=not-deployed]') === null").await;
        assert_eq!(browser.run(typed, json!([])).await, "conversations");
        assert_eq!(browser.console_errors().await, [""; 0]);
        api.cloud.shutdown().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn without_its_token_the_page_shows_all_and_tests_nothing() {
    let _alone = BROWSER.lock().await;
    let api = ChatApi::start().await;
    assert_eq!(api.ask(Method::GET, "/dev/conversations").await, 200);
    in_browser(async move |browser: Browser| {
        let page = api.cloud.live_page();
        let (address, token) = page.split_once('#').expect("a token");
        browser.go(address).await;
        until_rows(&browser, 2).await;
        let notice = browser.find(NO_TOKEN).await;
        assert!(notice.is_shown().await);
        assert!(notice.text().await.starts_with("Test is off: this page was opened without its token."));
        browser.find("[data-testid=api-method] summary").await.click().await;
        let button = browser.find("[data-testid=test]").await;
        assert_eq!(button.attribute("disabled").await.as_deref(), Some("true"));
        assert_eq!(button.attribute("aria-describedby").await.as_deref(), Some("no-token"));
        assert_eq!(browser.run(PALE, json!([])).await, json!([]));
        browser.screenshot("live-page-no-token").await;
        // Whoever pastes the whole address now loads nothing anew.
        browser.run("location.hash = arguments[0];", json!([token])).await;
        browser.until("!document.querySelector('[data-testid=test]').disabled").await;
        assert!(!notice.is_shown().await);
        assert_eq!(browser.address().await, address);
        // Nor does a fragment of another kind, or loading the page again, take it away.
        browser.run("location.hash = 'requests';", json!([])).await;
        browser.run("location.reload();", json!([])).await;
        browser.find("[data-testid=api-method] summary").await.click().await;
        browser.until("document.querySelector('[data-testid=test]')?.disabled === false").await;
        // A token of another run is refused, and the page says so.
        let wrong = "0".repeat(32);
        browser.run("location.hash = arguments[0];", json!([wrong])).await;
        browser.find("[data-testid=path-proxy]").await.enter("conversations").await;
        browser.find("[data-testid=test]").await.click().await;
        browser
            .until(
                "document.querySelector('[data-testid=said]').textContent.startsWith('The token is missing or wrong')",
            )
            .await;
        api.cloud.shutdown().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn html_in_a_bucket_cannot_test() {
    let _alone = BROWSER.lock().await;
    let api = ChatApi::start().await;
    in_browser(async move |browser: Browser| {
        let client = client(&api.cloud);
        make_bucket(&api.cloud, &client).await;
        client.delete_public_access_block().bucket(BUCKET).send().await.expect("public policies are allowed");
        client.put_bucket_policy().bucket(BUCKET).policy(POLICY).send().await.expect("a policy");
        let html = client.put_object().bucket(BUCKET).key("evil.html").content_type("text/html");
        html.body(b"<h1>evil</h1>".to_vec().into()).send().await.expect("an object");
        let before = api.cloud.trace_len();
        // In the tab that had the page, so that its history is at hand.
        browser.go(&api.cloud.live_page()).await;
        browser.find("[data-testid=api-method]").await;
        browser.go(&format!("{}/{BUCKET}/evil.html", api.cloud.endpoint())).await;
        let script = "
            const [api, token] = arguments;
            const page = await (await fetch('/_checker/cloud.json')).json();
            const [method] = page.apis[0].methods;
            const asked = { api, resource: method.resource, method: 'GET', path_with_query: '/conversations', headers: [], body: '' };
            const answer = await fetch('/_checker/test', {
                method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked),
            });
            const popup = window.open('/_checker/');
            const entries = navigation.entries().map((entry) => `${entry.url} ${JSON.stringify(entry.getState())}`);
            const seen = [document.referrer, location.href, JSON.stringify(history.state), ...entries].join(' ');
            return [answer.status, (await answer.json()).message, popup === null || popup.closed, seen];";
        let page = api.cloud.live_page();
        let token = page.split_once('#').expect("a token").1;
        let told = browser.run(&format!("return (async (...arguments) => {{ {script} }})(...arguments);"), json!([api.api_id])).await;
        assert_eq!(told[0], 403, "{told}");
        assert!(told[1].as_str().expect("a sentence").starts_with("The token is missing or wrong"), "{told}");
        assert!(!told[3].as_str().expect("texts").contains(token), "{told}");
        assert!(api.cloud.trace_since(before).iter().all(|event| event.function_run.is_none()), "nothing ran");
        api.cloud.shutdown().await;
    })
    .await;
}
