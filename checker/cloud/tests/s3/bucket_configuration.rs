//! Website configurations and tags.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    ErrorDocument, IndexDocument, Protocol, RedirectAllRequestsTo, Tag, Tagging, WebsiteConfiguration,
};

use crate::support::{BUCKET, Refusal, put, refusal, start_with_bucket};

fn website(suffix: &str) -> WebsiteConfiguration {
    let index = IndexDocument::builder().suffix(suffix).build().expect("a suffix");
    let error = ErrorDocument::builder().key("error.html").build().expect("a key");
    WebsiteConfiguration::builder().index_document(index).error_document(error).build()
}

async fn refused(client: &Client, configuration: WebsiteConfiguration) -> Refusal {
    let request = client.put_bucket_website().bucket(BUCKET).website_configuration(configuration);
    refusal(request.send().await)
}

#[tokio::test]
async fn a_website_configuration_is_stored() {
    let (_cloud, client) = start_with_bucket().await;
    let none = refusal(client.get_bucket_website().bucket(BUCKET).send().await);
    assert_eq!(none.brief(), (404, "NoSuchWebsiteConfiguration"));
    assert_eq!(none.message, "The specified bucket does not have a website configuration");
    let request = client.put_bucket_website().bucket(BUCKET).website_configuration(website("index.html"));
    request.send().await.expect("200");
    let got = client.get_bucket_website().bucket(BUCKET).send().await.expect("a configuration");
    assert_eq!(got.index_document().map(aws_sdk_s3::types::IndexDocument::suffix), Some("index.html"));
    assert_eq!(got.error_document().map(aws_sdk_s3::types::ErrorDocument::key), Some("error.html"));
    client.delete_bucket_website().bucket(BUCKET).send().await.expect("204");
    refusal(client.get_bucket_website().bucket(BUCKET).send().await);
}

#[tokio::test]
async fn the_index_suffix_is_a_file_name() {
    let (_cloud, client) = start_with_bucket().await;
    for suffix in ["", "/index.html", "dir/index.html"] {
        let refused = refused(&client, website(suffix)).await;
        assert_eq!(refused.brief(), (400, "InvalidArgument"), "{suffix:?}");
        assert_eq!(refused.message, "The IndexDocument Suffix is not well formed");
    }
}

#[tokio::test]
async fn a_website_is_an_index_or_a_redirect() {
    let (_cloud, client) = start_with_bucket().await;
    let refused_empty = refused(&client, WebsiteConfiguration::builder().build()).await;
    assert_eq!(
        refused_empty.message,
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"
    );
    let redirect = RedirectAllRequestsTo::builder().host_name("example.com");
    let both = website("index.html");
    let both = WebsiteConfiguration::builder()
        .set_index_document(both.index_document().cloned())
        .redirect_all_requests_to(redirect.clone().build().expect("a host"))
        .build();
    assert_eq!(
        refused(&client, both).await.message,
        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules."
    );
    let redirect = redirect.protocol(Protocol::from("ftp")).build().expect("a host");
    let ftp = WebsiteConfiguration::builder().redirect_all_requests_to(redirect).build();
    assert_eq!(refused(&client, ftp).await.code, "InvalidRequest");
}

#[tokio::test]
async fn buckets_and_objects_have_tags() {
    let (_cloud, client) = start_with_bucket().await;
    let none = refusal(client.get_bucket_tagging().bucket(BUCKET).send().await);
    assert_eq!(none.brief(), (404, "NoSuchTagSet"));
    let tag = Tag::builder().key("course").value("chat").build().expect("a tag");
    let tagging = Tagging::builder().tag_set(tag.clone()).build().expect("tags");
    client.put_bucket_tagging().bucket(BUCKET).tagging(tagging.clone()).send().await.expect("204");
    let got = client.get_bucket_tagging().bucket(BUCKET).send().await.expect("tags");
    assert_eq!(got.tag_set(), std::slice::from_ref(&tag));
    client.delete_bucket_tagging().bucket(BUCKET).send().await.expect("204");

    put(&client, BUCKET, "a", "1").await;
    client.put_object_tagging().bucket(BUCKET).key("a").tagging(tagging).send().await.expect("200");
    let got = client.get_object_tagging().bucket(BUCKET).key("a").send().await.expect("tags");
    assert_eq!(got.tag_set(), [tag]);
    client.delete_object_tagging().bucket(BUCKET).key("a").send().await.expect("204");
    let request = client.put_object().bucket(BUCKET).key("b").tagging("one=1&two=a%20b");
    request.send().await.expect("put");
    let got = client.get_object_tagging().bucket(BUCKET).key("b").send().await.expect("tags");
    assert_eq!(got.tag_set().iter().map(aws_sdk_s3::types::Tag::value).collect::<Vec<_>>(), ["1", "a b"]);
    let twice = client.put_object().bucket(BUCKET).key("c").tagging("one=1&one=2");
    assert_eq!(refusal(twice.send().await).brief(), (400, "InvalidTag"));
}
