//! Keys are texts, not paths.

use crate::support::{BUCKET, get, open, put, refusal, start_with_bucket};

/// Keys that a file system or a careless client would change, and how a request line writes them.
const KEYS: [(&str, &str); 24] = [
    ("a", "a"),
    ("A", "A"),
    ("a/", "a/"),
    ("a/b", "a/b"),
    ("a//b", "a//b"),
    ("/a", "/a"),
    ("//", "//"),
    ("..", ".."),
    ("../a", "../a"),
    ("a/../b", "a/../b"),
    ("./a", "./a"),
    (".", "."),
    ("a b", "a%20b"),
    (" a ", "%20a%20"),
    ("a%2Fb", "a%252Fb"),
    ("100%", "100%25"),
    ("a+b", "a%2Bb"),
    ("a?b=c&d", "a%3Fb%3Dc%26d"),
    ("a#b", "a%23b"),
    ("ä/日本/🦀", "%C3%A4/%E6%97%A5%E6%9C%AC/%F0%9F%A6%80"),
    ("e\u{301}", "e%CC%81"),
    ("\u{e9}", "%C3%A9"),
    ("<&>'\"", "%3C%26%3E%27%22"),
    ("back\\slash", "back%5Cslash"),
];

#[tokio::test]
async fn keys_are_stored_listed_and_read_back_exactly() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    for (key, _) in KEYS {
        let request = client.put_object().bucket(BUCKET).key(key).acl("public-read".into());
        request.body(key.as_bytes().to_vec().into()).send().await.expect(key);
    }
    let listed = client.list_objects_v2().bucket(BUCKET).send().await.expect("a list");
    let listed: Vec<_> = listed.contents().iter().filter_map(|object| object.key()).collect();
    let mut expected: Vec<_> = KEYS.iter().map(|(key, _)| *key).collect();
    expected.sort_unstable();
    assert_eq!(listed, expected);

    for (key, written) in KEYS {
        let got = client.get_object().bucket(BUCKET).key(key).send().await.expect(key);
        assert_eq!(got.body.collect().await.expect("a body").into_bytes(), key, "by the SDK");
        let answer = get(&cloud, &format!("/{BUCKET}/{written}")).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, key), "by {written}");
    }
    // An encoded slash is a slash.
    assert_eq!(get(&cloud, &format!("/{BUCKET}/a%2Fb")).await.body, "a/b");

    for (key, _) in KEYS {
        client.delete_object().bucket(BUCKET).key(key).send().await.expect(key);
    }
    let listed = client.list_objects_v2().bucket(BUCKET).send().await.expect("a list");
    assert_eq!(listed.key_count(), Some(0));
}

#[tokio::test]
async fn keys_hold_1024_bytes() {
    let (_cloud, client) = start_with_bucket().await;
    let longest = "ü".repeat(512);
    put(&client, BUCKET, &longest, "x").await;
    let listed = client.list_objects_v2().bucket(BUCKET).send().await.expect("a list");
    assert_eq!(listed.contents()[0].key(), Some(longest.as_str()));
    let request = client.put_object().bucket(BUCKET).key(format!("{longest}a"));
    let refused = refusal(request.send().await);
    assert_eq!(refused.brief(), (400, "KeyTooLongError"));
    assert_eq!(refused.message, "Your key is too long");
}

#[tokio::test]
async fn a_path_that_is_no_utf8_is_refused() {
    let (cloud, _client) = start_with_bucket().await;
    let answer = get(&cloud, &format!("/{BUCKET}/%FF")).await;
    assert_eq!((answer.status, answer.element("Code")), (400, Some("InvalidURI")));
}
