//! The program of the function Chat-API-proxy: lab 5's, whole. It answers as long as `/{proxy+}` stands in api.yaml. In
//! part 6 both go, and this file with them.
//!
//! Given: you need not change this file.

use aws_sdk_dynamodb::error::DisplayErrorContext;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use models::data::Data;
use models::message::Posted;
use models::{Error, client, conversation, list, message};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// Who asks. Until lab 7 there is no sign-in.
const USER: &str = "Student";

#[tokio::main]
async fn main() -> Result<(), Error> {
    let data = Data::from_environment(client::from_environment().await)?;
    lambda_http::run(service_fn(|request| handle(&data, request))).await
}

async fn handle(data: &Data, request: Request) -> Result<Response<Body>, Error> {
    let (status, body) = match outcome(data, &request).await {
        Ok(outcome) => outcome,
        Err(error) => {
            let (method, path) = (request.method(), request.raw_http_path());
            eprintln!("{method} {path}: {}", DisplayErrorContext(error.as_ref()));
            (StatusCode::INTERNAL_SERVER_ERROR, words("the data cannot be reached"))
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
    let Some(route) = route(request.raw_http_path()) else {
        return Ok((StatusCode::NOT_FOUND, words("there is nothing under this path")));
    };
    let unknown = (StatusCode::NOT_FOUND, words("there is no such conversation"));
    let outcome = match (route, request.method()) {
        (Route::List, &Method::GET) => (StatusCode::OK, list::read(data, USER).await?),
        (Route::Conversation(id), &Method::GET) => {
            conversation::read(data, &id).await?.map_or(unknown, |conversation| (StatusCode::OK, conversation))
        }
        (Route::Conversation(id), &Method::POST) => match serde_json::from_slice::<String>(request.body()) {
            Ok(text) if !text.is_empty() => match message::post(data, &id, USER, &text).await? {
                Posted::Stored(stored) => (StatusCode::OK, json!(stored)),
                Posted::TooLarge => (StatusCode::BAD_REQUEST, words("the message is too large")),
                Posted::NoConversation => unknown,
            },
            _ => (StatusCode::BAD_REQUEST, words("the body must be a JSON string that is not empty")),
        },
        _ => (StatusCode::METHOD_NOT_ALLOWED, words("this method is not answered here")),
    };
    Ok(outcome)
}

/// What the API has.
enum Route {
    /// `/conversations`
    List,
    /// `/conversations/<id>`
    Conversation(String),
}

/// What a path is about, or `None` where the API has nothing. A proxy integration hands the path over as it was sent: an
/// id is percent-encoded in it.
fn route(path: &str) -> Option<Route> {
    let rest = path.strip_prefix("/conversations")?;
    if rest.is_empty() {
        return Some(Route::List);
    }
    let segment = rest.strip_prefix('/').filter(|segment| !segment.is_empty() && !segment.contains('/'))?;
    percent_decode_str(segment).decode_utf8().ok().map(|id| Route::Conversation(id.into_owned()))
}

/// An answer that is no data.
fn words(text: &str) -> Value {
    json!({ "message": text })
}
