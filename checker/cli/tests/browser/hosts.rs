//! The site and the API under AWS's own host names, over plain HTTP as S3 serves websites: the browser is told that these
//! hosts are here. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>
//!
//! API Gateway itself speaks HTTPS only; the embedded cloud has no certificate for its name.

use serde_json::json;

use crate::chat_api::ChatApi;
use crate::site::{BUCKET, CONVERSATION, TEXT, messages};
use crate::webdriver::{Browser, in_browser_with};

#[tokio::test]
#[ignore = "needs chromium and chromedriver, and builds a lab: .ci/run has a stage for it"]
async fn the_site_works_under_its_name_on_aws_without_a_secure_context() {
    let api = ChatApi::deploy().await;
    let website = format!("http://{BUCKET}.s3-website.{}.amazonaws.com", api.site.cloud.region());
    let endpoint = format!("http://{}/dev", api.host());
    api.site.configure(&json!({ "apiEndpoint": endpoint })).await;
    // Both hosts on the one port of all services, which tells them apart by their names.
    let rule = format!("--host-resolver-rules=MAP *.amazonaws.com 127.0.0.1:{}", api.site.cloud.port());
    in_browser_with(&[&rule], async move |browser: Browser| {
        browser.go(&format!("{website}/")).await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.address().await, format!("{website}/"));
        // On 127.0.0.1 a page counts as secure without HTTPS. Here it does not, and what needs that is missing.
        assert_eq!(browser.run("return isSecureContext;", json!([])).await, false);
        assert_eq!(browser.run("return crypto.subtle === undefined && !navigator.clipboard;", json!([])).await, true);
        browser.find(&format!("{CONVERSATION}[data-id=lunch-club] a")).await.click().await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, messages("lunch-club"));
        assert_eq!(browser.console_errors().await, [""; 0]);
        let asked = api.site.cloud.trace().into_iter().rev().find(|event| event.api.is_some());
        let asked = asked.expect("a request to the API");
        assert_eq!(asked.host, api.host());
        assert_eq!(asked.request_header("origin"), Some(website.as_str()));

        browser.run("location.hash = '#no-such-conversation';", json!([])).await;
        let error = browser.find("[data-testid=error][data-reason='404']").await.text().await;
        assert!(error.contains("there is no such conversation"), "{error}");
    })
    .await;
}
