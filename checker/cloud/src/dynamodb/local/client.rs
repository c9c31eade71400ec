//! AWS JSON 1.0 to an address, signed, on a runtime of its own: who asks may be a runtime's thread and cannot wait on it.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::super::operation::TARGET;
use crate::config::DEFAULT_REGION;

/// `DynamoDB` Local keeps apart what comes with different access keys and regions, and looks at nothing else of them. A
/// key is of letters and digits alone.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html>
const ACCESS_KEY: &str = "checker";
const SECRET: &str = "invented";
/// `BatchGetItem` returns 16 MB of items, which are longer as JSON.
const LARGEST_ANSWER: usize = 128 * 1024 * 1024;
/// What the type of an answer begins with: `application/x-amz-json-1.0`.
const MEDIA_TYPE_BEGIN: &str = "application/x-amz-json";
/// Shorter than any server keeps a connection that is not used.
const IDLE: Duration = Duration::from_secs(5);

/// A server, and the connections to it.
pub(super) struct Client {
    /// Taken when it is dropped.
    runtime: Option<Runtime>,
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    endpoint: String,
    /// How long a request may take.
    patience: Duration,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unanswered {
    /// Nobody listens.
    #[error("nothing listens there")]
    NothingListens,
    /// The name of the host is nobody's, or the network is not there.
    #[error("it cannot be reached ({0})")]
    Unreachable(String),
    /// The connection ended before the answer.
    #[error("it closed the connection without an answer")]
    Closed,
    /// The time is over.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// What came is not what a `DynamoDB` answers.
    #[error("it answered {0}, which no DynamoDB does")]
    Foreign(String),
}

impl Reply {
    /// Status, code and words of an error, for a sentence.
    pub(super) fn told(&self) -> String {
        let kind = self.body["__type"].as_str().unwrap_or_default();
        let code = kind.rsplit('#').next().unwrap_or_default();
        let words = ["message", "Message"].iter().find_map(|name| self.body[*name].as_str()).unwrap_or_default();
        let told = format!("{} {code}: {words}", self.status.as_u16());
        told.trim_end_matches([':', ' ']).to_owned()
    }
}

impl Client {
    /// A client of an endpoint, an `http` address without a path. It fails where the system gives no thread.
    pub(super) fn new(endpoint: &str, patience: Duration) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("dynamodb-local")
            .enable_all()
            .build()?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Ok(Self { runtime: Some(runtime), http, endpoint: endpoint.to_owned(), patience })
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Asks from asynchronous code of any runtime.
    pub(super) async fn ask(&self, operation: &str, request: &Value) -> Result<Reply, Unanswered> {
        self.ask_within(operation, request, self.patience).await
    }

    /// The same within another time.
    pub(super) async fn ask_within(
        &self,
        operation: &str,
        request: &Value,
        patience: Duration,
    ) -> Result<Reply, Unanswered> {
        let (send, receive) = tokio::sync::oneshot::channel();
        self.spawn(operation, request, patience, |answer| drop(send.send(answer)));
        receive.await.unwrap_or(Err(Unanswered::Closed))
    }

    /// Asks and waits on this thread, which may be a runtime's.
    pub(super) fn ask_blocking(&self, operation: &str, request: &Value) -> Result<Reply, Unanswered> {
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        self.spawn(operation, request, self.patience, move |answer| drop(send.send(answer)));
        receive.recv().unwrap_or(Err(Unanswered::Closed))
    }

    /// Waits on this thread, which may be a runtime's.
    pub(super) fn pause(&self, time: Duration) {
        let Some(runtime) = &self.runtime else { return };
        // Nothing is ever sent: the end of the task ends the wait.
        let (held, ended) = std::sync::mpsc::channel::<()>();
        runtime.spawn(async move {
            tokio::time::sleep(time).await;
            drop(held);
        });
        ended.recv().unwrap_or_default();
    }

    /// Connections live on our runtime, so requests are sent there.
    fn spawn(
        &self,
        operation: &str,
        request: &Value,
        patience: Duration,
        then: impl FnOnce(Result<Reply, Unanswered>) + Send + 'static,
    ) {
        let Some(runtime) = &self.runtime else { return };
        let http = self.http.clone();
        let request = signed(&self.endpoint, operation, request.to_string());
        runtime.spawn(async move {
            let answer = match request {
                Some(request) => tokio::time::timeout(patience, send(&http, request)).await,
                None => Ok(Err(Unanswered::Unreachable("the request cannot be signed".to_owned()))),
            };
            then(answer.unwrap_or(Err(Unanswered::TimedOut(patience))));
        });
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Waiting for its end would panic on a runtime's thread.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn send(
    http: &legacy::Client<HttpConnector, Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<Reply, Unanswered> {
    let response = http.request(request).await.map_err(|fault| unanswered(&fault))?;
    let (head, body) = response.into_parts();
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("no content type");
    let kind = kind.split(';').next().unwrap_or_default().to_owned();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|_| Unanswered::Closed)?.to_bytes();
    // Tags are set without a word.
    if head.status.is_success() && kind.starts_with(MEDIA_TYPE_BEGIN) && matches!(&*body, b"" | b"\"\"") {
        return Ok(Reply { status: head.status, body: json!({}) });
    }
    match serde_json::from_slice::<Value>(&body) {
        // An error of DynamoDB's names its type.
        Ok(body) if body.is_object() && (head.status.is_success() || body["__type"].is_string()) => {
            Ok(Reply { status: head.status, body })
        }
        _ => Err(Unanswered::Foreign(format!("HTTP {} with {kind}", head.status.as_u16()))),
    }
}

fn unanswered(fault: &legacy::Error) -> Unanswered {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(fault);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            if error.kind() == std::io::ErrorKind::ConnectionRefused {
                return Unanswered::NothingListens;
            }
            if fault.is_connect() {
                return Unanswered::Unreachable(error.to_string());
            }
        }
        // Something speaks there, and not HTTP.
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return Unanswered::Foreign("what is not HTTP".to_owned());
        }
        cause = error.source();
    }
    if fault.is_connect() { Unanswered::Unreachable(fault.to_string()) } else { Unanswered::Closed }
}

/// A request as an SDK sends it, signed with invented credentials.
fn signed(endpoint: &str, operation: &str, body: String) -> Option<Request<Full<Bytes>>> {
    let uri: Uri = format!("{endpoint}/").parse().ok()?;
    let host = uri.authority()?.as_str().to_owned();
    let target = format!("{TARGET}{operation}");
    let media_type = "application/x-amz-json-1.0";
    let identity = Credentials::new(ACCESS_KEY, SECRET, None, None, "invented").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(DEFAULT_REGION)
        .name("dynamodb")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .ok()?
        .into();
    let headers = [("host", &*host), ("content-type", media_type), ("x-amz-target", &*target)];
    let signable =
        SignableRequest::new("POST", uri.to_string(), headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
    let (instructions, _) = sign(signable.ok()?, &parameters).ok()?.into_parts();
    let mut request = Request::post(uri)
        .header(HOST, &host)
        .header(CONTENT_TYPE, media_type)
        .header("x-amz-target", &target)
        .body(Full::new(Bytes::from(body)))
        .ok()?;
    instructions.apply_to_request_http1x(&mut request);
    Some(request)
}
