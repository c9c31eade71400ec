//! Methods other than GET and HEAD.

use http::Method;

use crate::site::Site;

/// Fact: POST/DELETE: 405 `MethodNotAllowed` (Method, `ResourceType` OBJECT).
#[tokio::test]
async fn a_website_is_read_only() {
    let site = Site::new(&[("index.html", "home")]).await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = site.send(method.clone(), "/index.html", &[]).await;
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("allow"), "GET, HEAD, OPTIONS", "{method}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{method}");
        let list = format!(
            "<h1>405 Method Not Allowed</h1>\n<ul>\n<li>Code: MethodNotAllowed</li>\n\
             <li>Message: The specified method is not allowed against this resource.</li>\n\
             <li>Method: {method}</li>\n<li>ResourceType: OBJECT</li>\n<li>RequestId: "
        );
        assert!(reply.body.contains(&list), "{}", reply.body);
    }
    assert_eq!(site.get("/").await.body, "home", "nothing was changed");
}
