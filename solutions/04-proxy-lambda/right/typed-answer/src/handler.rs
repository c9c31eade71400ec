//! Parts 1 and 3: one event of API Gateway in, one answer out.

use std::collections::HashMap;

use lambda_runtime::LambdaEvent;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::route;

/// What this function wants to know of an event.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiEvent {
    http_method: String,
    path: String,
    query_string_parameters: Option<HashMap<String, String>>,
}

/// What API Gateway wants to know of an answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiAnswer {
    status_code: u16,
    multi_value_headers: HashMap<&'static str, Vec<&'static str>>,
    body: String,
    is_base64_encoded: bool,
}

/// Answers one event.
pub async fn handle(data: &Data, event: LambdaEvent<ApiEvent>) -> Result<ApiAnswer, Error> {
    let event = event.payload;
    if event.http_method != "GET" {
        return Ok(message(405, "only GET is answered"));
    }
    let asked_by = event.query_string_parameters.unwrap_or_default().remove("from").unwrap_or_default();
    let Some(key) = route::key(&event.path) else {
        return Ok(message(404, "there is nothing under this path"));
    };
    println!("{key} is asked for by {asked_by:?}");
    Ok(match data.read(&key).await {
        Ok(Some(value)) => answer(200, &value),
        Ok(None) => message(404, "there is no such conversation"),
        Err(_) => message(500, "the data cannot be read"),
    })
}

/// An answer with a JSON body.
fn answer(status_code: u16, body: &Value) -> ApiAnswer {
    ApiAnswer {
        status_code,
        multi_value_headers: HashMap::from([
            ("content-type", vec!["application/json; charset=utf-8"]),
            ("access-control-allow-origin", vec!["*"]),
        ]),
        body: body.to_string(),
        is_base64_encoded: false,
    }
}

/// An answer that is no data.
fn message(status: u16, text: &str) -> ApiAnswer {
    answer(status, &json!({ "message": text }))
}
