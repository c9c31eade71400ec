//! Part 4: what an event asks for. Each trigger sends a form of its own.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The key of the list of conversations.
pub const LIST: &str = "data/conversations.json";

/// The key of the object that an event is about.
pub fn key(event: &Value) -> String {
    if let Some(key) = event["Records"][0]["s3"]["object"]["key"].as_str() {
        return decoded(key);
    }
    match event["id"].as_str() {
        // An event of EventBridge has an id too: its own.
        Some(id) if event["detail-type"] != "Scheduled Event" => format!("data/conversations/{id}.json"),
        _ => LIST.to_owned(),
    }
}

/// Given: a key as it is. In an S3 notification keys are URL-encoded, and a blank is a plus.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
pub fn decoded(key: &str) -> String {
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned()
}
