//! Index documents and folders.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html>

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::types::{IndexDocument, WebsiteConfiguration};

use crate::site::{BUCKET, Site};

/// Fact: root or `dir/` -> index document at that level.
#[tokio::test]
async fn root_and_folders_serve_the_index_document_of_their_level() {
    let site = Site::new(&[("index.html", "home"), ("a/index.html", "a"), ("a/b/index.html", "b")]).await;
    for (target, body) in [("/", "home"), ("/a/", "a"), ("/a/b/", "b"), ("/?x=1", "home")] {
        let reply = site.get(target).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, body), "{target}");
        assert_eq!(reply.header("content-type"), "text/html", "{target}");
    }
}

/// Fact: `dir` without slash: object first.
#[tokio::test]
async fn an_object_wins_over_the_folder_of_its_name() {
    let site = Site::new(&[("a", "object"), ("a/index.html", "folder")]).await;
    let reply = site.get("/a").await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, "object"));
}

/// Fact: `dir` without slash: if `dir/index.html` exists 302 Location `/dir/`.
///
/// The page and the reason phrase as <https://blog.brianbeach.com> and others logged them.
#[tokio::test]
async fn a_folder_without_its_slash_is_redirected() {
    let site = Site::new(&[("a/b/index.html", "folder")]).await;
    let reply = site.get("/a/b").await;
    assert_eq!(reply.status, 302);
    assert_eq!(reply.header("location"), "/a/b/");
    assert_eq!(reply.reason.as_deref(), Some("Moved Temporarily"));
    assert_eq!(reply.header("x-amz-error-code"), "Found");
    assert_eq!(reply.header("x-amz-error-message"), "Resource Found");
    let start = "<html>\n<head><title>302 Moved Temporarily</title></head>\n<body>\n<h1>302 Moved Temporarily</h1>\n<ul>\n\
                 <li>Code: Found</li>\n<li>Message: Resource Found</li>\n<li>RequestId: ";
    assert!(reply.body.starts_with(start), "{}", reply.body);
}

/// Fact: `dir` without slash: … else 404. The page names the key that was looked for.
#[tokio::test]
async fn a_folder_without_an_index_document_is_missing() {
    let site = Site::new(&[("a/page.html", "page")]).await;
    site.allow(&["s3:GetObject", "s3:ListBucket"]).await;
    for (target, key) in [("/a", "a"), ("/a/", "a/index.html"), ("/", "index.html")] {
        let reply = site.get(target).await;
        assert_eq!(reply.status, 404, "{target}");
        assert!(reply.body.contains(&format!("<li>Key: {key}</li>")), "{target}: {}", reply.body);
    }
}

/// Lets everyone read all objects but one.
async fn allow_all_but(site: &Site, key: &str) {
    let statement = |effect, resource| {
        let resource = format!("arn:aws:s3:::{BUCKET}/{resource}");
        serde_json::json!({"Effect": effect, "Principal": "*", "Action": "s3:GetObject", "Resource": resource})
    };
    let statements = [statement("Allow", "*"), statement("Deny", key)];
    site.policy(&serde_json::json!({"Version": "2012-10-17", "Statement": statements})).await;
}

/// A redirect would tell a stranger that the folder exists.
#[tokio::test]
async fn a_folder_whose_index_document_is_private_is_not_redirected_to() {
    let site = Site::new(&[("a/index.html", "folder")]).await;
    allow_all_but(&site, "a/index.html").await;
    let reply = site.get("/a").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (403, ""));
}

/// The object of that name was found; that it is private does not make the path a folder.
#[tokio::test]
async fn a_private_object_is_not_taken_for_a_folder() {
    let site = Site::new(&[("a", "private"), ("a/index.html", "folder")]).await;
    allow_all_but(&site, "a").await;
    let reply = site.get("/a").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (403, ""));
}

/// An empty object named `dir/`, as the console makes for a folder, is not what `/dir/` serves.
#[tokio::test]
async fn a_folder_object_is_not_the_index_document() {
    let site = Site::new(&[("a/", ""), ("a/index.html", "folder")]).await;
    assert_eq!(site.get("/a/").await.body, "folder");
}

/// Fact: suffix must not be empty or contain a slash: `InvalidArgument` "The `IndexDocument` Suffix is not well formed".
#[tokio::test]
async fn a_suffix_is_a_name_and_not_a_path() {
    let site = Site::private_bucket().await;
    for suffix in ["", "a/index.html", "/index.html"] {
        let index = IndexDocument::builder().suffix(suffix).build().expect("a suffix");
        let configuration = WebsiteConfiguration::builder().index_document(index).build();
        let request = site.s3.put_bucket_website().bucket(BUCKET).website_configuration(configuration);
        let refused = request.send().await.expect_err("a suffix that is no name");
        assert_eq!(refused.code(), Some("InvalidArgument"), "{suffix:?}");
        assert_eq!(refused.message(), Some("The IndexDocument Suffix is not well formed"), "{suffix:?}");
    }
    assert!(site.get("/").await.body.contains("NoSuchWebsiteConfiguration"));
}
