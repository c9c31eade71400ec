//! Multipart uploads.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use crate::support::{BUCKET, put, refusal, start_with_bucket};

const PART: usize = 5 * 1024 * 1024;

async fn create(client: &Client, key: &str) -> String {
    let request = client.create_multipart_upload().bucket(BUCKET).key(key).content_type("text/plain");
    let upload = request.send().await.expect("an upload");
    upload.upload_id().expect("an id").to_owned()
}

async fn upload(client: &Client, key: &str, id: &str, number: i32, bytes: Vec<u8>) -> CompletedPart {
    let request = client.upload_part().bucket(BUCKET).key(key).upload_id(id);
    let part = request.part_number(number).body(bytes.into()).send().await.expect("a part");
    CompletedPart::builder().part_number(number).set_e_tag(part.e_tag).build()
}

fn of(parts: Vec<CompletedPart>) -> CompletedMultipartUpload {
    CompletedMultipartUpload::builder().set_parts(Some(parts)).build()
}

#[tokio::test]
async fn parts_become_one_object() {
    let (_cloud, client) = start_with_bucket().await;
    let id = create(&client, "big").await;
    let one = upload(&client, "big", &id, 1, vec![b'a'; PART]).await;
    put(&client, BUCKET, "source", "0123456789").await;
    let copy = client.upload_part_copy().bucket(BUCKET).key("big").upload_id(&id).part_number(2);
    let copy = copy.copy_source(format!("{BUCKET}/source")).copy_source_range("bytes=2-4");
    let copied = copy.send().await.expect("a copied part");
    let etag = copied.copy_part_result().and_then(|result| result.e_tag()).expect("an ETag");
    let two = CompletedPart::builder().part_number(2).e_tag(etag).build();

    let parts = client.list_parts().bucket(BUCKET).key("big").upload_id(&id).send().await.expect("parts");
    assert_eq!(parts.parts().iter().map(aws_sdk_s3::types::Part::size).collect::<Vec<_>>(), [Some(5_242_880), Some(3)]);
    let uploads = client.list_multipart_uploads().bucket(BUCKET).send().await.expect("uploads");
    assert_eq!(uploads.uploads()[0].key(), Some("big"));
    assert_eq!(refusal(client.head_object().bucket(BUCKET).key("big").send().await).status, 404);

    let complete = client.complete_multipart_upload().bucket(BUCKET).key("big").upload_id(&id);
    let done = complete.multipart_upload(of(vec![one, two])).send().await.expect("completed");
    assert!(done.e_tag().is_some_and(|etag| etag.ends_with("-2\"")), "{:?}", done.e_tag());
    let got = client.get_object().bucket(BUCKET).key("big").send().await.expect("the object");
    assert_eq!(got.content_type(), Some("text/plain"));
    let body = got.body.collect().await.expect("a body").into_bytes();
    assert_eq!((body.len(), &body[PART..]), (PART + 3, &b"234"[..]));
    let part = client.get_object().bucket(BUCKET).key("big").part_number(2).send().await.expect("a part");
    assert_eq!(part.parts_count(), Some(2));
    assert_eq!(part.body.collect().await.expect("a body").into_bytes(), "234");
    let uploads = client.list_multipart_uploads().bucket(BUCKET).send().await.expect("uploads");
    assert!(uploads.uploads().is_empty());
}

#[tokio::test]
async fn an_aborted_upload_is_gone() {
    let (_cloud, client) = start_with_bucket().await;
    let id = create(&client, "a").await;
    client.abort_multipart_upload().bucket(BUCKET).key("a").upload_id(&id).send().await.expect("204");
    let request = client.list_parts().bucket(BUCKET).key("a").upload_id(&id);
    assert_eq!(refusal(request.send().await).brief(), (404, "NoSuchUpload"));
}

#[tokio::test]
async fn parts_are_checked() {
    let (_cloud, client) = start_with_bucket().await;
    let id = create(&client, "a").await;
    let one = upload(&client, "a", &id, 1, b"small".to_vec()).await;
    let two = upload(&client, "a", &id, 2, b"small".to_vec()).await;
    let complete = |parts| {
        let request = client.complete_multipart_upload().bucket(BUCKET).key("a").upload_id(&id);
        request.multipart_upload(of(parts)).send()
    };
    let refused = refusal(complete(vec![one.clone(), two.clone()]).await);
    assert_eq!(refused.brief(), (400, "EntityTooSmall"));
    let refused = refusal(complete(vec![two, one]).await);
    assert_eq!(refused.brief(), (400, "InvalidPartOrder"));
    let unknown = CompletedPart::builder().part_number(3).e_tag("x").build();
    assert_eq!(refusal(complete(vec![unknown]).await).brief(), (400, "InvalidPart"));
    let request = client.upload_part().bucket(BUCKET).key("a").upload_id(&id).part_number(10_001);
    assert_eq!(refusal(request.send().await).brief(), (400, "InvalidArgument"));
}
