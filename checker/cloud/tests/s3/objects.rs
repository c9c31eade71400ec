//! `PutObject`, `GetObject`, `HeadObject`, `CopyObject`, `DeleteObject`, `DeleteObjects`.

use aws_sdk_s3::primitives::{ByteStream, DateTime, DateTimeFormat};
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumMode, ChecksumType, Delete, MetadataDirective, ObjectIdentifier, ServerSideEncryption,
    StorageClass,
};

use crate::support::{BUCKET, get, http, make, open, put, refusal, send, start_with_bucket};

#[tokio::test]
async fn an_object_comes_back_with_all_that_was_put() {
    let (_cloud, client) = start_with_bucket().await;
    let expires = DateTime::from_str("Fri, 01 Jan 2027 00:00:00 GMT", DateTimeFormat::HttpDate).expect("a date");
    let put = client
        .put_object()
        .bucket(BUCKET)
        .key("index.html")
        .body(ByteStream::from_static(b"<h1>Chat</h1>"))
        .content_type("text/html; charset=utf-8")
        .cache_control("no-cache")
        .content_disposition("inline")
        .content_encoding("gzip")
        .content_language("de")
        .expires(expires)
        .metadata("part", "one")
        .website_redirect_location("/other.html")
        .send()
        .await
        .expect("put");
    assert_eq!(put.e_tag(), Some("\"692ceb0538d252a1ee0d57868ba4d1f5\""));
    let got = client.get_object().bucket(BUCKET).key("index.html").send().await.expect("got");
    assert_eq!(got.content_type(), Some("text/html; charset=utf-8"));
    assert_eq!(got.cache_control(), Some("no-cache"));
    assert_eq!(got.content_disposition(), Some("inline"));
    assert_eq!(got.content_encoding(), Some("gzip"), "aws-chunked is not stored");
    assert_eq!(got.content_language(), Some("de"));
    assert_eq!(got.expires_string(), Some("Fri, 01 Jan 2027 00:00:00 GMT"));
    assert_eq!(got.website_redirect_location(), Some("/other.html"));
    assert_eq!(got.metadata().and_then(|metadata| metadata.get("part")).map(String::as_str), Some("one"));
    assert_eq!(got.accept_ranges(), Some("bytes"));
    assert_eq!(got.e_tag(), put.e_tag());
    assert!(got.last_modified().is_some());
    let body = got.body.collect().await.expect("the checksum holds").into_bytes();
    assert_eq!(body, "<h1>Chat</h1>");

    let head = client.head_object().bucket(BUCKET).key("index.html").send().await.expect("head");
    assert_eq!(head.content_length(), Some(13));
    assert_eq!(head.content_type(), Some("text/html; charset=utf-8"));
}

/// The SDK sends the file in chunks, and says so in a second header line, which the signature covers.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>
#[tokio::test]
async fn a_file_with_an_encoding_of_its_own_is_taken() {
    let (_cloud, client) = start_with_bucket().await;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let body = ByteStream::from_path(file).await.expect("a file");
    let request = client.put_object().bucket(BUCKET).key("a").content_encoding("gzip").body(body);
    request.send().await.expect("put");
    let head = client.head_object().bucket(BUCKET).key("a").send().await.expect("head");
    assert_eq!(head.content_encoding(), Some("gzip"));
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html>
#[tokio::test]
async fn what_the_public_could_not_read_on_aws_is_not_stored_as_if_it_could() {
    let (_cloud, client) = start_with_bucket().await;
    let request = || client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"a"));
    let by_kms = request().server_side_encryption(ServerSideEncryption::AwsKms).send().await;
    assert_eq!(refusal(by_kms).code, "NotImplemented");
    let archived = request().storage_class(StorageClass::Glacier).send().await;
    assert_eq!(refusal(archived).code, "NotImplemented");
    let usual = request().server_side_encryption(ServerSideEncryption::Aes256).storage_class(StorageClass::StandardIa);
    usual.send().await.expect("put");
}

