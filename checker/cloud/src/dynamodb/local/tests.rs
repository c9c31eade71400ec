//! What is at an address, and is not `DynamoDB`: silence, an end, a web page. A thread is each server.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Shorter than a student would wait.
const PATIENCE: Duration = Duration::from_millis(300);

/// Serves each connection with its number, from 0, until the test's process ends. Returns the address.
fn server(serve: impl Fn(TcpStream, usize) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            serve(stream.expect("a connection"), number);
        }
    });
    address
}

/// The head and the body of the request, as they came.
fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).expect("a request");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if count == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

/// A server that gives each request the same answer.
fn answering(status: &'static str, kind: &'static str, body: &'static str) -> String {
    server(move |mut stream, _| answer(&mut stream, status, kind, body))
}

fn answer(stream: &mut TcpStream, status: &str, kind: &str, body: &str) {
    read(stream);
    write(stream, status, kind, body);
}

fn write(stream: &mut TcpStream, status: &str, kind: &str, body: &str) {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).expect("answered");
}

fn silent() -> String {
    let held = Mutex::new(Vec::new());
    server(move |stream, _| held.lock().expect("one thread").push(stream))
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

const JSON: &str = "application/x-amz-json-1.0";
const PAGE: &str = "<html>It works!</html>";

/// Asks for a table, and returns the refusal and the fault that the handle then has.
async fn asked(endpoint: &str) -> (Refusal, String) {
    let local = DynamoDbLocal::new(Client::new(endpoint, PATIENCE).expect("a client"));
    assert_eq!(local.fault(), None);
    let tables = local.tables_of_cloud();
    // On the runtime's own thread, as a check asks.
    let refusal = tables.run("DescribeTable", &json!({"TableName": "Chat"})).expect_err("no DynamoDB");
    let fault = local.fault().expect("a fault");
    assert_eq!(local.faulted().await, fault);
    (refusal, fault)
}

#[tokio::test]
async fn whatever_is_no_answer_is_a_fault_and_says_what_was_seen() {
    let closing = || server(|stream, _| drop(stream));
    let speaking = || {
        server(|mut stream, _| {
            read(&mut stream);
            stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n").expect("answered");
        })
    };
    let seen = [
        (nobody(), "nothing listens there"),
        (closing(), "it closed the connection without an answer"),
        (silent(), "no answer within 0.3 s"),
        (
            answering("200 OK", "text/html; charset=utf-8", PAGE),
            "it answered HTTP 200 with text/html, which no DynamoDB does",
        ),
        (
            answering("404 Not Found", JSON, "{}"),
            "it answered HTTP 404 with application/x-amz-json-1.0, which no DynamoDB does",
        ),
        (speaking(), "it answered what is not HTTP, which no DynamoDB does"),
        (
            answering("500 Internal Server Error", JSON, r#"{"__type":"a#InternalFailure","message":"Out of memory"}"#),
            "it answered 500 InternalFailure: Out of memory",
        ),
    ];
    for (endpoint, cause) in seen {
        let (refusal, fault) = asked(&endpoint).await;
        assert_eq!(fault, format!("DynamoDB Local at {endpoint} stopped answering: {cause}"));
        assert_eq!((&*refusal.error.code, refusal.error.status.as_u16()), ("InternalServerError", 500));
        assert_eq!(refusal.error.message, fault);
    }
}

/// `DynamoDB` Local has an error of its own where AWS refuses some requests (paritysuite/dynamodb-conformance,
/// `results/dynamodb-local.json`).
#[tokio::test]
async fn an_error_of_the_server_is_no_fault_where_aws_refuses_the_request() {
    let table = r#"{"Table":{"TableName":"Chat","AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"Id","KeyType":"HASH"}]}}"#;
    let failure = r#"{"__type":"InternalFailure","message":"The request processing has failed"}"#;
    let endpoint = server(move |mut stream, _| {
        let request = read(&mut stream);
        let describes = request.to_lowercase().contains("dynamodb_20120810.describetable");
        let (status, body) = if describes { ("200 OK", table) } else { ("500 Internal Server Error", failure) };
        write(&mut stream, status, JSON, body);
    });
    let local = DynamoDbLocal::new(Client::new(&endpoint, PATIENCE).expect("a client"));
    let tables = local.tables_of_cloud();
    let refused = tables.run("Scan", &json!({"TableName": "Chat", "Limit": 0})).expect_err("not positive");
    assert_eq!((&*refused.error.code, local.fault()), ("ValidationException", None));
    let refused = tables.run("Scan", &json!({"TableName": "Chat", "Limit": 1})).expect_err("out of order");
    assert_eq!(refused.error.code, "InternalServerError");
    let cause = "it answered 500 InternalFailure: The request processing has failed";
    assert_eq!(local.fault(), Some(format!("DynamoDB Local at {endpoint} stopped answering: {cause}")));
}

#[tokio::test]
async fn the_first_fault_stays_and_nothing_is_asked_after_it() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let endpoint = server(move |mut stream, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        answer(&mut stream, "200 OK", "text/html", PAGE);
    });
    let local = DynamoDbLocal::new(Client::new(&endpoint, PATIENCE).expect("a client"));
    for _ in 0..3 {
        local.tables_of_cloud().run("ListTables", &json!({})).expect_err("no DynamoDB");
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
    local.close().await;
}

#[tokio::test]
async fn a_request_is_signed_with_invented_credentials_and_names_its_operation() {
    let (send, receive) = std::sync::mpsc::channel();
    let endpoint = server(move |mut stream, _| {
        send.send(read(&mut stream)).expect("the test waits");
    });
    let client = Client::new(&endpoint, PATIENCE).expect("a client");
    client.ask("ListTables", &json!({"Limit": 7})).await.expect_err("no answer");
    let request = receive.recv().expect("a request").to_lowercase();
    assert!(request.starts_with("post / http/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nx-amz-target: dynamodb_20120810.listtables\r\n"), "{request}");
    assert!(request.contains("\r\nauthorization: aws4-hmac-sha256 credential=checker/"), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"limit\":7}"), "{request}");
}

