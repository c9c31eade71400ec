//! The site and the API under AWS's own host names, over plain HTTP as S3 serves websites: the browser is told that these
//! hosts are here. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>

use serde_json::json;

use crate::api::chat;
use crate::site::{BUCKET, CONVERSATION, Site, TEXT, messages};
use crate::stand_in::StandIn;
use crate::webdriver::{Browser, in_browser_with};

#[tokio::test]
#[ignore = "needs chromium and chromedriver: .ci/run has a stage for it"]
async fn the_site_works_under_its_name_on_aws_without_a_secure_context() {
    let api = StandIn::start(chat).await;
    let site = Site::publish().await;
    let region = site.cloud.region().to_owned();
    let website = format!("http://{BUCKET}.s3-website.{region}.amazonaws.com");
    let endpoint = format!("http://a1b2c3d4e5.execute-api.{region}.amazonaws.com/dev");
    site.configure(&json!({ "apiEndpoint": endpoint })).await;
    let rules = format!(
        "--host-resolver-rules=MAP *.execute-api.{region}.amazonaws.com {}, MAP *.amazonaws.com 127.0.0.1:{}",
        api.address,
        site.cloud.port()
    );
    in_browser_with(&[&rules], async move |browser: Browser| {
        browser.go(&format!("{website}/")).await;
        browser.find(CONVERSATION).await;
        assert_eq!(browser.address().await, format!("{website}/"));
        // On 127.0.0.1 a page counts as secure without HTTPS. Here it does not, and what needs that is missing.
        assert_eq!(browser.run("return isSecureContext;", json!([])).await, false);
        assert_eq!(browser.run("return crypto.subtle === undefined && !navigator.clipboard;", json!([])).await, true);
        let asked = &api.asked()[0];
        assert_eq!(asked.headers["host"], format!("a1b2c3d4e5.execute-api.{region}.amazonaws.com").as_str());
        assert_eq!(asked.headers["origin"], website.as_str());
        browser.find(&format!("{CONVERSATION}[data-id=lunch-club] a")).await.click().await;
        browser.find(TEXT).await;
        assert_eq!(browser.texts(TEXT).await, messages("lunch-club"));
        assert_eq!(browser.console_errors().await, [""; 0]);
    })
    .await;
}
