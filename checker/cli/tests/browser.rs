//! Pages in a real browser, Chromium: the site, published in an embedded cloud as lab 1 does it, and the cloud's live page.
//!
//! `CHROMEDRIVER` names chromedriver, else it is looked for on the `PATH`:
//! `cargo test --package checker --test browser -- --ignored`. Screenshots go to `target/screenshots`.

mod live_page;
mod webdriver;

use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ErrorDocument, IndexDocument, ObjectCannedAcl,
    ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, WebsiteConfiguration,
};
use checker::starters::read_folder;
use cloud::{Cloud, Config};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};
use webdriver::{Browser, ENTER, TAB, in_browser};

const BUCKET: &str = "chat-site-4711";

/// One browser at a time: each is as large as all the rest of the tests.
static BROWSER: Mutex<()> = Mutex::const_new(());

/// The site with a port of its own.
struct Site {
    address: String,
    // The website lives as long as its cloud.
    _cloud: Cloud,
    _alone: MutexGuard<'static, ()>,
}

impl Site {
    async fn publish() -> Self {
        Self::publish_with("text/javascript; charset=utf-8").await
    }

    /// Publishes the site; `modules` is the content type of the JavaScript modules.
    async fn publish_with(modules: &str) -> Self {
        let alone = BROWSER.lock().await;
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        let client = client(&cloud);
        let region = BucketLocationConstraint::from(cloud.region());
        let here = CreateBucketConfiguration::builder().location_constraint(region).build();
        client.create_bucket().bucket(BUCKET).create_bucket_configuration(here).send().await.expect("a bucket");
        let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerPreferred).build();
        let controls = OwnershipControls::builder().rules(rule.expect("complete")).build().expect("complete");
        let request = client.put_bucket_ownership_controls().bucket(BUCKET).ownership_controls(controls);
        request.send().await.expect("ACLs are on");
        let flags = PublicAccessBlockConfiguration::builder().block_public_policy(true).restrict_public_buckets(true);
        let request = client.put_public_access_block().bucket(BUCKET).public_access_block_configuration(flags.build());
        request.send().await.expect("public ACLs are allowed");
        for (key, bytes) in read_folder(&folder()).expect("the site") {
            let content_type = content_type(&key, modules);
            let request = client.put_object().bucket(BUCKET).key(&key).content_type(content_type);
            let request = request.acl(ObjectCannedAcl::PublicRead).body(bytes.into());
            request.send().await.unwrap_or_else(|error| panic!("{key}: {error:?}"));
        }
        let website = WebsiteConfiguration::builder()
            .index_document(IndexDocument::builder().suffix("index.html").build().expect("complete"))
            .error_document(ErrorDocument::builder().key("error.html").build().expect("complete"))
            .build();
        let request = client.put_bucket_website().bucket(BUCKET).website_configuration(website);
        request.send().await.expect("a website");
        let address = cloud.serve_website(BUCKET, None).await.expect("a port for the website");
        Self { address: format!("http://{address}"), _cloud: cloud, _alone: alone }
    }

    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }
}

fn client(cloud: &Cloud) -> Client {
    let student = cloud.student();
    let credentials = Credentials::new(&student.access_key_id, &student.secret_access_key, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(cloud.region().to_owned()))
        .endpoint_url(cloud.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site")
}

fn content_type<'a>(key: &str, modules: &'a str) -> &'a str {
    match key.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("mjs") => modules,
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => panic!("{key}: a content type for it is missing here"),
    }
}

/// The messages that the site's data has for a conversation.
fn messages(id: &str) -> Vec<String> {
    let path = folder().join(format!("data/conversations/{id}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let conversation: Value = serde_json::from_str(&text).expect("JSON");
    let messages = conversation["messages"].as_array().expect("messages").iter();
    messages.map(|message| message["message"].as_str().expect("a text").to_owned()).collect()
}

const CONVERSATION: &str = "[data-testid=conversation]";
const TEXT: &str = "[data-testid=message] [data-testid=text]";

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
