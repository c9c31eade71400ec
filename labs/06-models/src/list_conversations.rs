//! Part 1: `GET /conversations`, the conversations of a user.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::list;

/// What the mapping template makes of the request.
// TODO: nothing yet. A proxy integration hands over the whole request, and this function needs none of it. The
// template that you write for the method names the user: take the name from here.
#[derive(Debug, Deserialize)]
pub struct Event {}

/// The list, as a proxy integration wants an answer.
pub async fn handle(data: &Data, _event: Event) -> Result<Value, Error> {
    let list = list::read(data, "Student").await?;
    // TODO: without the proxy API Gateway hands on what it gets from here, as it is. Answer the list itself; status and
    // headers are then the API's.
    Ok(json!({
        "statusCode": 200,
        "headers": { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" },
        "body": list.to_string(),
    }))
}