#[tokio::test]
async fn without_a_content_type_it_is_binary_octet_stream() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_bucket_acl().bucket(BUCKET);
    request.acl("public-read-write".into()).send().await.expect("anybody may write");
    assert_eq!(http(&cloud, "PUT", &format!("/{BUCKET}/raw"), &[("Content-Length", "0")]).await.status, 200);
    let head = client.head_object().bucket(BUCKET).key("raw").send().await.expect("head");
    assert_eq!(head.content_type(), Some("binary/octet-stream"));
    // What the SDK itself says of a body is kept.
    put(&client, BUCKET, "by-sdk", "x").await;
    let head = client.head_object().bucket(BUCKET).key("by-sdk").send().await.expect("head");
    assert_eq!(head.content_type(), Some("application/octet-stream"));
}

#[tokio::test]
async fn a_missing_key_is_404() {
    let (_cloud, client) = start_with_bucket().await;
    let refused = refusal(client.get_object().bucket(BUCKET).key("nothing").send().await);
    assert_eq!(refused.brief(), (404, "NoSuchKey"));
    assert_eq!(refused.message, "The specified key does not exist.");
    assert_eq!(refusal(client.head_object().bucket(BUCKET).key("nothing").send().await).status, 404);
}

#[tokio::test]
async fn conditions_on_reads() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let get = || client.get_object().bucket(BUCKET).key("a");
    let etag = get().send().await.expect("got").e_tag().expect("an ETag").to_owned();
    get().if_match(&etag).send().await.expect("it matches");
    assert_eq!(refusal(get().if_match("\"other\"").send().await).brief(), (412, "PreconditionFailed"));
    assert_eq!(refusal(get().if_none_match(&etag).send().await).status, 304);
    get().if_none_match("\"other\"").send().await.expect("it is another");
    let future = DateTime::from_secs(4_000_000_000);
    let past = DateTime::from_secs(1_000_000_000);
    assert_eq!(refusal(get().if_modified_since(future).send().await).status, 304);
    get().if_modified_since(past).send().await.expect("modified since");
    assert_eq!(refusal(get().if_unmodified_since(past).send().await).status, 412);
    // A matching ETag is stronger than a date.
    get().if_match(&etag).if_unmodified_since(past).send().await.expect("If-Match wins");
}

#[tokio::test]
async fn ranges() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "digits", "0123456789").await;
    let get = |range: &str| client.get_object().bucket(BUCKET).key("digits").range(range).send();
    let cases = [
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=5-99", "56789", "bytes 5-9/10"),
    ];
    for (range, text, content_range) in cases {
        let got = get(range).await.expect(range);
        assert_eq!(got.content_range(), Some(content_range));
        assert_eq!(got.body.collect().await.expect("a body").into_bytes(), text);
    }
    let refused = refusal(get("bytes=10-").await);
    assert_eq!(refused.brief(), (416, "InvalidRange"));
}

#[tokio::test]
async fn conditions_on_writes() {
    let (_cloud, client) = start_with_bucket().await;
    let put = || client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"x"));
    put().if_none_match("*").send().await.expect("nothing there yet");
    assert_eq!(refusal(put().if_none_match("*").send().await).brief(), (412, "PreconditionFailed"));
    assert_eq!(refusal(put().if_match("\"other\"").send().await).brief(), (412, "PreconditionFailed"));
    put().if_match("\"9dd4e461268c8034f5c8564e155c67a6\"").send().await.expect("it matches");
    let request = client.put_object().bucket(BUCKET).key("b").if_match("\"x\"");
    assert_eq!(refusal(request.send().await).brief(), (404, "NoSuchKey"));
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>: `x-amz-checksum-type` comes with the checksums.
#[tokio::test]
async fn a_checksum_says_what_it_is_of() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "abc").await;
    let head = || client.head_object().bucket(BUCKET).key("a");
    let shown = head().checksum_mode(ChecksumMode::Enabled).send().await.expect("head");
    assert_eq!((shown.checksum_crc32(), shown.checksum_type()), (Some("NSRBwg=="), Some(&ChecksumType::FullObject)));
    let got = client.get_object().bucket(BUCKET).key("a").checksum_mode(ChecksumMode::Enabled);
    assert_eq!(got.send().await.expect("got").checksum_type(), Some(&ChecksumType::FullObject));
    let not_asked = head().send().await.expect("head");
    assert_eq!((not_asked.checksum_crc32(), not_asked.checksum_type()), (None, None));
}

