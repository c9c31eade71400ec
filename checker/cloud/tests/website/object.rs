//! Objects: headers, HEAD, conditions, ranges.

use http::{HeaderMap, Method};

use crate::client::Reply;
use crate::site::{BUCKET, Site};

async fn with_headers() -> Site {
    let site = Site::new(&[]).await;
    let request = site.s3.put_object().bucket(BUCKET).key("page.html").body(b"0123456789".to_vec().into());
    let request = request.content_type("text/html; charset=utf-8").cache_control("max-age=60").content_language("de");
    let request = request.content_disposition("inline").content_encoding("identity").metadata("author", "me");
    request.send().await.expect("an object");
    site
}

#[tokio::test]
async fn the_headers_of_an_object_come_with_it() {
    let site = with_headers().await;
    let reply = site.get("/page.html").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, "0123456789"));
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "max-age=60"),
        ("content-language", "de"),
        ("content-disposition", "inline"),
        ("content-encoding", "identity"),
        ("x-amz-meta-author", "me"),
        ("etag", "\"781e5e245d69b566979b86e28d23f2c7\""),
        ("content-length", "10"),
        ("server", "AmazonS3"),
        // Public logs of website endpoints have none.
        ("accept-ranges", ""),
        ("x-amz-server-side-encryption", ""),
    ] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert!(reply.header("last-modified").ends_with(" GMT"));
}

/// HEAD is like GET without the body.
#[tokio::test]
async fn a_head_request_reads_the_same_headers() {
    let site = with_headers().await;
    let (get, head) = (site.get("/page.html").await, site.head("/page.html").await);
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    let without_ids = |reply: &Reply| {
        let mut headers: HeaderMap = reply.headers.clone();
        for name in ["x-amz-request-id", "x-amz-id-2", "date"] {
            headers.remove(name);
        }
        headers
    };
    assert_eq!(without_ids(&head), without_ids(&get));
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
#[tokio::test]
async fn an_object_put_without_a_type_is_binary() {
    let site = Site::new(&[]).await;
    site.s3.put_object().bucket(BUCKET).key("page.html").send().await.expect("an object");
    let kind = site.get("/page.html").await.header("content-type").to_owned();
    assert!(["binary/octet-stream", "application/octet-stream"].contains(&kind.as_str()), "{kind}");
}

/// 304 row of `CustomErrorDocSupport`: If-Modified-Since, If-None-Match.
#[tokio::test]
async fn a_known_object_is_not_sent_again() {
    let site = with_headers().await;
    let first = site.get("/page.html").await;
    let (etag, date) = (first.header("etag"), first.header("last-modified"));
    for condition in [("if-none-match", etag), ("if-modified-since", date)] {
        let reply = site.send(Method::GET, "/page.html", &[condition]).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (304, ""), "{condition:?}");
        assert_eq!(reply.header("etag"), etag, "{condition:?}");
        assert_eq!(reply.header("cache-control"), "max-age=60", "{condition:?}");
    }
    for condition in [("if-none-match", "\"other\""), ("if-modified-since", "Thu, 01 Jan 2015 00:00:00 GMT")] {
        assert_eq!(site.send(Method::GET, "/page.html", &[condition]).await.status, 200, "{condition:?}");
    }
}

#[tokio::test]
async fn a_precondition_that_does_not_hold_fails() {
    let site = with_headers().await;
    for (name, value, shown) in [
        ("if-match", "\"other\"", "If-Match"),
        ("if-unmodified-since", "Thu, 01 Jan 2015 00:00:00 GMT", "If-Unmodified-Since"),
    ] {
        let reply = site.send(Method::GET, "/page.html", &[(name, value)]).await;
        assert_eq!(reply.status, 412, "{name}");
        let list = format!(
            "<li>Code: PreconditionFailed</li>\n<li>Message: At least one of the pre-conditions you specified did not \
             hold</li>\n<li>Condition: {shown}</li>\n"
        );
        assert!(reply.body.contains(&list), "{}", reply.body);
    }
}

#[tokio::test]
async fn a_range_gives_a_part() {
    let site = with_headers().await;
    let reply = site.send(Method::GET, "/page.html", &[("range", "bytes=2-4")]).await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (206, "234"));
    assert_eq!(reply.header("content-range"), "bytes 2-4/10");
    assert_eq!(reply.header("content-length"), "3");
    let reply = site.send(Method::HEAD, "/page.html", &[("range", "bytes=-1")]).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-range")), (206, "bytes 9-9/10"));
}

#[tokio::test]
async fn a_range_outside_the_object_is_refused() {
    let site = with_headers().await;
    let reply = site.send(Method::GET, "/page.html", &[("range", "bytes=10-20")]).await;
    assert_eq!(reply.status, 416);
    let list = "<h1>416 Requested Range Not Satisfiable</h1>\n<ul>\n<li>Code: InvalidRange</li>\n\
                <li>Message: The requested range is not satisfiable</li>\n<li>RangeRequested: bytes=10-20</li>\n\
                <li>ActualObjectSize: 10</li>\n";
    assert!(reply.body.contains(list), "{}", reply.body);
}