async fn connect(endpoint: &str) -> String {
    let connected = DynamoDbLocal::connect(endpoint, Duration::ZERO, |_| ()).await;
    connected.expect_err("no DynamoDB").to_string()
}

#[tokio::test]
async fn connecting_says_what_is_there_instead() {
    assert_eq!(connect("localhost:8000").await, "localhost:8000 is no endpoint: give one like http://127.0.0.1:8000");
    let endpoint = nobody();
    let nobody = format!("no DynamoDB answers at {endpoint}: nothing listens there (waited 0 s)");
    assert_eq!(connect(&endpoint).await, nobody);
    let endpoint = silent();
    let silent = format!("no DynamoDB answers at {endpoint}: no answer within 0.25 s (waited 0 s)");
    assert_eq!(connect(&endpoint).await, silent);
    let endpoint = answering("200 OK", "text/html", PAGE);
    let page = "it answered HTTP 200 with text/html";
    assert_eq!(connect(&endpoint).await, format!("what answers at {endpoint} is not DynamoDB: {page}"));
    let endpoint = answering("200 OK", "application/json", r#"{"Queues": []}"#);
    assert_eq!(connect(&endpoint).await, format!("what answers at {endpoint} is not DynamoDB: it lists no tables"));
    let unknown = r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}"#;
    let endpoint = answering("400 Bad Request", JSON, unknown);
    let words = "400 UnrecognizedClientException: The security token included in the request is invalid.";
    assert_eq!(connect(&endpoint).await, format!("the DynamoDB at {endpoint} refuses ListTables: {words}"));
}

#[tokio::test]
async fn connecting_waits_for_the_first_answer_and_tells_so() {
    let endpoint = server(|mut stream, number| match number {
        0 => drop(stream),
        1 => answer(&mut stream, "503 Service Unavailable", "text/html", PAGE),
        _ => answer(&mut stream, "200 OK", JSON, r#"{"TableNames":[]}"#),
    });
    let mut told = Vec::new();
    let given = format!("{endpoint}/");
    let local = DynamoDbLocal::connect(&given, Duration::from_mins(1), |waited| told.push(waited)).await;
    let local = local.expect("it answers at last");
    assert_eq!(local.endpoint(), endpoint);
    assert_eq!(told.len(), 2);
    assert!(told.is_sorted());
}
