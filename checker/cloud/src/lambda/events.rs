//! The events that other services send, built as AWS documents them.

use serde_json::{Value, json};

/// An object that was put, for [`s3_object_created`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedObject {
    /// The bucket's name.
    pub bucket: String,
    /// The bucket's region.
    pub region: String,
    /// Who owns the bucket: a canonical user id.
    pub owner: String,
    /// The object's key, as it is: the event has it URL-encoded.
    pub key: String,
    /// In bytes.
    pub size: u64,
    /// The `ETag`, without quotation marks.
    pub etag: String,
    /// A hexadecimal number that grows with each change of the key.
    pub sequencer: String,
    /// When: `1970-01-01T00:00:00.000Z`.
    pub time: String,
    /// Who: `AWS:` and a unique id, such as `AWS:AIDACKCEVSQ6C2EXAMPLE`.
    pub principal_id: String,
    /// From where.
    pub source_ip: String,
    /// The `x-amz-request-id` of the request that put it.
    pub request_id: String,
    /// Its `x-amz-id-2`.
    pub host_id: String,
    /// The name of the bucket's notification configuration.
    pub configuration_id: String,
}

/// `ObjectCreated:Put`, as S3 sends it to a function. The key is URL-encoded: a space is a plus sign.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html>
#[must_use]
pub fn s3_object_created(object: &CreatedObject) -> Value {
    json!({
        "Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": object.region,
            "eventTime": object.time,
            "eventName": "ObjectCreated:Put",
            "userIdentity": { "principalId": object.principal_id },
            "requestParameters": { "sourceIPAddress": object.source_ip },
            "responseElements": {
                "x-amz-request-id": object.request_id,
                "x-amz-id-2": object.host_id,
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": object.configuration_id,
                "bucket": {
                    "name": object.bucket,
                    "ownerIdentity": { "principalId": object.owner },
                    "arn": format!("arn:aws:s3:::{}", object.bucket),
                },
                "object": {
                    "key": form_encoded(&object.key),
                    "size": object.size,
                    "eTag": object.etag,
                    "sequencer": object.sequencer,
                },
            },
        }],
    })
}

/// Keys are encoded as in an HTML form, but for the slashes.
fn form_encoded(key: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEY: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b' ');
    utf8_percent_encode(key, KEY).to_string().replace(' ', "+")
}

/// What a rule's schedule sends: `EventBridge`, formerly `CloudWatch` Events.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html>
#[must_use]
pub fn scheduled(id: &str, account: &str, region: &str, time: &str, rule: &str) -> Value {
    json!({
        "version": "0",
        "id": id,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": account,
        "time": time,
        "region": region,
        "resources": [format!("arn:aws:events:{region}:{account}:rule/{rule}")],
        "detail": {},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documented() -> CreatedObject {
        CreatedObject {
            bucket: "amzn-s3-demo-bucket".to_owned(),
            region: "us-west-2".to_owned(),
            owner: "A3NL1KOZZKExample".to_owned(),
            key: "HappyFace.jpg".to_owned(),
            size: 1024,
            etag: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
            sequencer: "0055AED6DCD90281E5".to_owned(),
            time: "1970-01-01T00:00:00.000Z".to_owned(),
            principal_id: "AIDAJDPLRKLG7UEXAMPLE".to_owned(),
            source_ip: "172.16.0.1".to_owned(),
            request_id: "C3D13FE58DE4C810".to_owned(),
            host_id: "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD".to_owned(),
            configuration_id: "testConfigRule".to_owned(),
        }
    }

    /// The sample of <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>, without
    /// the version that only a bucket with versions has.
    #[test]
    fn an_object_is_told_as_in_s3s_documentation() {
        let documentation: Value = serde_json::from_str(
            r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2",
            "eventTime":"1970-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",
            "userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},
            "requestParameters":{"sourceIPAddress":"172.16.0.1"},
            "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810",
            "x-amz-id-2":"FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD"},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"testConfigRule",
            "bucket":{"name":"amzn-s3-demo-bucket","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},
            "arn":"arn:aws:s3:::amzn-s3-demo-bucket"},
            "object":{"key":"HappyFace.jpg","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e",
            "sequencer":"0055AED6DCD90281E5"}}}]}"#,
        )
        .expect("JSON");
        assert_eq!(s3_object_created(&documented()), documentation);
    }

    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>: `red flower.jpg`
    /// becomes `red+flower.jpg`.
    #[test]
    fn the_key_is_encoded() {
        let object = CreatedObject { key: "data/red flower+ä.jpg".to_owned(), ..documented() };
        let event = s3_object_created(&object);
        assert_eq!(event["Records"][0]["s3"]["object"]["key"], "data/red+flower%2B%C3%A4.jpg");
    }

    /// The sample of <https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchevents.html>.
    #[test]
    fn a_schedule_is_told_as_in_the_documentation() {
        let documentation: Value = serde_json::from_str(
            r#"{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event",
            "source":"aws.events","account":"123456789012","time":"2015-10-08T16:53:06Z","region":"us-east-1",
            "resources":["arn:aws:events:us-east-1:123456789012:rule/my-scheduled-rule"],"detail":{}}"#,
        )
        .expect("JSON");
        let id = "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa";
        assert_eq!(
            scheduled(id, "123456789012", "us-east-1", "2015-10-08T16:53:06Z", "my-scheduled-rule"),
            documentation
        );
    }
}
