//! The bootstrap of the functions under test: it speaks the Runtime API by plain TCP, and does what its event says.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, ExitCode};

use serde_json::{Value, json};

/// An answer of the Runtime API.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// One request on a connection of its own.
pub(crate) fn call(method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let address = std::env::var("AWS_LAMBDA_RUNTIME_API").expect("the Runtime API's address");
    let mut stream = TcpStream::connect(&address).expect("the Runtime API listens");
    let head = format!(
        "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer is read");
    let answer = String::from_utf8(answer).expect("UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: status.expect("a status"),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
        body: body.to_owned(),
    }
}

pub(crate) fn main() -> ExitCode {
    match std::env::var("INIT").as_deref() {
        Ok("panic") => panic!("no luck at the start"),
        Ok("error") => {
            let error = br#"{"errorType":"Config.Missing","errorMessage":"TABLE is not set"}"#;
            call("POST", "init/error", "Lambda-Runtime-Function-Error-Type: Runtime.ConfigMissing\r\n", error);
            return ExitCode::from(1);
        }
        Ok("print") => println!("starting"),
        _ => {}
    }
    let mut last = Value::Null;
    loop {
        let next = call("GET", "invocation/next", "", b"");
        let id = next.headers["lambda-runtime-aws-request-id"].clone();
        let event: Value = serde_json::from_str(&next.body).expect("an event");
        let answer = match event["do"].as_str() {
            Some("exit") => return ExitCode::from(u8::try_from(event["code"].as_u64().unwrap_or(0)).unwrap_or(1)),
            Some("loop") => loop {
                std::hint::black_box(());
            },
            Some("sleep") => loop {
                std::thread::park();
            },
            Some("allocate") => {
                let mut all = Vec::new();
                loop {
                    all.push(std::hint::black_box(vec![1_u8; 1024 * 1024]));
                }
            }
            Some("print") => loop {
                println!("0123456789012345678901234567890123456789012345678901234567890123456789");
            },
            Some("print-much") => {
                for _ in 0..40_000 {
                    println!("0123456789012345678901234567890123456789012345678901234567890123456789");
                }
                eprintln!("last words");
                json!("said")
            }
            Some("say") => {
                println!("one line");
                eprintln!("another line");
                json!("said")
            }
            Some("kill") => {
                let _ = Command::new("/bin/kill").args(["-9", &std::process::id().to_string()]).status();
                Value::Null
            }
            Some("raise") => {
                let error = br#"{"errorType":"ChatError","errorMessage":"no such conversation"}"#;
                let path = format!("invocation/{id}/error");
                call("POST", &path, "Lambda-Runtime-Function-Error-Type: Function.ChatError\r\n", error);
                continue;
            }
            Some("leave") => {
                let mark = event["mark"].as_str().unwrap_or_default();
                let script = format!("(setsid sh -c '(sleep {mark} &) ; sleep {mark}' &) ; sleep {mark} &");
                Command::new("/bin/sh").args(["-c", &script]).status().expect("sh runs");
                json!("left")
            }
            Some("call") => {
                let address = event["address"].as_str().unwrap_or_default();
                let mut stream = TcpStream::connect(address).expect("somebody listens");
                stream.write_all(event["say"].as_str().unwrap_or_default().as_bytes()).expect("it is said");
                let mut told = String::new();
                let _ = stream.read_to_string(&mut told);
                json!(told)
            }
            Some("headers") => json!(next.headers),
            Some("again") => {
                let again = call("GET", "invocation/next", "", b"");
                json!({"same": again.headers["lambda-runtime-aws-request-id"] == id && again.body == next.body})
            }
            Some("environment") => json!({
                "variables": std::env::vars().collect::<BTreeMap<_, _>>(),
                "directory": std::env::current_dir().expect("a directory"),
                "arguments": std::env::args().collect::<Vec<_>>(),
            }),
            Some("process") => json!({"id": std::process::id(), "parent": std::os::unix::process::parent_id()}),
            Some("kill-supervisor") => {
                let supervisor = std::os::unix::process::parent_id().to_string();
                let _ = Command::new("/bin/kill").args(["-9", &supervisor]).status();
                // The system ends the bootstrap with it.
                loop {
                    std::thread::park();
                }
            }
            Some("write-to-supervisor") => {
                let parent = std::os::unix::process::parent_id();
                let written = std::fs::OpenOptions::new().write(true).open(format!("/proc/{parent}/fd/1"));
                json!(written.map(|_| ()).map_err(|error| error.to_string()).is_ok())
            }
            Some("request") => {
                let path = event["path"].as_str().unwrap_or_default().replace("ID", &id);
                let answer = call(event["method"].as_str().unwrap_or("POST"), &path, "", b"\"hello\"");
                json!({"status": answer.status, "body": answer.body.trim()})
            }
            Some("twice") => {
                let path = format!("invocation/{id}/response");
                call("POST", &path, "", b"\"first\"");
                let second = call("POST", &path, "", b"\"second\"");
                last = json!({"status": second.status, "body": second.body.trim()});
                continue;
            }
            Some("last") => last.clone(),
            Some("garbage") => {
                call("POST", &format!("invocation/{id}/response"), "", b"<html>");
                continue;
            }
            Some("no-http") => {
                let address = std::env::var("AWS_LAMBDA_RUNTIME_API").expect("the Runtime API's address");
                let mut stream = TcpStream::connect(address).expect("the Runtime API listens");
                stream.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").expect("it is sent");
                let _ = stream.read_to_end(&mut Vec::new());
                loop {
                    std::thread::park();
                }
            }
            Some("large") => {
                let body = vec![b'x'; usize::try_from(event["bytes"].as_u64().unwrap_or(0)).unwrap_or(0)];
                let answer = call("POST", &format!("invocation/{id}/response"), "", &body);
                last = json!({"status": answer.status, "body": answer.body.trim()});
                continue;
            }
            Some("get-object") => get_object(&event),
            _ => event,
        };
        call("POST", &format!("invocation/{id}/response"), "", answer.to_string().as_bytes());
    }
}

/// Reads an object as any function would: credentials, region and endpoint come from the environment.
fn get_object(event: &Value) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    runtime.block_on(async {
        let http = aws_smithy_http_client::Builder::new().build_http();
        let config = aws_config::defaults(aws_config::BehaviorVersion::latest()).http_client(http).load().await;
        let client = aws_sdk_s3::Client::new(&config);
        let answer = client.get_object().bucket(text("bucket")).key(text("key")).send().await;
        match answer {
            Ok(object) => {
                let body = object.body.collect().await.expect("a body").into_bytes();
                json!({"body": String::from_utf8_lossy(&body)})
            }
            Err(error) => {
                use aws_sdk_s3::error::ProvideErrorMetadata as _;
                json!({"code": error.code(), "message": error.message()})
            }
        }
    })
}
