//! `ListObjectsV2` and `ListObjects`.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::EncodingType;

use crate::support::{BUCKET, put, refusal, start_with_bucket};

async fn filled() -> (cloud::Cloud, Client) {
    let (cloud, client) = start_with_bucket().await;
    for key in ["data/a.json", "data/b.json", "data/old/c.json", "index.html", "js/app.js", "zoo ä"] {
        put(&client, BUCKET, key, key).await;
    }
    (cloud, client)
}

#[tokio::test]
async fn a_prefix_selects_and_a_delimiter_rolls_up() {
    let (_cloud, client) = filled().await;
    let list = client.list_objects_v2().bucket(BUCKET);
    let page = list.clone().delimiter("/").send().await.expect("a list");
    let keys: Vec<_> = page.contents().iter().filter_map(|object| object.key()).collect();
    let prefixes: Vec<_> = page.common_prefixes().iter().filter_map(|prefix| prefix.prefix()).collect();
    assert_eq!(keys, ["index.html", "zoo ä"]);
    assert_eq!(prefixes, ["data/", "js/"]);
    assert_eq!(page.key_count(), Some(4));
    let page = list.prefix("data/").delimiter("/").send().await.expect("a list");
    let keys: Vec<_> = page.contents().iter().filter_map(|object| object.key()).collect();
    assert_eq!(keys, ["data/a.json", "data/b.json"]);
    assert_eq!(page.common_prefixes()[0].prefix(), Some("data/old/"));
}

#[tokio::test]
async fn pages_join_without_gap_or_repetition() {
    let (_cloud, client) = filled().await;
    for delimiter in [None, Some("/")] {
        let whole = client.list_objects_v2().bucket(BUCKET).set_delimiter(delimiter.map(str::to_owned));
        let whole = whole.send().await.expect("a list");
        let expected = whole.contents().len() + whole.common_prefixes().len();
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let page = client.list_objects_v2().bucket(BUCKET).max_keys(1);
            let page = page.set_delimiter(delimiter.map(str::to_owned)).set_continuation_token(token);
            let page = page.send().await.expect("a page");
            seen.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
            seen.extend(page.common_prefixes().iter().filter_map(|prefix| prefix.prefix().map(str::to_owned)));
            assert_eq!(page.is_truncated(), Some(page.next_continuation_token().is_some()));
            token = page.next_continuation_token().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), expected);
        assert!(seen.is_sorted());
    }
}

#[tokio::test]
async fn the_older_listing_pages_by_marker() {
    let (_cloud, client) = filled().await;
    let page = client.list_objects().bucket(BUCKET).delimiter("/").max_keys(1).send().await.expect("a page");
    assert_eq!(page.common_prefixes()[0].prefix(), Some("data/"));
    assert_eq!(page.next_marker(), Some("data/"));
    let page = client.list_objects().bucket(BUCKET).delimiter("/").marker("data/").send().await.expect("a page");
    assert_eq!(page.contents()[0].key(), Some("index.html"));
    assert!(page.contents()[0].owner().is_some());
    assert_eq!(page.common_prefixes().len(), 1);
}

#[tokio::test]
async fn start_after_skips_keys() {
    let (_cloud, client) = filled().await;
    let page = client.list_objects_v2().bucket(BUCKET).start_after("index.html").send().await.expect("a page");
    let keys: Vec<_> = page.contents().iter().filter_map(|object| object.key()).collect();
    assert_eq!(keys, ["js/app.js", "zoo ä"]);
}

#[tokio::test]
async fn keys_are_encoded_when_asked() {
    let (_cloud, client) = filled().await;
    let list = client.list_objects_v2().bucket(BUCKET).prefix("zoo").encoding_type(EncodingType::Url);
    let page = list.send().await.expect("a page");
    assert_eq!(page.contents()[0].key(), Some("zoo%20%C3%A4"));
}

#[tokio::test]
async fn arguments_are_checked() {
    let (_cloud, client) = filled().await;
    let refused = refusal(client.list_objects_v2().bucket(BUCKET).max_keys(-1).send().await);
    assert_eq!(refused.brief(), (400, "InvalidArgument"));
    let refused = refusal(client.list_objects_v2().bucket(BUCKET).continuation_token("?").send().await);
    assert_eq!(refused.message, "The continuation token provided is incorrect");
    let none = client.list_objects_v2().bucket(BUCKET).max_keys(0).send().await.expect("an empty page");
    assert_eq!((none.key_count(), none.is_truncated()), (Some(0), Some(false)));
}