#[tokio::test]
async fn checksums_are_verified_and_kept() {
    let (_cloud, client) = start_with_bucket().await;
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] {
        let request = client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"abc"));
        request.checksum_algorithm(ChecksumAlgorithm::from(algorithm)).send().await.expect(algorithm);
        let got = client.get_object().bucket(BUCKET).key("a").send().await.expect("got");
        let body = got.body.collect().await.expect("the SDK verifies the checksum");
        assert_eq!(body.into_bytes(), "abc");
    }
    let request = client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"abc"));
    let refused = refusal(request.checksum_sha256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").send().await);
    assert_eq!(refused.brief(), (400, "BadDigest"));
    assert_eq!(refused.message, "The SHA256 you specified did not match the calculated checksum.");
    let request = client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"abc"));
    let refused = refusal(request.content_md5("AAAAAAAAAAAAAAAAAAAAAA==").send().await);
    assert_eq!(refused.brief(), (400, "BadDigest"));
}

#[tokio::test]
async fn too_much_metadata_is_refused() {
    let (_cloud, client) = start_with_bucket().await;
    let request = client.put_object().bucket(BUCKET).key("a").metadata("long", "x".repeat(2048));
    assert_eq!(refusal(request.send().await).brief(), (400, "MetadataTooLarge"));
}

#[tokio::test]
async fn a_redirect_goes_to_a_path_or_to_a_web_address() {
    let (_cloud, client) = start_with_bucket().await;
    let request = client.put_object().bucket(BUCKET).key("a").website_redirect_location("other.html");
    assert_eq!(refusal(request.send().await).brief(), (400, "InvalidRedirectLocation"));
}

#[tokio::test]
async fn a_copy_keeps_headers_unless_they_are_replaced() {
    let (_cloud, client) = start_with_bucket().await;
    make(&client, "second-bucket").await;
    let request = client.put_object().bucket(BUCKET).key("dir/ä b+c.html").content_type("text/html");
    request.metadata("k", "v").body(ByteStream::from_static(b"x")).send().await.expect("put");
    let source = format!("{BUCKET}/dir/%C3%A4%20b%2Bc.html");
    let request = client.copy_object().bucket("second-bucket").key("copy").copy_source(&source);
    request.send().await.expect("copied");
    let head = client.head_object().bucket("second-bucket").key("copy").send().await.expect("head");
    assert_eq!(head.content_type(), Some("text/html"));
    assert_eq!(head.metadata().map(std::collections::HashMap::len), Some(1));

    let request = client.copy_object().bucket("second-bucket").key("copy").copy_source(&source);
    let request = request.metadata_directive(MetadataDirective::Replace).content_type("text/plain");
    request.send().await.expect("copied");
    let head = client.head_object().bucket("second-bucket").key("copy").send().await.expect("head");
    assert_eq!(head.content_type(), Some("text/plain"));
    assert_eq!(head.metadata().map_or(0, std::collections::HashMap::len), 0);
}

