//! Cross-origin requests, by the bucket's CORS rules.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>

use aws_sdk_s3::types::{CorsConfiguration, CorsRule};
use http::Method;

use crate::site::{BUCKET, Site, host};

const ORIGIN: (&str, &str) = ("origin", "https://app.example.com");

async fn with_rule() -> Site {
    let site = Site::new(&[("data.json", "{}")]).await;
    let rule = CorsRule::builder()
        .allowed_origins("https://app.example.com")
        .allowed_methods("GET")
        .allowed_headers("x-token")
        .max_age_seconds(60)
        .build()
        .expect("a rule");
    let configuration = CorsConfiguration::builder().cors_rules(rule).build().expect("rules");
    site.s3.put_bucket_cors().bucket(BUCKET).cors_configuration(configuration).send().await.expect("CORS rules");
    site
}

#[tokio::test]
async fn a_rule_adds_its_headers_to_pages_and_errors() {
    let site = with_rule().await;
    for (target, status) in [("/data.json", 200), ("/missing.json", 403)] {
        let reply = site.send(Method::GET, target, &[ORIGIN]).await;
        assert_eq!(reply.status, status, "{target}");
        assert_eq!(reply.header("access-control-allow-origin"), "https://app.example.com", "{target}");
        assert_eq!(reply.header("access-control-allow-methods"), "GET", "{target}");
    }
    for headers in [&[][..], &[("origin", "https://other.example.com")]] {
        let reply = site.send(Method::GET, "/data.json", headers).await;
        assert_eq!((reply.status.as_u16(), reply.header("access-control-allow-origin")), (200, ""), "{headers:?}");
    }
}

#[tokio::test]
async fn a_preflight_request_is_answered_by_rule() {
    let site = with_rule().await;
    let asked = [ORIGIN, ("access-control-request-method", "GET"), ("access-control-request-headers", "X-Token")];
    let reply = site.send(Method::OPTIONS, "/data.json", &asked).await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, ""));
    assert_eq!(reply.header("access-control-allow-origin"), "https://app.example.com");
    assert_eq!(reply.header("access-control-allow-headers"), "x-token");
    assert_eq!(reply.header("access-control-max-age"), "60");
}

#[tokio::test]
async fn a_preflight_request_that_no_rule_allows_is_refused() {
    let site = with_rule().await;
    let reply = site.send(Method::OPTIONS, "/data.json", &[ORIGIN, ("access-control-request-method", "PUT")]).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("access-control-allow-origin"), "");
    let list = "<h1>403 Forbidden</h1>\n<ul>\n<li>Code: AccessForbidden</li>\n<li>Message: CORSResponse: This CORS \
                request is not allowed. This is usually because the evalution of Origin, request method / \
                Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's \
                CORS spec.</li>\n<li>Method: PUT</li>\n<li>ResourceType: OBJECT</li>\n<li>RequestId: ";
    assert!(reply.body.contains(list), "{}", reply.body);
    assert!(site.decision().contains("no CORS rule"), "{}", site.decision());
}

#[tokio::test]
async fn a_bucket_without_rules_refuses_every_preflight_request() {
    let site = Site::new(&[]).await;
    let reply = site.send(Method::OPTIONS, "/", &[ORIGIN, ("access-control-request-method", "GET")]).await;
    assert_eq!(reply.status, 403);
    let list = "<li>Message: CORSResponse: CORS is not enabled for this bucket.</li>\n<li>Method: GET</li>\n\
                <li>ResourceType: BUCKET</li>\n";
    assert!(reply.body.contains(list), "{}", reply.body);
}

#[tokio::test]
async fn options_without_an_origin_is_no_preflight_request() {
    let site = with_rule().await;
    let reply = site.send(Method::OPTIONS, "/", &[]).await;
    assert_eq!(reply.status, 400);
    let list = "<li>Code: BadRequest</li>\n<li>Message: Insufficient information. Origin request header needed.</li>\n\
                <li>RequestId: ";
    assert!(reply.body.contains(list), "{}", reply.body);
}

#[tokio::test]
async fn a_preflight_request_for_no_bucket_is_refused() {
    let site = Site::private_bucket().await;
    let host = host().replace(BUCKET, "no-such-site");
    let asked = [ORIGIN, ("access-control-request-method", "GET")];
    let reply = site.send_to(&host, Method::OPTIONS, "/data.json", &asked).await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("<li>Message: CORSResponse: Bucket not found</li>"), "{}", reply.body);
}
