//! The stream: what comes, in which order, and from where on.

use http::Method;
use serde_json::json;

use crate::client::{BUCKET, Stream, get, make_bucket, send, start, student};

const EVENTS: &str = "/_checker/events";

#[tokio::test]
async fn a_request_arrives_with_its_deciding_statement() {
    let cloud = start().await;
    let client = student(&cloud);
    make_bucket(&client).await;
    let from = cloud.trace_len();
    let mut stream = Stream::open(&cloud, &format!("{EVENTS}?from={from}"), &[]).await;
    assert_eq!(stream.next().await.name, "cloud", "first of all the page learns which cloud this is");

    get(&cloud, &format!("/{BUCKET}/a%20b?x=1")).await;
    let (_, refused) = stream.request().await;
    assert_eq!(refused["seq"], from);
    assert_eq!(refused["service"], "s3");
    assert_eq!(refused["operation"], "GetObject");
    assert_eq!(refused["who"], json!({ "name": "anonymous", "arn": null }));
    assert_eq!(refused["request"]["method"], "GET");
    assert_eq!(refused["request"]["uri"], format!("/{BUCKET}/a%20b?x=1"));
    assert_eq!((&refused["bucket"], &refused["key"]), (&json!(BUCKET), &json!("a b")));
    assert_eq!(refused["answer"]["status"], 403);
    assert_eq!(refused["error"], json!({ "code": "AccessDenied", "message": "Access Denied" }));
    let decided = cloud.trace().pop().and_then(|event| event.decision).expect("a decision");
    assert_eq!(refused["decision"], decided);

    client.put_object().bucket(BUCKET).key("a").content_type("text/plain").send().await.expect("put");
    let (_, allowed) = stream.request().await;
    assert_eq!(allowed["who"], json!({ "name": "user student", "arn": "arn:aws:iam::111122223333:user/student" }));
    assert_eq!((&allowed["answer"]["status"], &allowed["error"]), (&json!(200), &json!(null)));
    assert_eq!(allowed["decision"], "statement 1 of identity-based policy AdministratorAccess allows s3:PutObject");
    let headers = allowed["request"]["headers"].as_array().expect("headers");
    assert!(headers.contains(&json!(["content-type", "text/plain"])), "{headers:?}");
    assert!(!allowed.to_string().contains("Credential="), "what signs is never shown: {allowed}");
}

#[tokio::test]
async fn a_request_to_dynamodb_names_its_tables() {
    let cloud = start().await;
    let mut stream = Stream::open(&cloud, EVENTS, &[]).await;
    stream.next().await;
    send(&cloud, Method::POST, "/", &[("x-amz-target", "DynamoDB_20120810.ListTables")]).await;
    let (_, refused) = stream.request().await;
    assert_eq!((&refused["service"], &refused["operation"]), (&json!("dynamodb"), &json!("ListTables")));
    assert_eq!((&refused["answer"]["status"], &refused["tables"]), (&json!(400), &json!(null)), "nobody asked");
    assert_eq!(refused["error"]["code"], "MissingAuthenticationTokenException");
}

#[tokio::test]
async fn what_came_before_is_replayed_and_then_it_goes_on() {
    let cloud = start().await;
    for key in ["a", "b", "c"] {
        get(&cloud, &format!("/some-bucket/{key}")).await;
    }
    let mut all = Stream::open(&cloud, EVENTS, &[]).await;
    let mut ids = Vec::new();
    for key in ["a", "b", "c"] {
        let (id, event) = all.request().await;
        assert_eq!(event["key"], key);
        ids.push(id);
    }
    let mut two = Stream::open(&cloud, &format!("{EVENTS}?from=1"), &[]).await;
    assert_eq!(two.request().await.0, ids[1]);
    // As a browser connects again: what it saw last, whatever the address says.
    let header = [("last-event-id", ids[1].as_str())];
    let mut last = Stream::open(&cloud, &format!("{EVENTS}?from=0"), &header).await;
    assert_eq!(last.request().await.0, ids[2]);
    get(&cloud, "/some-bucket/d").await;
    for stream in [&mut all, &mut last] {
        assert_eq!(stream.request().await.1["key"], "d");
    }
}

