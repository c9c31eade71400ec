//! Many callers at once.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::Request;
use crate::scene::Scene;

const CLIENTS: usize = 16;
const REQUESTS: usize = 2000;

pub(crate) async fn of_2000_requests_from_16_clients_none_is_lost_and_none_mixed_up() {
    let scene = Arc::new(Scene::start().await);
    let from = scene.cloud.trace_len();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let scene = scene.clone();
            tokio::spawn(async move {
                for request in 0..REQUESTS / CLIENTS {
                    let own = format!("{client}-{request}");
                    let (target, headers) = (format!("/dev/{own}?own={own}"), [("X-Own", own.as_str())]);
                    let body = own.as_bytes();
                    let sent = Request { body, ..Request::new("POST", &target).with(&headers) };
                    let event = scene.event(sent).await;
                    assert_eq!(event["path"], format!("/{own}"));
                    assert_eq!(event["queryStringParameters"]["own"], own);
                    assert_eq!(event["headers"]["X-Own"], own);
                    assert_eq!(event["body"], own);
                }
            })
        })
        .collect();
    for client in clients {
        client.await.expect("every answer is the caller's own");
    }
    let events = scene.cloud.trace_since(from);
    let of = |service: &str| events.iter().filter(|event| event.service == service).count();
    assert_eq!((of("execute-api"), of("lambda")), (REQUESTS, REQUESTS));
}

pub(crate) async fn one_connection_carries_many_requests_each_with_its_own_spelling() {
    let scene = Scene::start().await;
    let mut stream = TcpStream::connect(scene.address).await.expect("a connection");
    for name in ["X-One", "x-one", "X-ONE"] {
        let head = format!("GET /dev/x HTTP/1.1\r\nHost: a\r\n{name}: 1\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("it is sent");
        let mut answer = Vec::new();
        // Each answer ends with the end of the event.
        while !answer.ends_with(b"\"isBase64Encoded\":false}") {
            let mut piece = [0; 4096];
            let read = stream.read(&mut piece).await.expect("an answer");
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&piece[..read]);
        }
        let answer = String::from_utf8(answer).expect("text");
        assert!(answer.contains(&format!("\"{name}\":\"1\"")), "{answer}");
    }
}