#[tokio::test]
async fn a_copy_onto_itself_must_change_something() {
    let (_cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let request = client.copy_object().bucket(BUCKET).key("a").copy_source(format!("{BUCKET}/a"));
    let refused = refusal(request.send().await);
    assert_eq!(refused.brief(), (400, "InvalidRequest"));
    let request = client.copy_object().bucket(BUCKET).key("b").copy_source(format!("{BUCKET}/none"));
    assert_eq!(refusal(request.send().await).brief(), (404, "NoSuchKey"));
}

#[tokio::test]
async fn deleting_what_is_not_there_succeeds() {
    let (_cloud, client) = start_with_bucket().await;
    client.delete_object().bucket(BUCKET).key("nothing").send().await.expect("204");
    put(&client, BUCKET, "a", "1").await;
    client.delete_object().bucket(BUCKET).key("a").send().await.expect("204");
    assert_eq!(refusal(client.head_object().bucket(BUCKET).key("a").send().await).status, 404);
}

#[tokio::test]
async fn many_objects_are_deleted_at_once() {
    let (_cloud, client) = start_with_bucket().await;
    let keys = ["a", " b ", "c&d<e>", "dir/ü"];
    for key in keys {
        put(&client, BUCKET, key, "1").await;
    }
    put(&client, BUCKET, "kept", "1").await;
    let objects = keys.map(|key| ObjectIdentifier::builder().key(key).build().expect("a key"));
    let delete = Delete::builder().set_objects(Some(objects.to_vec())).build().expect("objects");
    let deleted = client.delete_objects().bucket(BUCKET).delete(delete).send().await.expect("deleted");
    assert!(deleted.errors().is_empty());
    let names: Vec<_> = deleted.deleted().iter().filter_map(|object| object.key()).collect();
    assert_eq!(names, keys);
    let left = client.list_objects_v2().bucket(BUCKET).send().await.expect("a list");
    let left: Vec<_> = left.contents().iter().filter_map(|object| object.key()).collect();
    assert_eq!(left, ["kept"]);
}

#[tokio::test]
async fn anonymous_callers_may_not_choose_response_headers() {
    let (cloud, client) = start_with_bucket().await;
    open(&client).await;
    let request = client.put_object().bucket(BUCKET).key("a").acl("public-read".into());
    request.send().await.expect("put");
    let answer = get(&cloud, &format!("/{BUCKET}/a?response-content-type=text/html")).await;
    assert_eq!((answer.status, answer.element("Code")), (400, Some("InvalidRequest")));
    let request = client.get_object().bucket(BUCKET).key("a").response_content_type("text/html");
    assert_eq!(request.send().await.expect("got").content_type(), Some("text/html"));
}

#[tokio::test]
async fn the_expected_bucket_owner_is_compared() {
    let (cloud, client) = start_with_bucket().await;
    put(&client, BUCKET, "a", "1").await;
    let get = || client.get_object().bucket(BUCKET).key("a");
    let own = cloud.student().account.as_str();
    get().expected_bucket_owner(own).send().await.expect("as expected");
    let refused = refusal(get().expected_bucket_owner("444455556666").send().await);
    assert_eq!(refused.brief(), (403, "AccessDenied"));
}

#[tokio::test]
async fn a_refused_upload_is_read_to_its_end() {
    let (cloud, client) = start_with_bucket().await;
    let large = || ByteStream::from(vec![0; 8 * 1024 * 1024]);
    let request = client.put_object().bucket(BUCKET).key("a").acl("public-read".into()).body(large());
    assert_eq!(refusal(request.send().await).brief(), (400, "AccessControlListNotSupported"));
    let zeros = "0".repeat(20_000_000);
    let length = zeros.len().to_string();
    let uri = format!("/{BUCKET}/a");
    let answer = send(&cloud, "PUT", &uri, &[("Content-Length", &length)], &zeros).await;
    assert_eq!((answer.status, answer.element("Code")), (403, Some("AccessDenied")));
}

#[tokio::test]
async fn an_upload_says_its_length() {
    let (cloud, _client) = start_with_bucket().await;
    let chunked = [("Transfer-Encoding", "chunked")];
    let answer = send(&cloud, "PUT", &format!("/{BUCKET}/a"), &chunked, "1\r\nx\r\n0\r\n\r\n").await;
    assert_eq!((answer.status, answer.element("Code")), (411, Some("MissingContentLength")));
}
