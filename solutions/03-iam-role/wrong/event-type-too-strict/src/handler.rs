//! Parts 2 and 4: one event in, one answer out.

use lambda_runtime::LambdaEvent;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::event;

/// What a caller asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    id: Option<String>,
}

/// Answers with the JSON that the event asks for.
pub async fn handle(data: &Data, event: LambdaEvent<Event>) -> Result<Value, Error> {
    let key = event::key(&json!({ "id": event.payload.id }));
    match data.read(&key).await? {
        Some(value) => Ok(value),
        None => Ok(json!({ "message": format!("there is no {key}") })),
    }
}
