//! Buckets, regions and keys.

use std::collections::BTreeMap;

use serde_json::json;

use crate::scene::{BUCKET, Scene, error, listed};

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn buckets_have_a_region_and_go_only_when_empty() {
    let scene = Scene::with_bucket().await;
    let bucket = format!("s3://{BUCKET}");
    let owned = "Your previous request to create the named bucket succeeded and you already own it.";
    assert_eq!(
        scene.refused(&["s3", "mb", &bucket]).await,
        format!("make_bucket failed: {bucket} {}", error("BucketAlreadyOwnedByYou", "CreateBucket", owned))
    );
    let illegal = "The unspecified location constraint is incompatible for the region specific endpoint this request \
                   was sent to.";
    assert_eq!(
        scene.refused(&["s3api", "create-bucket", "--bucket", "another-bucket"]).await,
        error("IllegalLocationConstraintException", "CreateBucket", illegal)
    );
    let american = ["--region", "us-east-1"];
    scene.done(&[&["s3", "mb", "s3://american-bucket"], &american[..]].concat()).await;
    let location = ["s3api", "get-bucket-location", "--bucket", "american-bucket"];
    let location = scene.json(&[&location[..], &american[..]].concat()).await;
    assert_eq!(location, json!({ "LocationConstraint": null }));
    let buckets = scene.json(&["s3api", "list-buckets", "--query", "Buckets[].[Name,BucketRegion]"]).await;
    assert_eq!(buckets, json!([["american-bucket", null], [BUCKET, null]]));
    let buckets = ["s3api", "list-buckets", "--prefix", "chat", "--query", "Buckets[].[Name,BucketRegion]"];
    assert_eq!(scene.json(&buckets).await, json!([[BUCKET, "eu-central-1"]]));

    let file = scene.write("file.txt", b"x");
    scene.done(&["s3", "cp", &file, &bucket, "--no-progress"]).await;
    // The AWS CLI follows the redirect to the bucket's own region.
    let from = scene.cloud.trace_len();
    let list = scene.done(&["s3", "ls", &bucket, "--region", "eu-west-1"]).await;
    assert_eq!(listed(&list), BTreeMap::from([("file.txt".to_owned(), 1)]));
    let statuses: Vec<_> = scene.cloud.trace_since(from).iter().map(|request| request.status).collect();
    assert_eq!((statuses.first(), statuses.last()), (Some(&301), Some(&200)), "{statuses:?}");

    let full = "The bucket you tried to delete is not empty";
    assert_eq!(
        scene.refused(&["s3", "rb", &bucket]).await,
        format!("remove_bucket failed: {bucket} {}", error("BucketNotEmpty", "DeleteBucket", full))
    );
    let removed = scene.done(&["s3", "rb", &bucket, "--force"]).await;
    assert_eq!(removed, format!("delete: {bucket}/file.txt\nremove_bucket: {BUCKET}\n"));
    let gone = error("NoSuchBucket", "ListObjectsV2", "The specified bucket does not exist");
    assert_eq!(scene.refused(&["s3", "ls", &bucket]).await, gone);
    // As the documentation of HeadBucket says, its errors have no body.
    let head = scene.refused(&["s3api", "head-bucket", "--bucket", BUCKET]).await;
    assert_eq!(head, error("404", "HeadBucket", "Not Found"));
}

/// Keys that a file system, a shell or a careless client would change.
const KEYS: [&str; 14] = [
    "a",
    "a/b",
    "a//b",
    "//",
    "/leading",
    "folder/",
    "tea & cake.txt",
    "a%2Fb",
    "100%",
    "a+b",
    "q?x=1#y",
    "<quote's \"key\">",
    "ä/日本/🦀.txt",
    "x/../y",
];

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn keys_are_kept_to_the_letter() {
    let scene = Scene::with_bucket().await;
    // The body is the key: an object under another key would not be taken for it.
    let body = |key: &str| format!("{key}\n");
    for key in KEYS {
        let file = scene.write("body", body(key).as_bytes());
        scene.done(&["s3api", "put-object", "--bucket", BUCKET, "--key", key, "--body", &file]).await;
    }
    let keys = scene.json(&["s3api", "list-objects-v2", "--bucket", BUCKET, "--query", "Contents[].Key"]).await;
    let mut sorted = KEYS;
    sorted.sort_unstable();
    assert_eq!(keys, json!(sorted), "in the order of their bytes");
    let list = scene.done(&["s3", "ls", "--recursive", &format!("s3://{BUCKET}")]).await;
    assert_eq!(listed(&list), KEYS.iter().map(|key| ((*key).to_owned(), body(key).len())).collect());
    for key in KEYS {
        scene.done(&["s3api", "get-object", "--bucket", BUCKET, "--key", key, "got"]).await;
        assert_eq!(scene.read("got"), body(key).as_bytes(), "{key}");
    }
    // A listing by folder shows the key `a` beside the folder `a/`.
    let query = "[Contents[].Key,CommonPrefixes[].Prefix]";
    let folder =
        ["s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", "a", "--delimiter", "/", "--query", query];
    assert_eq!(scene.json(&folder).await, json!([["a", "a%2Fb", "a+b"], ["a/"]]));

    let nope = scene.refused(&["s3api", "get-object", "--bucket", BUCKET, "--key", "A", "got"]).await;
    assert_eq!(nope, error("NoSuchKey", "GetObject", "The specified key does not exist."));
    let nope = scene.refused(&["s3api", "head-object", "--bucket", BUCKET, "--key", "a/"]).await;
    assert_eq!(nope, error("404", "HeadObject", "Not Found"));

    let removed = scene.done(&["s3", "rm", "--recursive", &format!("s3://{BUCKET}")]).await;
    assert_eq!(removed.lines().count(), KEYS.len(), "{removed}");
    assert_eq!(scene.done(&["s3", "ls", "--recursive", &format!("s3://{BUCKET}")]).await, "");
}
