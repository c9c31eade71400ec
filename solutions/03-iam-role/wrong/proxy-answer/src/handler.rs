//! Parts 2 and 4: one event in, one answer out.

use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::event;

/// Answers with the JSON that the event asks for.
pub async fn handle(data: &Data, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let key = event::key(&event.payload);
    match data.read(&key).await? {
        Some(value) => Ok(json!({ "statusCode": 200, "body": value.to_string() })),
        None => Ok(json!({ "message": format!("there is no {key}") })),
    }
}
