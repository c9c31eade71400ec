//! The page's files, and who gets them.

use http::Method;

use crate::client::{Reply, get, send, start, token};

#[tokio::test]
async fn the_page_brings_all_that_it_names() {
    let cloud = start().await;
    assert_eq!(cloud.live_page(), format!("http://127.0.0.1:{}/_checker/#{}", cloud.port(), token(&cloud)));
    let page = get(&cloud, "/_checker/").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    for (name, content_type) in [
        ("page.css", "text/css; charset=utf-8"),
        ("api.css", "text/css; charset=utf-8"),
        ("outbox.css", "text/css; charset=utf-8"),
        ("page.mjs", "text/javascript; charset=utf-8"),
        ("apis.mjs", "text/javascript; charset=utf-8"),
        ("elements.mjs", "text/javascript; charset=utf-8"),
        ("outbox.mjs", "text/javascript; charset=utf-8"),
        ("test.mjs", "text/javascript; charset=utf-8"),
        ("way.mjs", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        assert!(page.body.contains(&format!("\"{name}\"")), "{name}");
        let file = get(&cloud, &format!("/_checker/{name}")).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, content_type), "{name}");
        assert!(!file.body.is_empty(), "{name}");
    }
    let without_slash = get(&cloud, "/_checker").await;
    assert_eq!((without_slash.status.as_u16(), without_slash.header("location")), (308, "/_checker/"));
}

#[tokio::test]
async fn only_the_pages_own_files_may_run_in_it() {
    let cloud = start().await;
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"] {
        let host = format!("{host}:{}", cloud.port());
        let page = send(&cloud, Method::GET, "/_checker/", &[("host", &host)]).await;
        assert_eq!(page.status, 200, "{host}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(policy.contains(&format!("script-src http://{host}/_checker/;")), "{policy}");
        // Buckets in path style are of the same origin.
        assert!(!policy.contains("'self'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(!["<style", " style=", "<script>", "javascript:"].iter().any(|inline| page.body.contains(inline)));
    }
}

fn refused(answer: &Reply, host: &str, cloud: &cloud::Cloud) {
    assert_eq!(answer.status, 403, "{host}");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'", "{host}");
    let address = format!("Open it as {}/_checker/,", cloud.endpoint());
    assert!(answer.body.contains(&address), "{host}: {}", answer.body);
    assert!(!answer.body.contains(&token(cloud)), "{host}: the secret is nobody else's");
}

#[tokio::test]
async fn other_names_of_this_machine_are_refused() {
    let cloud = start().await;
    let port = cloud.port();
    for host in [
        format!("rebound.example:{port}"),
        format!("127.0.0.1.example:{port}"),
        format!("localhost.:{port}"),
        format!("app.localhost:{port}"),
        format!("10.0.0.1:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1:{port}0"),
        String::new(),
    ] {
        for uri in ["/_checker/", "/_checker/events", "/_checker/cloud.json", "/_checker/outbox", "/_checker"] {
            refused(&send(&cloud, Method::GET, uri, &[("host", &host)]).await, &host, &cloud);
        }
    }
}

#[tokio::test]
async fn no_other_origin_is_let_in() {
    let cloud = start().await;
    let origin = [("origin", "http://example.com")];
    for uri in ["/_checker/", "/_checker/cloud.json"] {
        let answer = send(&cloud, Method::GET, uri, &origin).await;
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{uri}: {answer:?}");
    }
    let preflight = send(&cloud, Method::OPTIONS, "/_checker/events", &origin).await;
    assert_eq!((preflight.status.as_u16(), preflight.header("allow")), (405, "GET, HEAD"));
    assert_eq!(preflight.header("access-control-allow-origin"), "");
    let preflight = send(&cloud, Method::OPTIONS, "/_checker/test", &origin).await;
    assert_eq!((preflight.status.as_u16(), preflight.header("allow")), (405, "POST"));
    assert!(!preflight.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{preflight:?}");
}

#[tokio::test]
async fn head_has_no_body_and_what_is_not_there_is_said() {
    let cloud = start().await;
    for uri in ["/_checker/", "/_checker/events", "/_checker/cloud.json"] {
        let head = send(&cloud, Method::HEAD, uri, &[]).await;
        assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""), "{uri}");
    }
    let events = send(&cloud, Method::HEAD, "/_checker/events", &[]).await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    for uri in ["/_checker/nothing", "/_checker//", "/_checker/../_checker/", "/_checker/page.mjs/x"] {
        let answer = get(&cloud, uri).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (404, "text/plain; charset=utf-8"),
            "{uri}"
        );
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        assert_eq!(send(&cloud, method, "/_checker/", &[]).await.status, 405);
    }
}

#[tokio::test]
async fn what_is_a_services_stays_a_services() {
    let cloud = start().await;
    let port = cloud.port();
    let is_traced = async |uri: &str, headers: &[(&str, &str)]| {
        let before = cloud.trace_len();
        let answer = send(&cloud, Method::GET, uri, headers).await;
        assert_eq!(cloud.trace_len(), before + 1, "{uri} {headers:?}");
        answer
    };
    // It may be a key of a bucket that the host name names.
    for host in [format!("some-bucket.s3.localhost:{port}"), "s3.eu-central-1.amazonaws.com".to_owned()] {
        is_traced("/_checker/", &[("host", &host)]).await;
    }
    // Other services are told by host and target.
    is_traced("/_checker/", &[("host", &format!("sts.localhost:{port}"))]).await;
    is_traced("/_checker/", &[("x-amz-target", "DynamoDB_20120810.ListTables")]).await;
    is_traced("/", &[("host", &format!("some-bucket.s3-website.eu-central-1.localhost:{port}"))]).await;
    for uri in ["/_checkers", "/_checker2/", "/some-bucket/_checker/", "/?x=/_checker/"] {
        is_traced(uri, &[]).await;
    }
    // Whoever signs speaks to a service.
    let signed = [("authorization", "AWS4-HMAC-SHA256 Credential=x")];
    assert!(is_traced("/_checker/", &signed).await.status.is_client_error());
}
