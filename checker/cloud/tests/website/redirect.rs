//! Redirects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>

use aws_sdk_s3::types::{Condition, Protocol, Redirect, RedirectAllRequestsTo, RoutingRule, WebsiteConfiguration};
use http::Method;

use crate::site::{BUCKET, Site, host};

fn rule(prefix: Option<&str>, error: Option<&str>, redirect: Redirect) -> RoutingRule {
    let condition = Condition::builder()
        .set_key_prefix_equals(prefix.map(str::to_owned))
        .set_http_error_code_returned_equals(error.map(str::to_owned));
    RoutingRule::builder().condition(condition.build()).redirect(redirect).build()
}

/// All requests go elsewhere, even to a private bucket and for missing objects.
#[tokio::test]
async fn all_requests_can_go_to_another_host() {
    let site = Site::private_bucket().await;
    for (protocol, location) in
        [(None, "http://www.example.com/a%20b/?x=1"), (Some(Protocol::Https), "https://www.example.com/a%20b/?x=1")]
    {
        let all = RedirectAllRequestsTo::builder().host_name("www.example.com").set_protocol(protocol).build();
        let all = all.expect("a host name");
        site.website(WebsiteConfiguration::builder().redirect_all_requests_to(all).build()).await;
        let reply = site.get("/a%20b/?x=1").await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (301, location));
        assert_eq!((reply.body.as_str(), reply.header("content-length")), ("", "0"));
    }
    assert!(site.decision().contains("RedirectAllRequestsTo www.example.com"), "{}", site.decision());
}

/// Example 1 of the user guide: a renamed prefix. It counts even where the object exists.
#[tokio::test]
async fn a_rule_can_rename_a_prefix() {
    let site = Site::new(&[("docs/page.html", "old")]).await;
    let redirect = Redirect::builder().replace_key_prefix_with("documents/").build();
    site.routing_rules(vec![rule(Some("docs/"), None, redirect)]).await;
    let reply = site.get("/docs/page.html?x=1").await;
    let location = format!("http://{}/documents/page.html?x=1", host());
    assert_eq!((reply.status.as_u16(), reply.header("location")), (301, location.as_str()));
    assert_eq!(site.decision(), "routing rule 1, KeyPrefixEquals docs/");
    assert_eq!(site.get("/other.html").await.status, 403);
}

/// Example 2: a deleted folder's pages lead to one page; the code, host and protocol can be chosen.
#[tokio::test]
async fn a_rule_can_replace_the_whole_key() {
    let site = Site::new(&[]).await;
    let redirect = Redirect::builder().replace_key_with("gone.html").http_redirect_code("307");
    let redirect = redirect.host_name("www.example.com").protocol(Protocol::Https).build();
    site.routing_rules(vec![rule(Some("images/"), None, redirect)]).await;
    let reply = site.get("/images/cat.jpg").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (307, "https://www.example.com/gone.html"));
}

/// Example 3: an error leads to another host, and not to the error document.
#[tokio::test]
async fn a_rule_can_wait_for_an_error() {
    let site = Site::new(&[("page.html", "page"), ("error.html", "oh no")]).await;
    site.error_document("error.html").await;
    let redirect = |prefix: &str| {
        let redirect = Redirect::builder().host_name("report.example.com").replace_key_prefix_with(prefix);
        redirect.build()
    };
    let rules =
        vec![rule(None, Some("404"), redirect("report-404/")), rule(None, Some("403"), redirect("report-403/"))];
    site.routing_rules(rules).await;
    assert_eq!(site.get("/page.html").await.body, "page");
    let reply = site.get("/missing.html").await;
    assert_eq!(reply.header("location"), "http://report.example.com/report-403/missing.html");
    assert!(site.decision().ends_with("routing rule 2, HttpErrorCodeReturnedEquals 403"), "{}", site.decision());

    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.head("/missing.html").await;
    assert_eq!(reply.header("location"), "http://report.example.com/report-404/missing.html");
}

/// A folder's rule sees the folder, not its index document.
#[tokio::test]
async fn a_rule_for_errors_sees_the_key_that_was_asked_for() {
    let site = Site::new(&[]).await;
    let redirect = Redirect::builder().replace_key_prefix_with("archive/").build();
    site.routing_rules(vec![rule(Some("blog/"), Some("403"), redirect)]).await;
    let reply = site.get("/blog/").await;
    assert_eq!(reply.header("location"), format!("http://{}/archive/", host()));
}

/// A rule that needs no error counts before the object is looked for, whatever the order.
///
/// <https://github.com/scality/cloudserver> (`findRoutingRule`, "for AWS compat").
#[tokio::test]
async fn a_rule_without_an_error_code_wins_over_one_with() {
    let site = Site::new(&[]).await;
    let to = |key: &str| Redirect::builder().replace_key_with(key).build();
    site.routing_rules(vec![rule(None, Some("403"), to("error")), rule(Some("a/"), None, to("prefix"))]).await;
    assert_eq!(site.get("/a/missing").await.header("location"), format!("http://{}/prefix", host()));
    assert_eq!(site.get("/b/missing").await.header("location"), format!("http://{}/error", host()));
}

/// `x-amz-website-redirect-location` -> 301, if everyone may read the object.
#[tokio::test]
async fn an_object_can_redirect() {
    let site = Site::new(&[]).await;
    for (key, location) in [("a", "/b.html"), ("c", "https://example.com/d?e=f")] {
        let object = site.s3.put_object().bucket(BUCKET).key(key).website_redirect_location(location);
        object.body(b"not sent".to_vec().into()).send().await.expect("an object");
        for method in [Method::GET, Method::HEAD] {
            let reply = site.send(method, &format!("/{key}"), &[]).await;
            assert_eq!((reply.status.as_u16(), reply.header("location"), reply.body.as_str()), (301, location, ""));
        }
    }
    site.s3.delete_bucket_policy().bucket(BUCKET).send().await.expect("no policy");
    let reply = site.get("/a").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (403, ""));
}
