//! Given: one HTTP request in, one HTTP answer out. It calls what you write in parts 3 to 5.

use aws_sdk_dynamodb::error::DisplayErrorContext;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use serde_json::{Value, json};

use crate::Error;
use crate::data::Data;
use crate::post::Posted;
use crate::route::{self, Route};
use crate::{conversation, list, post};

/// Who asks. Until lab 7 there is no sign-in.
pub const USER: &str = "Student";

/// Answers one request.
pub async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    let (status, body) = match outcome(data, &request).await {
        Ok(outcome) => outcome,
        Err(error) => {
            // The log gets all that AWS said; who asks need not know it.
            let (method, path) = (request.method(), request.raw_http_path());
            eprintln!("{method} {path}: {}", DisplayErrorContext(error.as_ref()));
            (StatusCode::INTERNAL_SERVER_ERROR, message("the data cannot be reached"))
        }
    };
    let response = Response::builder()
        .status(status)
        .header("Content-Type", "application/json")
        .header("Access-Control-Allow-Origin", "*")
        .body(Body::from(body.to_string()))?;
    Ok(response)
}
async fn outcome(data: &Data, request: &Request) -> Result<(StatusCode, Value), Error> {
    let Some(route) = route::of(request.raw_http_path()) else {
        return Ok((StatusCode::NOT_FOUND, message("there is nothing under this path")));
    };
    let unknown = (StatusCode::NOT_FOUND, message("there is no such conversation"));
    let outcome = match (route, request.method()) {
        (Route::List, &Method::GET) => (StatusCode::OK, list::read(data, USER).await?),
        (Route::Conversation(id), &Method::GET) => {
            conversation::read(data, &id).await?.map_or(unknown, |conversation| (StatusCode::OK, conversation))
        }
        (Route::Conversation(id), &Method::POST) => {
            match post::post(data, &id, USER, request.body(), time(request)).await? {
                Posted::Stored(stored) => (StatusCode::OK, json!(stored)),
                Posted::Refused(why) => (StatusCode::BAD_REQUEST, message(why)),
                Posted::NoConversation => unknown,
            }
        }
        _ => (StatusCode::METHOD_NOT_ALLOWED, message("this method is not answered here")),
    };
    Ok(outcome)
}

/// When the message was sent, as the client's clock shows it.
fn time(request: &Request) -> Option<i64> {
    request.headers().get("X-Timestamp")?.to_str().ok()?.parse().ok()
}

/// An answer that is no data.
fn message(text: &str) -> Value {
    json!({ "message": text })
}
