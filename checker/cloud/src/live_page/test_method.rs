//! *Test* of a method: who may ask for it, and what is asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body as HttpBody;
use s3s::Body;
use serde::{Deserialize, Serialize};

use super::Token;
use crate::apigateway::execution::{TestInvoke, test_invoke};
use crate::service_error::ServiceError;
use crate::state::State;

/// Where a test is posted, below the page's path.
pub(super) const PATH: &str = "test";

/// How much a test may cost the cloud.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of the request, which is JSON around the body that is typed in.
    pub(super) largest: usize,
    /// How long the request may take to come.
    pub(super) arrival: Duration,
    /// How long the method may run: the longest integration time-out, and the start of a function.
    pub(super) run: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { largest: 1 << 20, arrival: Duration::from_secs(10), run: Duration::from_mins(1) }
    }
}

/// What to test, as `TestInvokeMethod` takes it.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html>
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    api: String,
    resource: String,
    /// One that is sent, so never `ANY`.
    method: String,
    /// As it would be sent: `/conversations/lunch-club?x=1`.
    path_with_query: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// Why nothing was tested, in a sentence for the page.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    message: String,
}

impl Refused {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    fn into_response(self) -> Response<Body> {
        #[derive(Serialize)]
        struct Message<'a> {
            message: &'a str,
        }
        json(self.status, &Message { message: &self.message })
    }
}

/// Answers a POST; `host` is its `Host` header, which is known to be the page's own.
pub(super) async fn answer<B>(state: &Arc<State>, host: &str, request: Request<B>, limits: Limits) -> Response<Body>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let asked = match authorise(request.headers(), host, &state.token) {
        Ok(()) => read(request, limits).await,
        Err(refused) => Err(refused),
    };
    let tested = match asked {
        Ok(asked) => run(state, asked, limits).await,
        Err(refused) => Err(refused),
    };
    tested.unwrap_or_else(Refused::into_response)
}

/// The page's own scripts alone may test, and only for whoever started the cloud.
///
/// A browser sends `Origin` with every POST: <https://fetch.spec.whatwg.org/#origin-header>
fn authorise(headers: &HeaderMap, host: &str, token: &Token) -> Result<(), Refused> {
    let own = format!("http://{host}");
    if headers.get(header::ORIGIN).is_none_or(|origin| !origin.as_bytes().eq_ignore_ascii_case(own.as_bytes())) {
        let message = "Only the live page itself may test a method: the request's Origin is not the page's.";
        return Err(Refused::new(StatusCode::FORBIDDEN, message));
    }
    if !token.is_in(headers) {
        let message = "The token is missing or wrong: open the live page under the whole address that this run of \
                       `checker cloud` printed, with what stands after the #.";
        return Err(Refused::new(StatusCode::FORBIDDEN, message));
    }
    Ok(())
}

async fn read<B>(request: Request<B>, limits: Limits) -> Result<Asked, Refused>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let content_type = request.headers().get(header::CONTENT_TYPE);
    if content_type.is_none_or(|content_type| content_type != "application/json") {
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A test is sent as application/json."));
    }
    let body = Limited::new(request.into_body(), limits.largest).collect();
    let body = tokio::time::timeout(limits.arrival, body).await.map_err(|_| {
        let message = format!("The test did not arrive within {} s.", limits.arrival.as_secs());
        Refused::new(StatusCode::REQUEST_TIMEOUT, message)
    })?;
    let body = body.map_err(|fault| {
        if fault.is::<LengthLimitError>() {
            let message = format!("The test is larger than {} KB.", limits.largest >> 10);
            Refused::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        } else {
            Refused::new(StatusCode::BAD_REQUEST, format!("The test could not be read: {fault}"))
        }
    })?;
    serde_json::from_slice(&body.to_bytes())
        .map_err(|fault| Refused::new(StatusCode::BAD_REQUEST, format!("The test could not be read: {fault}")))
}

/// The answer, as the page shows it.
#[derive(Serialize)]
struct Tested<'a> {
    status: u16,
    headers: &'a [(String, String)],
    body: &'a str,
    /// Milliseconds.
    latency: u64,
    log: &'a str,
}

async fn run(state: &Arc<State>, asked: Asked, limits: Limits) -> Result<Response<Body>, Refused> {
    let test = TestInvoke {
        api_id: asked.api,
        resource: asked.resource,
        method: asked.method,
        path_with_query: asked.path_with_query,
        headers: asked.headers,
        body: Bytes::from(asked.body),
        stage_variables: BTreeMap::new(),
    };
    let tested = in_time(limits.run, test_invoke(state, &test)).await?;
    let tested = Tested {
        status: tested.status,
        headers: &tested.headers,
        body: &String::from_utf8_lossy(&tested.body),
        latency: tested.latency,
        log: &tested.log,
    };
    Ok(json(StatusCode::OK, &tested))
}

async fn in_time<T>(limit: Duration, run: impl Future<Output = Result<T, ServiceError>>) -> Result<T, Refused> {
    match tokio::time::timeout(limit, run).await {
        Ok(Ok(tested)) => Ok(tested),
        // What was to be tested is not there.
        Ok(Err(refused)) => Err(Refused::new(refused.status, refused.message)),
        Err(_) => {
            let message = format!("The method did not answer within {} s.", limit.as_secs());
            Err(Refused::new(StatusCode::GATEWAY_TIMEOUT, message))
        }
    }
}

fn json(status: StatusCode, content: &impl Serialize) -> Response<Body> {
    // Texts and numbers always have a JSON form.
    let mut response = Response::new(Body::from(serde_json::to_string(content).unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use hyper::body::Incoming;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::config::Config;

    /// Sends the head of a request and a part of its body, and reads the answer to its end.
    async fn begin(state: &Arc<State>, limits: Limits) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let mut client = TcpStream::connect(&host).await.unwrap();
        let head = format!(
            "POST /_checker/test HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nx-checker-token: {}\r\n\
             content-type: application/json\r\nconnection: close\r\ncontent-length: 100\r\n\r\n{{\"api\":",
            state.token.as_str()
        );
        client.write_all(head.as_bytes()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let service = service_fn(async |request: Request<Incoming>| {
            Ok::<_, Infallible>(answer(state, &host, request, limits).await)
        });
        let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let mut text = String::new();
        let (_, read) = tokio::join!(served, client.read_to_string(&mut text));
        read.unwrap();
        text
    }

    #[tokio::test]
    async fn a_request_that_does_not_end_is_given_up() {
        let state = Arc::new(State::new(&Config::default()));
        let text = begin(&state, Limits { arrival: Duration::ZERO, ..Limits::default() }).await;
        assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
        assert!(text.ends_with("{\"message\":\"The test did not arrive within 0 s.\"}"), "{text}");
    }

    #[tokio::test]
    async fn a_method_that_does_not_answer_is_given_up() {
        let never = std::future::pending::<Result<(), ServiceError>>();
        let refused = in_time(Duration::ZERO, never).await.unwrap_err();
        assert_eq!(refused.status, StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(refused.message, "The method did not answer within 0 s.");
    }
}
