//! Parts 1 and 3: one HTTP request in, one HTTP answer out, by the routes of axum.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::data::Data;

/// The paths of the API.
pub fn router(data: Arc<Data>) -> Router {
    Router::new()
        .route("/conversations", get(list))
        .route("/conversations/{id}", get(one))
        .method_not_allowed_fallback(async || message(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered"))
        .fallback(async || message(StatusCode::NOT_FOUND, "there is nothing under this path"))
        .with_state(data)
}

async fn list(State(data): State<Arc<Data>>) -> Response {
    read(&data, "data/conversations.json").await
}

async fn one(State(data): State<Arc<Data>>, id: Result<Path<String>, PathRejection>) -> Response {
    match id {
        Ok(Path(id)) if !id.starts_with('.') && !id.contains('/') => {
            read(&data, &format!("data/conversations/{id}.json")).await
        }
        _ => message(StatusCode::NOT_FOUND, "there is no such conversation"),
    }
}

async fn read(data: &Data, key: &str) -> Response {
    match data.read(key).await {
        Ok(Some(value)) => answer(StatusCode::OK, &value),
        Ok(None) => message(StatusCode::NOT_FOUND, "there is no such conversation"),
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "the data cannot be read"),
    }
}

/// An answer with a JSON body.
fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (status, headers, body.to_string()).into_response()
}

/// An answer that is no data.
fn message(status: StatusCode, text: &str) -> Response {
    answer(status, &json!({ "message": text }))
}
