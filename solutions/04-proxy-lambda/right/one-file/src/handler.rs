//! Parts 1 and 3: one HTTP request in, one HTTP answer out.

use lambda_http::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderValue};
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;

/// Answers one request: whatever the answer is, it is JSON, and a page of any origin may read it.
pub async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    let (status, body) = match decide(data, &request).await {
        Ok(value) => (StatusCode::OK, value),
        Err((status, text)) => (status, json!({ "message": text })),
    };
    let mut response = Response::new(Body::Text(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

async fn decide(data: &Data, request: &Request) -> Result<Value, (StatusCode, &'static str)> {
    let missing = (StatusCode::NOT_FOUND, "there is nothing of this name");
    let segments: Vec<&str> = request.raw_http_path().trim_start_matches('/').split('/').collect();
    let key = match (request.method(), segments.as_slice()) {
        (&Method::GET, ["conversations"]) => "data/conversations.json".to_owned(),
        (&Method::GET, ["conversations", id]) => {
            let id = percent_decode_str(id).decode_utf8().map_err(|_| missing)?;
            // `..` and the empty id are caught by the first character, a slash by the second test.
            if id.chars().next().is_none_or(|first| first == '.') || id.contains('/') {
                return Err(missing);
            }
            format!("data/conversations/{id}.json")
        }
        _ => return Err(missing),
    };
    match data.read(&key).await {
        Ok(found) => found.ok_or(missing),
        Err(_) => Err((StatusCode::INTERNAL_SERVER_ERROR, "the data cannot be read")),
    }
}
