//! What the trace keeps of a request.

use crate::site::{BUCKET, Site};

#[tokio::test]
async fn every_request_is_one_event() {
    let site = Site::new(&[("index.html", "home")]).await;
    let before = site.cloud.trace_len();
    site.get("/?x=1").await;
    site.get("/missing%20page").await;
    let events = site.cloud.trace_since(before);
    assert_eq!(events.len(), 2);

    let page = &events[0];
    assert_eq!((page.service, page.status), ("s3-website", 200));
    assert_eq!(page.operation.as_deref(), Some("WEBSITE.GET.OBJECT"));
    assert_eq!((page.bucket.as_deref(), page.key.as_deref()), (Some(BUCKET), Some("index.html")));
    assert_eq!(page.uri, "/?x=1");
    assert_eq!(page.error_code, None);
    assert_eq!(page.decision.as_deref(), Some("statement 1 of the bucket policy allows s3:GetObject"));

    let missing = &events[1];
    assert_eq!((missing.service, missing.status), ("s3-website", 403));
    assert_eq!(missing.key.as_deref(), Some("missing page"));
    assert_eq!(missing.error_code.as_deref(), Some("AccessDenied"));
    assert_eq!(missing.error_message.as_deref(), Some("Access Denied"));
    let decision = missing.decision.as_deref().unwrap_or_default();
    assert!(decision.starts_with("there is no object missing page; 403 instead of 404"), "{decision}");
    assert!(decision.contains("no statement of the bucket policy allows anonymous s3:ListBucket"), "{decision}");
}
