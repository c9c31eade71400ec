//! A server that stands in for `DynamoDB` Local where none is given: `dynoxide` over HTTP, with the ways of `DynamoDB`
//! Local that public reports tell of. It is no proof of how `DynamoDB` Local behaves.

use std::convert::Infallible;

use bytes::Bytes;
use dynoxide::Database;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Starts one on a thread of its own, for as long as the process lives, and returns its address.
pub(crate) fn start() -> String {
    let (address, end) = start_once();
    std::mem::forget(end);
    address
}

/// The same with a function that ends it, with all its connections.
pub(crate) fn start_once() -> (String, impl FnOnce()) {
    let (send, receive) = std::sync::mpsc::channel();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.spawn(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            send.send(listener.local_addr().expect("an address")).expect("the test waits");
            let database = Database::memory().expect("a database");
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let database = database.clone();
                let service = service_fn(move |request| answer(database.clone(), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        runtime.block_on(async { drop(ended.await) });
    });
    let address = format!("http://{}", receive.recv().expect("an address"));
    let gone = move || {
        drop(end);
        thread.join().expect("it ends");
    };
    (address, gone)
}

async fn answer(database: Database, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let credential = text("authorization");
    let key = credential.split_once("Credential=").and_then(|(_, rest)| rest.split_once('/')).map(|(key, _)| key);
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let operation = text("x-amz-target").replace("DynamoDB_20120810.", "");
    let (status, body) = match key {
        Some(key) if key.bytes().all(|byte| byte.is_ascii_alphanumeric()) => match run(&database, &operation, &body) {
            Ok(Value::Null) => (StatusCode::OK, String::new()),
            Ok(answer) if operation.ends_with("Table") => (StatusCode::OK, local_arns(&answer.to_string())),
            Ok(answer) => (StatusCode::OK, answer.to_string()),
            Err(error) => (StatusCode::BAD_REQUEST, local_arns(&error.to_string())),
        },
        _ => {
            let error = json!({"__type": "UnrecognizedClientException", "message": "The Access Key ID or security token is invalid."});
            (StatusCode::BAD_REQUEST, error.to_string())
        }
    };
    let response = Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
    Ok(response.body(Full::new(Bytes::from(body))).expect("a response"))
}

fn local_arns(text: &str) -> String {
    text.replace("arn:aws:dynamodb:dynoxide:", "arn:aws:dynamodb:ddblocal:")
}

fn run(database: &Database, operation: &str, body: &[u8]) -> Result<Value, Value> {
    match operation {
        "BatchGetItem" => call(body, |request| database.batch_get_item(request)),
        "BatchWriteItem" => call(body, |request| database.batch_write_item(request)),
        "CreateTable" => call(body, |request| database.create_table(request)).map(at_once),
        "DeleteItem" => call(body, |request| database.delete_item(request)),
        "DeleteTable" => call(body, |request| database.delete_table(request)).map(at_once),
        "DescribeTable" => call(body, |request| database.describe_table(request)).map(without_billing),
        "DescribeTimeToLive" => call(body, |request| database.describe_time_to_live(request)),
        "GetItem" => call(body, |request| database.get_item(request)),
        "ListTables" => call(body, |request| database.list_tables(request)),
        "ListTagsOfResource" => call(body, |request| database.list_tags_of_resource(request)),
        "PutItem" => call(body, |request| database.put_item(request)),
        "Query" => call(body, |request| database.query(request)),
        "Scan" => call(body, |request| database.scan(request)),
        "TagResource" => call(body, |request| database.tag_resource(request)).map(|_| Value::Null),
        "TransactGetItems" => call(body, |request| database.transact_get_items(request)),
        "TransactWriteItems" => call(body, |request| database.transact_write_items(request)),
        "UpdateItem" => call(body, |request| database.update_item(request)),
        "UpdateTable" => call(body, |request| database.update_table(request)),
        "UpdateTimeToLive" => call(body, |request| database.update_time_to_live(request)),
        _ => Err(json!({"__type": "UnknownOperationException"})),
    }
}

/// Types without a name space, and words of its own.
fn call<I: DeserializeOwned, O: Serialize>(
    body: &[u8],
    run: impl FnOnce(I) -> dynoxide::Result<O>,
) -> Result<Value, Value> {
    let told = |code: &str, message: &str| json!({"__type": code, "message": message});
    let request = serde_json::from_slice(body).map_err(|fault| told("ValidationException", &fault.to_string()))?;
    match run(request) {
        Ok(answer) => Ok(serde_json::to_value(answer).expect("JSON")),
        Err(fault) => {
            let mut error: Value = serde_json::from_str(&fault.to_json()).expect("JSON");
            error["__type"] = json!(fault.error_type().rsplit('#').next());
            match error["__type"].as_str().unwrap_or_default() {
                "ResourceNotFoundException" => error["message"] = json!("Cannot do operations on a non-existent table"),
                "ResourceInUseException" => error["message"] = json!("Cannot create preexisting table"),
                "ValidationException" => error["message"] = json!("A parameter is not valid"),
                _ => {}
            }
            Err(error)
        }
    }
}

fn at_once(mut answer: Value) -> Value {
    answer["TableDescription"]["TableStatus"] = json!("ACTIVE");
    answer
}

fn without_billing(mut answer: Value) -> Value {
    if let Some(table) = answer["Table"].as_object_mut() {
        table.remove("BillingModeSummary");
    }
    answer
}
