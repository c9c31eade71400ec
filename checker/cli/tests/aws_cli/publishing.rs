//! Publishing the site, and large files.

use std::collections::BTreeMap;
use std::fs;

use checker::starters::read_folder;
use serde_json::json;

use crate::scene::{BUCKET, Scene, lines, listed, site};

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn the_site_is_published() {
    let scene = Scene::new().await;
    let to = format!("s3://{BUCKET}");
    let local = scene.folder.path().join("site");
    let mut files = BTreeMap::new();
    for (path, bytes) in read_folder(&site()).expect("the site") {
        scene.write(&format!("site/{path}"), &bytes);
        files.insert(path, bytes.len());
    }
    assert!(files.len() > 20, "{files:?}");

    assert_eq!(scene.done(&["s3", "mb", &to]).await, format!("make_bucket: {BUCKET}\n"));
    let location = scene.json(&["s3api", "get-bucket-location", "--bucket", BUCKET]).await;
    assert_eq!(location, json!({ "LocationConstraint": "eu-central-1" }));

    let uploaded = scene.done(&["s3", "cp", "--recursive", "site", &to, "--no-progress"]).await;
    let expected: Vec<_> = files.keys().map(|path| format!("upload: site/{path} to {to}/{path}")).collect();
    assert_eq!(lines(&uploaded), expected.iter().map(String::as_str).collect());
    assert_eq!(listed(&scene.done(&["s3", "ls", "--recursive", &to]).await), files);
    let top = scene.done(&["s3", "ls", &to]).await;
    assert!(top.contains("                           PRE data/\n") && !top.contains("conversations"), "{top}");

    // What is there already is not sent again; what changed is, and what is gone goes on request only.
    assert_eq!(scene.done(&["s3", "sync", "site", &to, "--no-progress"]).await, "");
    scene.write("site/config.js", b"globalThis.ChatApp = {};\n");
    fs::remove_file(local.join("favicon.svg")).expect("removed");
    let again = scene.done(&["s3", "sync", "site", &to, "--no-progress"]).await;
    assert_eq!(again, format!("upload: site/config.js to {to}/config.js\n"));
    let again = scene.done(&["s3", "sync", "site", &to, "--no-progress", "--delete"]).await;
    assert_eq!(again, format!("delete: {to}/favicon.svg\n"));

    let head = scene.json(&["s3api", "head-object", "--bucket", BUCKET, "--key", "index.html"]).await;
    let index = scene.read("site/index.html");
    assert_eq!(
        (&head["ContentType"], &head["ContentLength"], &head["ServerSideEncryption"]),
        (&json!("text/html"), &json!(index.len()), &json!("AES256"))
    );
    assert_eq!((&head["AcceptRanges"], &head["Metadata"]), (&json!("bytes"), &json!({})));

    let documents = ["--index-document", "index.html", "--error-document", "error.html"];
    assert_eq!(scene.done(&[&["s3", "website", &to], &documents[..]].concat()).await, "");
    let website = scene.json(&["s3api", "get-bucket-website", "--bucket", BUCKET]).await;
    let expected = json!({ "IndexDocument": { "Suffix": "index.html" }, "ErrorDocument": { "Key": "error.html" } });
    assert_eq!(website, expected);

    scene.open().await;
    let mut shared = vec!["s3", "cp", "--recursive", "site", &to, "--no-progress", "--acl", "public-read"];
    scene.done(&shared).await;
    let address = scene.cloud.serve_website(BUCKET, None).await.expect("a port for the website");
    let answer = scene.get(&format!("http://{address}/")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html")));
    assert_eq!(answer.body, index);
    let missing = scene.get(&format!("http://{address}/no/such/thing")).await;
    assert_eq!((missing.status, missing.body.to_vec()), (403, scene.read("site/error.html")));

    // Uploaded again without the ACL, they are private again.
    shared.truncate(6);
    scene.done(&shared).await;
    assert_eq!(scene.get(&format!("http://{address}/")).await.status, 403);
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_large_file_goes_in_parts() {
    let scene = Scene::with_bucket().await;
    let mut random = fastrand::Rng::with_seed(4711);
    let bytes: Vec<u8> = (0..20_000_000).map(|_| random.u8(..)).collect();
    let file = scene.write("large.bin", &bytes);
    let object = format!("s3://{BUCKET}/large.bin");
    let from = scene.cloud.trace_len();
    scene.done(&["s3", "cp", &file, &object, "--no-progress"]).await;
    let requests = scene.cloud.trace_since(from);
    let count =
        |operation: &str| requests.iter().filter(|request| request.operation.as_deref() == Some(operation)).count();
    let counted = ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "PutObject"].map(count);
    assert_eq!(counted, [1, 3, 1, 0], "8 MiB a part");

    let head = scene.json(&["s3api", "head-object", "--bucket", BUCKET, "--key", "large.bin"]).await;
    assert_eq!(head["ContentLength"], json!(bytes.len()));
    let etag = head["ETag"].as_str().unwrap_or_default();
    assert!(etag.ends_with("-3\""), "three parts: {etag}");
    scene.done(&["s3", "cp", &object, "back.bin", "--no-progress"]).await;
    assert!(scene.read("back.bin") == bytes, "it comes back as it went");
    let uploads = scene.json(&["s3api", "list-multipart-uploads", "--bucket", BUCKET]).await;
    assert_eq!(uploads.get("Uploads"), None, "no upload is left open");
}
