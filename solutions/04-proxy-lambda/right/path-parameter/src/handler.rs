//! Parts 1 and 3: one HTTP request in, one HTTP answer out.

use lambda_http::http::Method;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, RequestExt, Response};
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::route;

/// Answers one request.
pub async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    if request.method() != Method::GET {
        return message(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered");
    }
    let parameters = request.path_parameters();
    let Some(key) = route::key(parameters.first("proxy").unwrap_or_default()) else {
        return message(StatusCode::NOT_FOUND, "there is nothing under this path");
    };
    match data.read(&key).await {
        Ok(Some(value)) => answer(StatusCode::OK, &value),
        Ok(None) => message(StatusCode::NOT_FOUND, "there is no such conversation"),
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "the data cannot be read"),
    }
}

/// An answer with a JSON body.
pub fn answer(status: StatusCode, body: &Value) -> Result<Response<Body>, Error> {
    let response = Response::builder()
        .status(status)
        .header("Content-Type", "application/json")
        .header("Access-Control-Allow-Origin", "*")
        .body(Body::from(body.to_string()))?;
    Ok(response)
}

/// An answer that is no data.
fn message(status: StatusCode, text: &str) -> Result<Response<Body>, Error> {
    answer(status, &json!({ "message": text }))
}
