//! Parts 1 and 3: one HTTP request in, one HTTP answer out.

use lambda_http::http::StatusCode;
// STARTER: // Part 1: `RequestExt` is in `lambda_http`, `Method` in `lambda_http::http`.
// STARTER: use lambda_http::{Body, Request, Response};
// ANCHOR: use
use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response};
// ANCHOR_END: use
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::route;

/// Answers one request.
pub async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    // STARTER: // TODO, part 1: only GET is answered; for another method answer 405.
    // STARTER: // TODO, part 1: ask `route::key` for the key, with the path that has no stage in it: `request.raw_http_path()`.
    // STARTER: // TODO, part 1: 200 with what `data.read` finds; 404 when there is no such thing; 500 when it cannot be read.
    // STARTER: // An answer that is no data is {"message": "…"}. What AWS said is in the log already: who asks need not know it.
    // STARTER: let _ = (data, request, route::key);
    // STARTER: answer(StatusCode::OK, &json!({ "hello": "from API Gateway" }))
    // ANCHOR: handle
    if request.method() != Method::GET {
        return message(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered");
    }
    let Some(key) = route::key(request.raw_http_path()) else {
        return message(StatusCode::NOT_FOUND, "there is nothing under this path");
    };
    match data.read(&key).await {
        Ok(Some(value)) => answer(StatusCode::OK, &value),
        Ok(None) => message(StatusCode::NOT_FOUND, "there is no such conversation"),
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "the data cannot be read"),
    }
    // ANCHOR_END: handle
}

/// An answer with a JSON body.
pub fn answer(status: StatusCode, body: &Value) -> Result<Response<Body>, Error> {
    // STARTER: // TODO, part 1: the status, and the header `Content-Type: application/json`.
    // STARTER: // TODO, part 3: the header that lets a page of any origin read the answer.
    // STARTER: let _ = status;
    // STARTER: Ok(Response::new(Body::from(body.to_string())))
    // ANCHOR: answer
    let response = Response::builder()
        .status(status)
        .header("Content-Type", "application/json")
        .header("Access-Control-Allow-Origin", "*")
        .body(Body::from(body.to_string()))?;
    Ok(response)
    // ANCHOR_END: answer
}
// STARTER:
// ANCHOR: message

/// An answer that is no data.
fn message(status: StatusCode, text: &str) -> Result<Response<Body>, Error> {
    answer(status, &json!({ "message": text }))
}
// ANCHOR_END: message
