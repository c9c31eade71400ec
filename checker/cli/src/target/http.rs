//! Plain HTTP as anyone may send it: no credentials, no proxy, no redirects followed.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as RawClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use reqwest::header::{HOST, HeaderMap};
use reqwest::{Method, Url};

use crate::harness::Verdict;

/// How long one request may take.
const TIME_LIMIT: Duration = Duration::from_secs(15);

/// Sends requests to the embedded cloud or to what is deployed.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    /// Sends a path as it is: `..`, `//`, `%2F`. Plain HTTP only.
    raw: RawClient<HttpConnector, Full<Bytes>>,
}

/// A request to an address with a path below it that must not be touched.
#[derive(Debug, Clone, Default)]
pub struct Sent<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Path and query after the address, percent-encoded.
    pub path: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: Option<&'a str>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// A header's text, if it has any.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status, error code and error message, as far as the answer has them: `403 AccessDenied: Access Denied`.
    #[must_use]
    pub fn summary(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let between = |open: &str, close: &str| {
            let (_, after) = body.split_once(open)?;
            Some(after.split_once(close)?.0.to_owned())
        };
        let code = between("<Code>", "</Code>").or_else(|| between("<li>Code: ", "</li>"));
        let message = between("<Message>", "</Message>").or_else(|| between("<li>Message: ", "</li>"));
        match (code, message) {
            (Some(code), Some(message)) => format!("{} {code}: {message}", self.status),
            (Some(code), None) => format!("{} {code}", self.status),
            _ => self.status.to_string(),
        }
    }
}

impl Http {
    /// A client.
    ///
    /// # Errors
    /// A fault when TLS cannot be set up.
    pub fn new() -> Result<Self, Verdict> {
        // A second call finds the provider installed already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIME_LIMIT)
            .build()
            .map_err(|error| Verdict::Fault(format!("no HTTP client: {error}")))?;
        Ok(Self { client, raw: RawClient::builder(TokioExecutor::new()).build_http() })
    }

    /// Sends a request below an address, its path just as it is; over HTTPS dots are resolved as in a browser.
    ///
    /// # Errors
    /// A fault when no answer comes.
    pub async fn send_below(&self, base: &Url, sent: &Sent<'_>) -> Result<Answer, Verdict> {
        let shown = format!("{}{}", base.as_str().trim_end_matches('/'), sent.path);
        let broke = |error: &dyn std::error::Error| Verdict::Fault(no_answer(&shown, error));
        let body = sent.body.unwrap_or_default().to_owned();
        if base.scheme() == "https" {
            let method = Method::from_bytes(sent.method.as_bytes()).map_err(|error| broke(&error))?;
            let mut request = self.client.request(method, &shown).body(body);
            for (name, value) in sent.headers {
                request = request.header(*name, *value);
            }
            let response = request.send().await.map_err(|error| broke(&error))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.bytes().await.map_err(|error| broke(&error))?;
            return Ok(Answer { status, headers, body });
        }
        let (to, host) = on_this_machine(base);
        let uri = format!("{}{}", to.as_str().trim_end_matches('/'), sent.path);
        let mut request = hyper::Request::builder().method(sent.method).uri(uri);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        for (name, value) in sent.headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(body)).map_err(|error| broke(&error))?;
        let answered = async {
            let response = self.raw.request(request).await.map_err(|error| broke(&error))?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| broke(&error))?.to_bytes();
            Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
        };
        match tokio::time::timeout(TIME_LIMIT, answered).await {
            Ok(answer) => answer,
            Err(_) => Err(Verdict::Fault(format!("no answer from {shown} within {} s", TIME_LIMIT.as_secs()))),
        }
    }

    /// Sends a request to an address. Names below `localhost` are this machine, whatever the resolver says.
    ///
    /// # Errors
    /// A fault when no answer comes.
    pub async fn send(&self, method: Method, url: &Url, body: Option<&[u8]>) -> Result<Answer, Verdict> {
        let (to, host) = on_this_machine(url);
        self.send_as(method, to, host.as_deref(), body).await
    }

    /// Sends a request to the embedded cloud's port under one of AWS's host names.
    ///
    /// # Errors
    /// A fault when no answer comes.
    pub async fn send_to_cloud(&self, method: Method, port: u16, host: &str, path: &str) -> Result<Answer, Verdict> {
        let url = Url::parse(&format!("http://127.0.0.1:{port}{path}"))
            .map_err(|error| Verdict::Fault(format!("{path}: {error}")))?;
        self.send_as(method, url, Some(host), None).await
    }

    async fn send_as(
        &self,
        method: Method,
        url: Url,
        host: Option<&str>,
        body: Option<&[u8]>,
    ) -> Result<Answer, Verdict> {
        let shown = url.clone();
        let broke = |error: &dyn std::error::Error| Verdict::Fault(no_answer(shown.as_str(), error));
        let mut request = self.client.request(method, url);
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        if let Some(body) = body {
            request = request.body(body.to_vec());
        }
        let response = request.send().await.map_err(|error| broke(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.map_err(|error| broke(&error))?;
        Ok(Answer { status, headers, body })
    }
}

/// Where an address is reached, and the `Host` that it wants: names below `localhost` are this machine, whatever the
/// resolver says.
fn on_this_machine(url: &Url) -> (Url, Option<String>) {
    let mut to = url.clone();
    let Some(name) = url.host_str().filter(|name| name.ends_with(".localhost")) else { return (to, None) };
    let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
    let _ = to.set_host(Some("127.0.0.1"));
    (to, Some(host))
}

/// The innermost cause of an error says what happened.
fn no_answer(shown: &str, error: &dyn std::error::Error) -> String {
    let cause = std::iter::successors(error.source(), |&cause| cause.source()).last();
    format!("no answer from {shown}: {}", cause.map_or_else(|| error.to_string(), ToString::to_string))
}

/// A key or path as it stands in a URL: every byte outside the unreserved ones and `/` is percent-encoded.
#[must_use]
pub fn encode_path(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// One segment of a path, as the site encodes it: a slash too.
#[must_use]
pub fn encode_segment(segment: &str) -> String {
    encode_path(segment).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_encoded_for_a_url() {
        assert_eq!(encode_path("notes/tea & 100%.txt"), "notes/tea%20%26%20100%25.txt");
    }

    #[test]
    fn the_summary_reads_xml_and_html_errors() {
        let answer = |body: &'static str| Answer {
            status: 403,
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        };
        assert_eq!(
            answer("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>").summary(),
            "403 AccessDenied: Access Denied"
        );
        assert_eq!(answer("<ul><li>Code: NoSuchKey</li></ul>").summary(), "403 NoSuchKey");
        assert_eq!(answer("hello").summary(), "403");
    }

    #[tokio::test]
    async fn a_path_is_sent_as_it_is() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://api.localhost:{}/dev", listener.local_addr().unwrap().port())).unwrap();
        let answered = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            String::from_utf8(asked).unwrap()
        };
        let sent = Sent { method: "GET", path: "/a/../b//c%2Fd?e=%20", headers: &[("Origin", "http://x")], body: None };
        let http = Http::new().unwrap();
        let (asked, answer) = tokio::join!(answered, http.send_below(&base, &sent));
        assert_eq!(answer.unwrap().status, 204);
        assert!(asked.starts_with("GET /dev/a/../b//c%2Fd?e=%20 HTTP/1.1\r\n"), "{asked}");
        let asked = asked.to_ascii_lowercase();
        assert!(asked.contains("host: api.localhost:") && asked.contains("origin: http://x\r\n"), "{asked}");
    }
}
