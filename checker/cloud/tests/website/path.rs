//! From the path of a request to the key of an object.

use crate::site::Site;

#[tokio::test]
async fn a_path_is_decoded_exactly_once() {
    let keys = ["a b.html", "a+b.html", "a%20b.html", "ü.html", "日本/語.html", "a&b=c;d.html", "q?.html"];
    let objects: Vec<_> = keys.iter().map(|key| (*key, *key)).collect();
    let site = Site::new(&objects).await;
    for (target, key) in [
        ("/a%20b.html", "a b.html"),
        ("/a+b.html", "a+b.html"),
        ("/a%2Bb.html", "a+b.html"),
        ("/a%2520b.html", "a%20b.html"),
        ("/%C3%BC.html", "ü.html"),
        ("/%E6%97%A5%E6%9C%AC%2F%E8%AA%9E.html", "日本/語.html"),
        ("/a&b=c;d.html", "a&b=c;d.html"),
        ("/q%3F.html?x", "q?.html"),
    ] {
        let reply = site.get(target).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, key), "{target}");
    }
}

/// Keys are names, not paths: nothing is tidied up.
#[tokio::test]
async fn keys_with_dots_and_double_slashes_are_kept() {
    let site = Site::new(&[("a//b.html", "two slashes"), ("a/b.html", "one"), ("/c.html", "first")]).await;
    for (target, body) in [("/a//b.html", "two slashes"), ("/a/b.html", "one"), ("//c.html", "first")] {
        assert_eq!(site.get(target).await.body, body, "{target}");
    }
    for target in ["/a/../a/b.html", "/./a/b.html", "/a/%2E%2E/a/b.html", "/c.html"] {
        assert_eq!(site.get(target).await.status, 403, "{target}");
    }
}

#[tokio::test]
async fn a_broken_escape_is_refused() {
    let site = Site::new(&[]).await;
    for target in ["/%zz", "/%4", "/%FF"] {
        let reply = site.get(target).await;
        assert_eq!(reply.status, 400, "{target}");
        assert!(reply.body.contains("<li>Code: InvalidURI</li>"), "{}", reply.body);
    }
}

/// A folder with a space keeps its escape on the way to its slash.
#[tokio::test]
async fn the_location_of_a_folder_is_a_valid_address() {
    let site = Site::new(&[("my docs/index.html", "folder")]).await;
    let reply = site.get("/my%20docs").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (302, "/my%20docs/"));
    assert_eq!(site.get(reply.header("location")).await.body, "folder");
}
