//! An HTTP client that sends what it is told: no redirects, no normalised paths, any `Host`.

use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, Version, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::ext::ReasonPhrase;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// The reason phrase, where it is not the usual one.
    pub(crate) reason: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    /// The value of a header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }
}

/// Sends one request; `target` goes on the wire as it is.
pub(crate) async fn send(port: u16, host: &str, method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let stream = TcpStream::connect(address).await.expect("the cloud listens");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("the cloud speaks HTTP");
    let connection = tokio::spawn(connection);
    let mut request =
        Request::builder().method(method).uri(target).version(Version::HTTP_11).header(header::HOST, host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::new())).expect("a valid request");
    let response = sender.send_request(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    connection.abort();
    let reason = parts.extensions.get::<ReasonPhrase>();
    Reply {
        status: parts.status,
        reason: reason.map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned()),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).expect("a body in UTF-8"),
    }
}
