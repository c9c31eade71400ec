//! Who is nobody: requests that are not signed, or not by somebody who is known, and the form of every answer.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use cloud::Cloud;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{client_with, start, student, told};

#[tokio::test]
async fn an_unknown_key_and_a_wrong_secret_are_refused() {
    let cloud = start().await;
    let mut credentials = cloud.student().clone();
    credentials.secret_access_key.push('x');
    let refused = client_with(&cloud, &credentials).list_tables().send().await.expect_err("refused");
    assert_eq!(told(&refused).0, "InvalidSignatureException");
    credentials.access_key_id = "AKIANOBODYEVERHADTHIS".to_owned();
    let refused = client_with(&cloud, &credentials).list_tables().send().await.expect_err("refused");
    let words = "The security token included in the request is invalid.";
    assert_eq!(told(&refused), ("UnrecognizedClientException".to_owned(), words.to_owned()));
}

#[tokio::test]
async fn an_unsigned_request_is_refused_and_each_answer_has_its_checksum() {
    let cloud = start().await;
    let answer = send(&cloud, "DynamoDB_20120810.ListTables").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let body = r#"{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}"#;
    assert!(answer.ends_with(body), "{answer}");
    assert!(answer.contains("\r\ncontent-type: application/x-amz-json-1.0\r\n"), "{answer}");
    assert!(answer.contains(&format!("\r\nx-amz-crc32: {}\r\n", crc32fast::hash(body.as_bytes()))), "{answer}");
    let id = answer.split("\r\nx-amzn-requestid: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    assert_eq!(id.map(str::len), Some(52), "{answer}");
}

#[tokio::test]
async fn operations_that_are_none_and_that_are_not_here() {
    let cloud = start().await;
    let answer = send(&cloud, "DynamoDB_20120810.Qurey").await;
    assert!(answer.ends_with(r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#), "{answer}");
    let refused = student(&cloud).list_backups().send().await.expect_err("not emulated");
    let words = "dynamodb:ListBackups is a part of AWS that this cloud does not emulate";
    assert_eq!(told(&refused), ("NotImplemented".to_owned(), words.to_owned()));
}

async fn send(cloud: &Cloud, target: &str) -> String {
    let request = format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: {target}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", cloud.port())).await.expect("the cloud listens");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("the answer is read");
    answer
}
