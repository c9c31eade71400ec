//! Parts 1 and 3: one HTTP request in, one HTTP answer out.

use lambda_http::http::StatusCode;
// Part 1: `RequestExt` is in `lambda_http`, `Method` in `lambda_http::http`.
use lambda_http::{Body, Request, Response};
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::route;

/// Answers one request.
pub async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    // TODO, part 1: only GET is answered; for another method answer 405.
    // TODO, part 1: ask `route::key` for the key, with the path that has no stage in it: `request.raw_http_path()`.
    // TODO, part 1: 200 with what `data.read` finds; 404 when there is no such thing; 500 when it cannot be read.
    // An answer that is no data is {"message": "…"}. What AWS said is in the log already: who asks need not know it.
    let _ = (data, request, route::key);
    answer(StatusCode::OK, &json!({ "hello": "from API Gateway" }))
}

/// An answer with a JSON body.
pub fn answer(status: StatusCode, body: &Value) -> Result<Response<Body>, Error> {
    // TODO, part 1: the status, and the header `Content-Type: application/json`.
    // TODO, part 3: the header that lets a page of any origin read the answer.
    let _ = status;
    Ok(Response::new(Body::from(body.to_string())))
}
