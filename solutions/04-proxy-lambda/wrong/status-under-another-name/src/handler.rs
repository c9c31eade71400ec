//! Parts 1 and 3: one event of API Gateway in, one answer out.

use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::route;

/// Answers one event.
pub async fn handle(data: &Data, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let event = event.payload;
    if event["httpMethod"] != "GET" {
        return Ok(message(405, "only GET is answered"));
    }
    let Some(key) = event["path"].as_str().and_then(route::key) else {
        return Ok(message(404, "there is nothing under this path"));
    };
    Ok(match data.read(&key).await {
        Ok(Some(value)) => answer(200, &value),
        Ok(None) => message(404, "there is no such conversation"),
        Err(_) => message(500, "the data cannot be read"),
    })
}

/// An answer with a JSON body, in the form that API Gateway takes.
fn answer(status: u16, body: &Value) -> Value {
    json!({
        "status_code": status,
        "headers": {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": "*",
        },
        "body": body.to_string(),
    })
}

/// An answer that is no data.
fn message(status: u16, text: &str) -> Value {
    answer(status, &json!({ "message": text }))
}
