//! A request as API Gateway reads it: the query decoded, the headers in the client's own spelling, the whole body.

use bytes::{Bytes, BytesMut};
use http::Request;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::server::HeaderNames;

/// The largest body, in bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// All header values together, in bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
const LARGEST_HEADERS: usize = 10_240;
/// How much more of a body that is too large is read, so that a client which still writes can read the refusal.
const DRAINED: usize = 64 * 1024 * 1024;

/// What the caller sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ApiRequest {
    pub(super) method: String,
    /// As sent, with the stage and without the query.
    pub(super) path: String,
    /// As sent, without the question mark.
    pub(super) raw_query: String,
    /// Decoded, in order.
    pub(super) query: Vec<(String, String)>,
    /// In order, names as sent.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) source_ip: String,
}

/// Why a request was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// The body is larger than API Gateway takes.
    TooLarge,
    /// The caller hung up.
    Cut,
}

impl ApiRequest {
    /// Reads head and body. The head is there also when the body is not.
    pub(super) async fn read(request: Request<Incoming>) -> (Self, Result<(), Unread>) {
        let (head, body) = request.into_parts();
        let names = head.extensions.get::<HeaderNames>().cloned().unwrap_or_default();
        let headers = head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (names.written(name.as_str()), value)
        });
        let mut read = Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            raw_query: head.uri.query().unwrap_or_default().to_owned(),
            query: query(head.uri.query().unwrap_or_default()),
            headers: headers.collect(),
            body: Bytes::new(),
            source_ip: "127.0.0.1".to_owned(),
        };
        let body = collect(body).await;
        let outcome = body.map(|body| read.body = body);
        (read, outcome)
    }

    /// Status and text for a request that is larger than API Gateway takes.
    pub(super) fn too_large(&self, read: Result<(), Unread>) -> Option<(u16, &'static str)> {
        if self.headers.iter().map(|(_, value)| value.len()).sum::<usize>() > LARGEST_HEADERS {
            return Some((431, "HTTP header is larger than 10240 bytes."));
        }
        (read == Err(Unread::TooLarge)).then_some((413, "HTTP content length exceeded 10485760 bytes."))
    }

    /// The request without its body, as a signature is made of it; `None` where nobody could have sent it.
    pub(super) fn head(&self) -> Option<http::request::Parts> {
        let query = if self.raw_query.is_empty() { String::new() } else { format!("?{}", self.raw_query) };
        let request = Request::builder().method(self.method.as_str()).uri(format!("{}{query}", self.path));
        let with = |request: http::request::Builder, (name, value): &(String, String)| {
            request.header(name.as_str(), value.as_str())
        };
        Some(self.headers.iter().fold(request, with).body(()).ok()?.into_parts().0)
    }

    /// All values of a header, in order.
    pub(super) fn header_values(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// The last value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The last value of a query parameter.
    pub(super) fn query_parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

async fn collect(mut body: Incoming) -> Result<Bytes, Unread> {
    let (mut kept, mut read) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Cut)?.into_data() else { continue };
        read += data.len();
        if read <= LARGEST_BODY {
            kept.extend_from_slice(&data);
        } else if read > DRAINED {
            break;
        }
    }
    if read > LARGEST_BODY { Err(Unread::TooLarge) } else { Ok(kept.freeze()) }
}

/// Reads a query: plus is a space, percent escapes are decoded.
pub(super) fn query(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

/// Splits a path into the stage's name and what stands after it. Several slashes after the stage are one.
pub(super) fn split_stage(path: &str) -> (&str, String) {
    let path = path.trim_start_matches('/');
    let (stage, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    (stage, format!("/{}", rest.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_values_are_decoded_and_keys_may_repeat() {
        let pairs = [("a", "x y"), ("a", "+"), ("b", ""), ("c", ""), ("é", "=")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query("a=x+y&a=%2B&b=&c&%C3%A9=%3D&"), pairs);
        assert!(query("").is_empty());
    }

    #[test]
    fn the_first_segment_is_the_stage() {
        for (path, expected) in [
            ("/dev/conversations/1", ("dev", "/conversations/1")),
            ("/dev//x", ("dev", "/x")),
            ("//dev/x", ("dev", "/x")),
            ("/dev/a//b/", ("dev", "/a//b/")),
            ("/dev", ("dev", "/")),
            ("/dev/", ("dev", "/")),
            ("/", ("", "/")),
        ] {
            assert_eq!(split_stage(path), (expected.0, expected.1.to_owned()), "{path}");
        }
    }
}