#[tokio::test]
async fn a_page_that_read_another_run_of_the_cloud_begins_anew() {
    let before = start().await;
    for key in ["a", "b"] {
        get(&before, &format!("/some-bucket/{key}")).await;
    }
    let mut stream = Stream::open(&before, &format!("{EVENTS}?from=1"), &[]).await;
    let run = stream.cloud().await["run"].clone();
    let (id, _) = stream.request().await;
    let after = start().await;
    get(&after, "/some-bucket/c").await;
    let mut stream = Stream::open(&after, EVENTS, &[("last-event-id", &id)]).await;
    assert_ne!(stream.cloud().await["run"], run);
    let (_, event) = stream.request().await;
    assert_eq!((&event["seq"], &event["key"]), (&json!(0), &json!("c")));
}

#[tokio::test]
async fn many_requests_are_replayed_in_order_and_none_twice() {
    let cloud = start().await;
    for number in 0..600 {
        get(&cloud, &format!("/some-bucket/{number}")).await;
    }
    let mut stream = Stream::open(&cloud, EVENTS, &[]).await;
    for number in 0..600 {
        assert_eq!(stream.request().await.1["seq"], number);
    }
}

#[tokio::test]
async fn buckets_and_websites_are_told_when_they_change() {
    let cloud = start().await;
    let mut stream = Stream::open(&cloud, EVENTS, &[]).await;
    let document = stream.cloud().await;
    assert_eq!((&document["endpoint"], &document["region"]), (&json!(cloud.endpoint()), &json!("eu-central-1")));
    assert_eq!(document["buckets"], json!([]));

    let client = student(&cloud);
    make_bucket(&client).await;
    let bucket = &stream.cloud().await["buckets"][0];
    assert_eq!((&bucket["name"], &bucket["objects"], &bucket["website"]), (&json!(BUCKET), &json!(0), &json!(null)));
    client.put_object().bucket(BUCKET).key("a").send().await.expect("put");
    assert_eq!(stream.cloud().await["buckets"][0]["objects"], 1);

    let index = aws_sdk_s3::types::IndexDocument::builder().suffix("index.html").build().expect("complete");
    let website = aws_sdk_s3::types::WebsiteConfiguration::builder().index_document(index).build();
    client.put_bucket_website().bucket(BUCKET).website_configuration(website).send().await.expect("a website");
    let by_name = format!("http://{BUCKET}.s3-website.eu-central-1.localhost:{}/", cloud.port());
    assert_eq!(stream.cloud().await["buckets"][0]["website"], by_name);
    let address = cloud.serve_website(BUCKET, None).await.expect("a free port");
    // No request tells of this one.
    let document = stream.cloud().await;
    assert_eq!(document["buckets"][0]["website"], format!("http://{address}/"));
    let asked = get(&cloud, "/_checker/cloud.json").await;
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&asked.body).expect("JSON"), document);
}

#[tokio::test]
async fn what_a_name_says_stays_inside_its_json_string() {
    let cloud = start().await;
    let client = student(&cloud);
    make_bucket(&client).await;
    let from = cloud.trace_len();
    let key = "<script>alert(1)</script>\n\nevent: cloud\ndata: {}\n\n\u{2028}";
    client.put_object().bucket(BUCKET).key(key).send().await.expect("put");
    let mut stream = Stream::open(&cloud, &format!("{EVENTS}?from={from}"), &[]).await;
    stream.cloud().await;
    let event = stream.next().await;
    assert_eq!((event.name.as_str(), &event.data["key"]), ("request", &json!(key)));
    get(&cloud, "/next").await;
    assert_eq!(stream.next().await.data["request"]["uri"], "/next");
}

#[tokio::test]
async fn the_page_itself_leaves_no_trace() {
    let cloud = start().await;
    let mut stream = Stream::open(&cloud, EVENTS, &[]).await;
    let first = get(&cloud, "/some-bucket/a").await;
    for uri in ["/_checker", "/_checker/", "/_checker/cloud.json", "/_checker/nothing"] {
        get(&cloud, uri).await;
        send(&cloud, Method::HEAD, uri, &[]).await;
    }
    let second = get(&cloud, "/some-bucket/b").await;
    assert_eq!(cloud.trace_len(), 2);
    assert_eq!(stream.request().await.1["key"], "a");
    assert_eq!(stream.request().await.1["key"], "b");
    // Nor do its requests take identifiers away from those of the services.
    let other = start().await;
    for answer in [first, second] {
        let id = get(&other, "/some-bucket/a").await.header("x-amz-request-id").to_owned();
        assert_eq!(answer.header("x-amz-request-id"), id);
    }
}
