//! AWS's own error pages and the website's error document.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html>

use crate::site::{BUCKET, Site, host};

/// Fact: error body: HTML `404 Not Found` list Code `NoSuchKey`, Message "The specified key does not exist.", Key (the
/// index key that was tried), `RequestId`, `HostId`.
#[tokio::test]
async fn the_error_page_is_awss() {
    let site = Site::new(&[]).await;
    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.get("/docs/").await;
    assert_eq!(reply.status, 404);
    let (id, host_id) = (reply.header("x-amz-request-id"), reply.header("x-amz-id-2"));
    assert_eq!((id.len(), host_id.len()), (16, 76));
    let page = format!(
        "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n<ul>\n\
         <li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n\
         <li>Key: docs/index.html</li>\n<li>RequestId: {id}</li>\n<li>HostId: {host_id}</li>\n</ul>\n<hr/>\n\
         </body>\n</html>\n"
    );
    assert_eq!(reply.body, page);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("server"), "AmazonS3");
    assert_eq!(reply.header("x-amz-error-code"), "", "the page says it, so no header does");
}

/// Fact: text escaped.
#[tokio::test]
async fn a_key_cannot_break_out_of_the_page() {
    let site = Site::new(&[]).await;
    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.get("/%3Cscript%3E&").await;
    assert!(reply.body.contains("<li>Key: &lt;script&gt;&amp;</li>"), "{}", reply.body);
}

/// Fact: the custom error document keeps status 404. With it AWS tells the error in headers.
#[tokio::test]
async fn the_error_document_keeps_the_status() {
    let site = Site::new(&[("error.html", "oh no")]).await;
    site.error_document("error.html").await;
    let reply = site.get("/missing.html").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (403, "oh no"));
    assert_eq!(reply.header("x-amz-error-code"), "AccessDenied");
    assert_eq!(reply.header("x-amz-error-message"), "Access Denied");

    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.get("/missing.html").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (404, "oh no"));
    assert_eq!(reply.header("content-type"), "text/html");
    assert_eq!(reply.header("x-amz-error-code"), "NoSuchKey");
    assert_eq!(reply.header("x-amz-error-message"), "The specified key does not exist.");
    assert_eq!(reply.header("x-amz-error-detail-Key"), "missing.html");
}

/// Fact: with a missing custom error document an extra section "An Error Occurred While Attempting to Retrieve a Custom
/// Error Document".
#[tokio::test]
async fn a_missing_error_document_is_told_too() {
    let site = Site::new(&[]).await;
    site.error_document("error.html").await;
    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.get("/missing.html").await;
    assert_eq!(reply.status, 404);
    let section = "</ul>\n<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n\
                   <li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n\
                   <li>Key: error.html</li>\n</ul>\n<hr/>\n";
    assert!(reply.body.contains(section), "{}", reply.body);
    assert!(reply.body.contains("<li>Key: missing.html</li>\n<li>RequestId: "), "{}", reply.body);
}

#[tokio::test]
async fn an_unreadable_error_document_is_told_too() {
    let site = Site::private_bucket().await;
    site.put("error.html", "oh no").await;
    site.error_document("error.html").await;
    let reply = site.get("/").await;
    assert_eq!(reply.status, 403);
    let section = "Retrieve a Custom Error Document</h3>\n<ul>\n<li>Code: AccessDenied</li>\n\
                   <li>Message: Access Denied</li>\n</ul>\n<hr/>\n";
    assert!(reply.body.contains(section), "{}", reply.body);
    assert!(site.decision().contains("; error document: "), "{}", site.decision());
}

/// Fact: no config: 404 `NoSuchWebsiteConfiguration`. No error document can be looked for there.
#[tokio::test]
async fn a_bucket_without_website_configuration_is_no_website() {
    let site = Site::private_bucket().await;
    let reply = site.get("/").await;
    assert_eq!(reply.status, 404);
    let list = format!(
        "<li>Code: NoSuchWebsiteConfiguration</li>\n<li>Message: The specified bucket does not have a website \
         configuration</li>\n<li>BucketName: {BUCKET}</li>\n"
    );
    assert!(reply.body.contains(&list), "{}", reply.body);
}

/// Fact: no bucket: `NoSuchBucket`.
#[tokio::test]
async fn a_bucket_that_does_not_exist_is_told() {
    let site = Site::private_bucket().await;
    let host = host().replace(BUCKET, "no-such-site");
    let reply = site.send_to(&host, http::Method::GET, "/", &[]).await;
    assert_eq!(reply.status, 404);
    let list = "<li>Code: NoSuchBucket</li>\n<li>Message: The specified bucket does not exist</li>\n\
                <li>BucketName: no-such-site</li>\n";
    assert!(reply.body.contains(list), "{}", reply.body);
}

/// A HEAD request reads the error in headers, and the error document is not for it.
///
/// As `curl -I` shows it: <https://github.com/scality/cloudserver> (websiteHead), and public logs.
#[tokio::test]
async fn a_head_request_reads_the_error_in_headers() {
    let site = Site::new(&[("error.html", "oh no")]).await;
    site.error_document("error.html").await;
    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    let reply = site.head("/missing.html").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (404, ""));
    assert_eq!(reply.header("x-amz-error-code"), "NoSuchKey");
    assert_eq!(reply.header("x-amz-error-message"), "The specified key does not exist.");
    assert_eq!(reply.header("x-amz-error-detail-Key"), "missing.html");
    assert_eq!(reply.header("content-type"), "");
}

/// A redirect is the way to an error document on another host; it wins over the page itself.
#[tokio::test]
async fn an_error_document_can_redirect() {
    let site = Site::new(&[]).await;
    site.error_document("error.html").await;
    let document = site.s3.put_object().bucket(BUCKET).key("error.html");
    document.website_redirect_location("https://example.com/oh-no").send().await.expect("an object");
    let reply = site.get("/missing.html").await;
    assert_eq!(reply.status, 301);
    assert_eq!(reply.header("location"), "https://example.com/oh-no");
}
