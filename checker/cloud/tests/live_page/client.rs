//! A cloud for each test, a client that reads a stream of events, and one for everything else.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use bytes::Bytes;
use cloud::{Cloud, Config};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::AbortHandle;

pub(crate) const BUCKET: &str = "chat-site-4711";

/// Only a test that fails waits this long.
const TIME_LIMIT: Duration = Duration::from_secs(30);

pub(crate) async fn start() -> Cloud {
    Cloud::start(Config::default()).await.expect("a free port")
}

/// The student's client.
pub(crate) fn student(cloud: &Cloud) -> Client {
    let student = cloud.student();
    let credentials = Credentials::new(&student.access_key_id, &student.secret_access_key, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(Region::new(cloud.region().to_owned()))
        .endpoint_url(cloud.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// Makes the student's bucket.
pub(crate) async fn make_bucket(client: &Client) {
    let region = client.config().region().expect("a region").to_string();
    let here = aws_sdk_s3::types::CreateBucketConfiguration::builder().location_constraint(region.as_str().into());
    let request = client.create_bucket().bucket(BUCKET).create_bucket_configuration(here.build());
    request.send().await.expect("a new bucket");
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    /// The value of a header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

/// The connection closes when this is dropped.
struct Connection(AbortHandle);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn open(
    cloud: &Cloud,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (Response<Incoming>, Connection) {
    let port = cloud.port();
    let stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.expect("the cloud listens");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("the cloud speaks HTTP");
    let connection = Connection(tokio::spawn(connection).abort_handle());
    let mut request = Request::builder().method(method).uri(uri);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header(header::HOST, format!("127.0.0.1:{port}"));
    }
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).expect("a valid request");
    (sender.send_request(request).await.expect("an answer"), connection)
}

/// The token that the cloud's owner was told.
pub(crate) fn token(cloud: &Cloud) -> String {
    cloud.live_page().split_once('#').expect("a token").1.to_owned()
}

/// Sends one anonymous request.
pub(crate) async fn send(cloud: &Cloud, method: Method, uri: &str, headers: &[(&str, &str)]) -> Reply {
    send_body(cloud, method, uri, headers, "").await
}

/// Sends one anonymous request with a body.
pub(crate) async fn send_body(cloud: &Cloud, method: Method, uri: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let (response, _connection) = open(cloud, method, uri, headers, body).await;
    let (parts, body) = response.into_parts();
    let body = tokio::time::timeout(TIME_LIMIT, body.collect()).await.expect("the answer ends").expect("a body");
    let body = String::from_utf8(body.to_bytes().to_vec()).expect("UTF-8");
    Reply { status: parts.status, headers: parts.headers, body }
}

pub(crate) async fn get(cloud: &Cloud, uri: &str) -> Reply {
    send(cloud, Method::GET, uri, &[]).await
}

/// A Server-Sent Event.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data: Value,
}

/// A stream of Server-Sent Events that stays open.
pub(crate) struct Stream {
    body: Incoming,
    text: String,
    _connection: Connection,
}

impl Stream {
    pub(crate) async fn open(cloud: &Cloud, uri: &str, headers: &[(&str, &str)]) -> Self {
        let (response, connection) = open(cloud, Method::GET, uri, headers, "").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self { body: response.into_body(), text: String::new(), _connection: connection }
    }

    /// The next event, once it comes.
    pub(crate) async fn next(&mut self) -> Event {
        loop {
            while let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                // A block without data, such as `retry`, is no event.
                if let Some(data) = field("data: ") {
                    return Event {
                        id: field("id: ").unwrap_or_default(),
                        name: field("event: ").unwrap_or_default(),
                        data: serde_json::from_str(&data).expect("JSON"),
                    };
                }
            }
            let frame = tokio::time::timeout(TIME_LIMIT, self.body.frame()).await.expect("an event comes");
            let frame = frame.expect("the stream goes on").expect("the connection holds");
            let data = frame.into_data().expect("data");
            self.text.push_str(std::str::from_utf8(&data).expect("UTF-8"));
        }
    }

    /// The next event of a request, and its number.
    pub(crate) async fn request(&mut self) -> (String, Value) {
        loop {
            let event = self.next().await;
            if event.name == "request" {
                return (event.id, event.data);
            }
        }
    }

    /// The next document of the cloud.
    pub(crate) async fn cloud(&mut self) -> Value {
        loop {
            let event = self.next().await;
            if event.name == "cloud" {
                return event.data;
            }
        }
    }
}
