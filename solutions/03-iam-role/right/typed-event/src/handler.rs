//! Parts 2 and 4: one event in, one answer out.

use lambda_runtime::LambdaEvent;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::event::{LIST, decoded};

/// What this function reads of an event.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Event {
    id: Option<String>,
    source: Option<String>,
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: Notified,
}

#[derive(Deserialize)]
struct Notified {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// Answers with the JSON that the event asks for.
pub async fn handle(data: &Data, event: LambdaEvent<Event>) -> Result<Value, Error> {
    let key = match event.payload {
        Event { records, .. } if !records.is_empty() => decoded(&records[0].s3.object.key),
        Event { id: Some(id), source: None, .. } => format!("data/conversations/{id}.json"),
        _ => LIST.to_owned(),
    };
    match data.read(&key).await? {
        Some(value) => Ok(value),
        None => Ok(json!({ "message": format!("there is no {key}") })),
    }
}
