//! The live page of an embedded cloud.
//!
//! The book shows `target/screenshots/live-page.png`, copied to `book/src/images/`.

mod api;
mod chat_api;

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, IndexDocument, PublicAccessBlockConfiguration,
    WebsiteConfiguration,
};
use cloud::{Cloud, Config};
use serde_json::json;

use crate::webdriver::{Browser, ENTER, in_browser};
use crate::{BROWSER, client};

const BUCKET: &str = "chat-site";

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::chat-site/*" }
  ]
}"#;

/// A key that would run, were it ever read as HTML.
const HOSTILE: &str = "<img src=x onerror=alert(1)><script>alert(2)</script>";

const ROW: &str = "[data-testid=request]";
const STATUS: &str = "[data-testid=request] [data-testid=status]";
const DOWN: &str = "\u{e015}";

/// Everybody, without credentials.
struct Anonymous(reqwest::Client);

impl Anonymous {
    fn new() -> Self {
        Self(reqwest::Client::builder().no_proxy().build().expect("a client"))
    }

    async fn get(&self, address: &str) -> u16 {
        let answer = self.0.get(address).send().await.expect("an answer");
        let status = answer.status().as_u16();
        answer.bytes().await.expect("a whole answer");
        status
    }
}

async fn start(port: Option<u16>) -> Cloud {
    Cloud::start(Config { port, ..Config::default() }).await.expect("the port is free")
}

async fn make_bucket(cloud: &Cloud, client: &Client) {
    let region = BucketLocationConstraint::from(cloud.region());
    let here = CreateBucketConfiguration::builder().location_constraint(region).build();
    client.create_bucket().bucket(BUCKET).create_bucket_configuration(here).send().await.expect("a bucket");
}

async fn put(client: &Client, key: &str, content_type: &str) {
    let request = client.put_object().bucket(BUCKET).key(key).content_type(content_type);
    request.body(b"<h1>Hello</h1>".to_vec().into()).send().await.expect("an object");
}

/// Waits until the page has listed so many requests.
async fn until_rows(browser: &Browser, count: usize) {
    browser.until(&format!("document.querySelectorAll('{ROW}').length === {count}")).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn requests_are_shown_as_they_come_with_who_decided() {
    let _alone = BROWSER.lock().await;
    let cloud = start(None).await;
    in_browser(async move |browser: Browser| {
        let (client, anonymous) = (client(&cloud), Anonymous::new());
        browser.emulate(1180, 720, "light").await;
        browser.go(&cloud.live_page()).await;
        let empty = browser.find("[data-testid=empty]").await;
        browser.until("document.querySelector('[data-testid=connection]').textContent === 'live'").await;
        assert!(empty.is_shown().await && empty.text().await.contains(&format!("curl -i {}/", cloud.endpoint())));
        browser.screenshot("live-page-empty").await;

        make_bucket(&cloud, &client).await;
        put(&client, "index.html", "text/html; charset=utf-8").await;
        put(&client, "data/conversations.json", "application/json").await;
        let object = format!("{}/{BUCKET}/index.html", cloud.endpoint());
        assert_eq!(anonymous.get(&object).await, 403);
        let policy = client.put_bucket_policy().bucket(BUCKET).policy(POLICY).send();
        assert!(policy.await.is_err(), "public policies are blocked");
        let flags = PublicAccessBlockConfiguration::builder().block_public_acls(true).ignore_public_acls(true).build();
        let request = client.put_public_access_block().bucket(BUCKET).public_access_block_configuration(flags);
        request.send().await.expect("public policies are allowed");
        client.put_bucket_policy().bucket(BUCKET).policy(POLICY).send().await.expect("a policy");
        let index = IndexDocument::builder().suffix("index.html").build().expect("complete");
        let website = WebsiteConfiguration::builder().index_document(index).build();
        client.put_bucket_website().bucket(BUCKET).website_configuration(website).send().await.expect("a website");
        let address = format!("http://{}/", cloud.serve_website(BUCKET, None).await.expect("a port"));
        assert_eq!(anonymous.get(&address).await, 200);
        assert_eq!(anonymous.get(&format!("{}/{BUCKET}?list-type=2", cloud.endpoint())).await, 403);

        until_rows(&browser, 10).await;
        assert_eq!(browser.texts(STATUS).await, ["403", "200", "200", "204", "200", "403", "403", "200", "200", "200"]);
        let of_newest = async |name: &str| browser.texts(&format!("{ROW} [data-testid={name}]")).await[0].clone();
        assert_eq!(of_newest("method").await, "GET");
        assert_eq!(of_newest("path").await, format!("/{BUCKET}?list-type=2"));
        assert_eq!(of_newest("operation").await, "ListObjectsV2");
        assert_eq!(of_newest("who").await, "anonymous");
        assert_eq!(of_newest("error").await, "AccessDenied Access Denied");
        let decisions = browser.texts("[data-testid=decision]").await;
        let recorded: Vec<_> = cloud.trace().into_iter().rev().filter_map(|event| event.decision).collect();
        assert_eq!(decisions, recorded);
        assert!(decisions.iter().any(|words| words == "statement 1 of the bucket policy allows s3:GetObject"));
        assert_eq!(browser.find("[data-testid=count]").await.text().await, "10 requests, 3 refused");
        let links = browser.attributes("[data-testid=bucket] [data-testid=website]", "href").await;
        assert_eq!(links, [address], "the reader finds the site from here");
        assert!(browser.find("[data-testid=bucket]").await.text().await.contains("2 objects"));
        assert!(!empty.is_shown().await);

        for (name, width, height, scheme) in [
            ("live-page", 1000, 600, "light"),
            ("live-page-wide-dark", 1280, 800, "dark"),
            ("live-page-narrow", 390, 844, "light"),
            ("live-page-narrow-dark", 390, 844, "dark"),
        ] {
            browser.emulate(width, height, scheme).await;
            let wider = "return document.documentElement.scrollWidth > document.documentElement.clientWidth;";
            assert_eq!(browser.run(wider, json!([])).await, false, "{name}: nothing stands out to the side");
            browser.screenshot(name).await;
        }
        browser.emulate(1180, 900, "light").await;

        // With the keyboard: to the second row, and open it.
        browser.run("document.querySelector('summary').focus();", json!([])).await;
        browser.press(DOWN).await;
        browser.press(ENTER).await;
        let more = browser.find("[data-testid=more]").await.text().await;
        assert!(more.contains("content-type text/html; charset=utf-8"), "{more}");
        assert!(more.contains("Key index.html"), "{more}");
        browser.screenshot("live-page-open").await;
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_name_that_looks_like_html_stays_text() {
    let _alone = BROWSER.lock().await;
    let cloud = start(None).await;
    in_browser(async move |browser: Browser| {
        let client = client(&cloud);
        make_bucket(&cloud, &client).await;
        put(&client, HOSTILE, "text/html").await;
        browser.go(&cloud.live_page()).await;
        browser.find(&format!("{ROW} summary")).await.click().await;
        browser.find("[data-testid=more]").await;
        let cells = browser.texts("[data-testid=more] td").await;
        assert!(cells.iter().any(|cell| cell == HOSTILE), "{cells:?}");
        assert_eq!(browser.count("#requests img, #requests script").await, 0, "no element was made of a name");
        assert_eq!(browser.dialogue().await, None, "nothing ran");
        // The page's own policy would stop such a script as well, and the console would say so.
        assert_eq!(browser.console_errors().await, [""; 0]);
        // And the policy holds: not even the page's own code can turn text into HTML.
        let tried =
            "try { document.body.innerHTML = arguments[0]; return 'done'; } catch (error) { return error.name; }";
        assert_eq!(browser.run(tried, json!(["<b>x</b>"])).await, "TypeError");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn requests_are_filtered_held_back_and_cleared() {
    let _alone = BROWSER.lock().await;
    let cloud = start(None).await;
    in_browser(async move |browser: Browser| {
        let (client, anonymous) = (client(&cloud), Anonymous::new());
        make_bucket(&cloud, &client).await;
        put(&client, "a.html", "text/html").await;
        assert_eq!(anonymous.get(&format!("{}/{BUCKET}/a.html", cloud.endpoint())).await, 403);
        let website = cloud.serve_website(BUCKET, None).await.expect("a port");
        assert_eq!(anonymous.get(&format!("http://{website}/b.html")).await, 404);
        browser.go(&cloud.live_page()).await;
        until_rows(&browser, 4).await;

        browser.find("[data-testid=refused]").await.click().await;
        assert_eq!(browser.texts(STATUS).await, ["404", "403"]);
        assert_eq!(browser.find("[data-testid=count]").await.text().await, "4 requests, 2 refused; 2 matches");
        browser.find("[data-testid=service] option[value=s3]").await.click().await;
        assert_eq!(browser.texts(STATUS).await, ["403"]);
        // What comes is filtered too.
        assert_eq!(anonymous.get(&format!("http://{website}/c.html")).await, 404);
        assert_eq!(anonymous.get(&format!("{}/{BUCKET}/c.html", cloud.endpoint())).await, 403);
        until_rows(&browser, 2).await;
        browser.find("[data-testid=text]").await.enter("A.HTML").await;
        until_rows(&browser, 1).await;
        assert_eq!(browser.texts("[data-testid=path]").await, [format!("/{BUCKET}/a.html")]);
        browser.find("[data-testid=text]").await.enter(" and nothing else").await;
        until_rows(&browser, 0).await;
        browser.find("[data-testid=no-match] button").await.click().await;
        until_rows(&browser, 6).await;

        let pause = browser.find("[data-testid=pause]").await;
        pause.click().await;
        assert_eq!(pause.attribute("aria-pressed").await.as_deref(), Some("true"));
        anonymous.get(&format!("{}/{BUCKET}/held-back", cloud.endpoint())).await;
        browser.until("document.querySelector('[data-testid=pause]').textContent === 'Resume (1 new)'").await;
        assert_eq!(browser.count(ROW).await, 6);
        pause.click().await;
        until_rows(&browser, 7).await;
        assert_eq!(pause.text().await, "Pause");

        browser.find("[data-testid=clear]").await.click().await;
        assert_eq!(browser.count(ROW).await, 0);
        assert!(browser.find("[data-testid=empty]").await.text().await.starts_with("No new request"));
        anonymous.get(&format!("{}/{BUCKET}/after", cloud.endpoint())).await;
        until_rows(&browser, 1).await;
        assert_eq!(browser.texts("[data-testid=path]").await, [format!("/{BUCKET}/after")]);
        let cut = browser.find("[data-testid=cut]").await.text().await;
        assert_eq!(cut, "7 older requests of this cloud are no longer listed.");
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn many_requests_are_kept_and_the_newest_shown() {
    let _alone = BROWSER.lock().await;
    let cloud = start(None).await;
    in_browser(async move |browser: Browser| {
        let anonymous = Anonymous::new();
        for number in 0..600 {
            anonymous.get(&format!("{}/{BUCKET}/{number}", cloud.endpoint())).await;
        }
        browser.go(&cloud.live_page()).await;
        until_rows(&browser, 500).await;
        let cut = browser.find("[data-testid=cut]").await.text().await;
        assert_eq!(cut, "The newest 500 of 600 are shown; a filter finds the others.");
        assert_eq!(browser.texts("[data-testid=path]").await[0], format!("/{BUCKET}/599"));
        browser.find("[data-testid=text]").await.enter("chat-site/17").await;
        // 17 and 170 to 179.
        until_rows(&browser, 11).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn a_lost_connection_is_said_and_comes_back() {
    let _alone = BROWSER.lock().await;
    let cloud = start(None).await;
    in_browser(async move |browser: Browser| {
        let anonymous = Anonymous::new();
        let port = cloud.port();
        browser.go(&cloud.live_page()).await;
        anonymous.get(&format!("{}/before/x", cloud.endpoint())).await;
        until_rows(&browser, 1).await;
        cloud.shutdown().await;
        browser.until("document.querySelector('[data-testid=connection]').dataset.state === 'lost'").await;
        assert!(browser.find("[data-testid=connection]").await.text().await.starts_with("connection lost"));
        assert_eq!(browser.count(ROW).await, 1, "what was seen can still be read");
        browser.screenshot("live-page-lost").await;

        let cloud = start(Some(port)).await;
        browser.until("document.querySelector('[data-testid=connection]').dataset.state === 'live'").await;
        browser.until("!document.querySelector('[data-testid=notice]').hidden").await;
        let notice = browser.find("[data-testid=notice]").await.text().await;
        assert!(notice.starts_with("The cloud was started again at "), "{notice}");
        assert_eq!(browser.count(ROW).await, 0);
        anonymous.get(&format!("{}/after/x", cloud.endpoint())).await;
        until_rows(&browser, 1).await;
        assert_eq!(browser.texts("[data-testid=path]").await, ["/after/x"]);
    })
    .await;
}
