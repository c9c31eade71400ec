//! The Runtime API, version 2018-06-01: how a sandbox's bootstrap gets events and hands answers back.
//!
//! Each sandbox has a listener of its own, on a port of loopback, as `127.0.0.1:9001` is each sandbox's own on AWS; an
//! answer counts for the invocation that this one sandbox has, and for no other.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>. What that page leaves open is done as in AWS's own
//! [emulator](https://github.com/aws/aws-lambda-runtime-interface-emulator/tree/develop/internal/lambda/rapi).

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

/// The most that a function may answer, in bytes: 6 MB and the envelope of the Runtime API.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>; the number stands in the error's text.
pub(super) const LARGEST_ANSWER: usize = 6 * 1024 * 1024 + 100;

const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// What `next` hands to the bootstrap.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) request_id: String,
    /// Milliseconds since 1970.
    pub(super) deadline_ms: u128,
    pub(super) function_arn: String,
    pub(super) trace_id: String,
    pub(super) client_context: Option<String>,
    pub(super) payload: Bytes,
}

/// What the bootstrap handed back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Response(Bytes),
    /// The function's own error, in its own words.
    Error {
        error_type: String,
        payload: Bytes,
    },
    /// A response that Lambda does not take.
    TooLarge,
}

/// Where the bootstrap is. The names are those in AWS's refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Started,
    /// Its init failed: the error's type, and the bootstrap's own words.
    InitError(String, Bytes),
    /// It waits for an event.
    Ready,
    Running,
    ResponseSent,
}

impl Phase {
    fn name(&self) -> &'static str {
        match self {
            Self::Started => "Started",
            Self::InitError(..) => "InitError",
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::ResponseSent => "ResponseSent",
        }
    }
}

/// The Runtime API of one sandbox. Dropping it closes its port.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    phase: watch::Sender<Phase>,
    current: Mutex<Option<Current>>,
}

#[derive(Debug)]
struct Current {
    event: Event,
    answer: Option<oneshot::Sender<Answer>>,
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RuntimeApi {
    /// Listens on a free port of loopback.
    ///
    /// # Errors
    ///
    /// The system's, where it has no port.
    pub(super) async fn start() -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let shared = Arc::new(Shared { phase: watch::Sender::new(Phase::Started), current: Mutex::new(None) });
        let task = tokio::spawn(accept(socket, shared.clone()));
        Ok(Self { address, shared, task })
    }

    /// Host and port, for `AWS_LAMBDA_RUNTIME_API`.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the bootstrap asks for an event, or reports that it cannot start.
    pub(super) async fn initialised(&self) -> Phase {
        let mut phase = self.shared.phase.subscribe();
        let reached = phase.wait_for(|phase| !matches!(phase, Phase::Started)).await;
        reached.map_or(Phase::Started, |phase| phase.clone())
    }

    /// Waits until the bootstrap asks for the next event.
    pub(super) async fn ready(&self) {
        let mut phase = self.shared.phase.subscribe();
        // The sender lives as long as this value.
        let _ = phase.wait_for(|phase| matches!(phase, Phase::Ready)).await;
    }

    /// True when the bootstrap waits for an event.
    pub(super) fn is_ready(&self) -> bool {
        *self.shared.phase.borrow() == Phase::Ready
    }

    /// Gives the bootstrap an event; the answer comes by the channel.
    pub(super) fn begin(&self, event: Event) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        *self.shared.lock() = Some(Current { event, answer: Some(answer) });
        self.shared.phase.send_replace(Phase::Running);
        receiver
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Option<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn respond(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let Some(rest) = path.strip_prefix("/2018-06-01/runtime/") else {
            return not_found();
        };
        let segments: Vec<&str> = rest.split('/').collect();
        match (request.method(), segments.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["invocation", id, "response"]) => self.response(id, request).await,
            (&Method::POST, ["invocation", id, "error"]) => self.error(id, request).await,
            (&Method::POST, ["init", "error"]) => self.init_error(request).await,
            (_, ["invocation", "next"] | ["invocation", _, "response" | "error"] | ["init", "error"]) => {
                with_status(Response::default(), StatusCode::METHOD_NOT_ALLOWED)
            }
            _ => not_found(),
        }
    }

    /// A bootstrap that asks again before it answered gets the same event again.
    async fn next(&self) -> Response<Full<Bytes>> {
        let mut phase = self.phase.subscribe();
        let refused = self.phase.send_if_modified(|phase| match phase {
            Phase::Started | Phase::ResponseSent => {
                *phase = Phase::Ready;
                true
            }
            _ => false,
        });
        if !refused && matches!(*self.phase.borrow(), Phase::InitError(..)) {
            return self.not_allowed("Ready");
        }
        if phase.wait_for(|phase| *phase == Phase::Running).await.is_err() {
            return error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Internal Server Error");
        }
        let event = self.lock().as_ref().map(|current| current.event.clone());
        event.map_or_else(
            || error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Internal Server Error"),
            rendered,
        )
    }

    async fn response(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        match body(request).await {
            Body::Whole(payload) => self.answer(id, Answer::Response(payload), "InvocationResponse"),
            Body::TooLarge => {
                let taken = self.answer(id, Answer::TooLarge, "InvocationResponse");
                if taken.status() != StatusCode::ACCEPTED {
                    return taken;
                }
                let message = format!("Exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes).");
                error(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
            }
            Body::Cut => error(StatusCode::BAD_REQUEST, "TruncatedHTTPRequest", "HTTP request detected as truncated"),
        }
    }

    async fn error(&self, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let error_type = error_type(&request);
        let payload = match body(request).await {
            Body::Whole(payload) => payload,
            Body::TooLarge | Body::Cut => Bytes::new(),
        };
        self.answer(id, Answer::Error { error_type, payload }, "InvocationErrorResponse")
    }

    fn answer(&self, id: &str, answer: Answer, transition: &str) -> Response<Full<Bytes>> {
        // The lock is held over the change of phase, so that of two answers one is the first.
        let mut current = self.lock();
        if *self.phase.borrow() != Phase::Running {
            return self.not_allowed(transition);
        }
        let Some(current) = current.as_mut().filter(|current| current.event.request_id == id) else {
            return error(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID");
        };
        self.phase.send_replace(Phase::ResponseSent);
        if let Some(sender) = current.answer.take() {
            // Whom nobody waits for has run out of time.
            let _ = sender.send(answer);
        }
        accepted()
    }

    async fn init_error(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let error_type = error_type(&request);
        let payload = match body(request).await {
            Body::Whole(payload) => payload,
            Body::TooLarge | Body::Cut => Bytes::new(),
        };
        let failed = self.phase.send_if_modified(|phase| {
            let started = *phase == Phase::Started;
            if started {
                *phase = Phase::InitError(error_type, payload);
            }
            started
        });
        if failed { accepted() } else { self.not_allowed("InitError") }
    }

    fn not_allowed(&self, to: &str) -> Response<Full<Bytes>> {
        let from = self.phase.borrow().name();
        let message =
            format!("State transition from {from} to {to} failed for runtime. Error: State transition is not allowed");
        error(StatusCode::FORBIDDEN, "InvalidStateTransition", &message)
    }
}

/// The type of an error that the runtime reports, as far as Lambda takes it: others are unknown to it.
fn error_type(request: &Request<Incoming>) -> String {
    let told = request.headers().get(ERROR_TYPE).and_then(|value| value.to_str().ok());
    let known = told.filter(|kind| {
        let name = kind.strip_prefix("Runtime.").or_else(|| kind.strip_prefix("Function."));
        name.is_some_and(|name| !name.is_empty() && name.chars().all(char::is_alphanumeric))
    });
    known.unwrap_or("Runtime.Unknown").to_owned()
}

enum Body {
    Whole(Bytes),
    TooLarge,
    Cut,
}

/// The rest of a body that is too large is read too, up to ten times the limit: a bootstrap that still writes would
/// see a broken pipe in place of the refusal.
async fn body(request: Request<Incoming>) -> Body {
    match Limited::new(request.into_body(), 10 * LARGEST_ANSWER).collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            if body.len() > LARGEST_ANSWER { Body::TooLarge } else { Body::Whole(body) }
        }
        Err(fault) if fault.is::<LengthLimitError>() => Body::TooLarge,
        Err(_) => Body::Cut,
    }
}

fn rendered(event: Event) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(event.payload));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let deadline = event.deadline_ms.to_string();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", event.request_id.as_str()),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", &event.function_arn),
        ("lambda-runtime-trace-id", &event.trace_id),
        ("lambda-runtime-client-context", event.client_context.as_deref().unwrap_or_default()),
    ] {
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

fn accepted() -> Response<Full<Bytes>> {
    with_status(json(r#"{"status":"OK"}"#), StatusCode::ACCEPTED)
}

fn error(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    let body = serde_json::json!({"errorMessage": message, "errorType": kind});
    with_status(json(&body.to_string()), status)
}

fn not_found() -> Response<Full<Bytes>> {
    with_status(Response::new(Full::from("404 page not found\n")), StatusCode::NOT_FOUND)
}

fn json(body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(format!("{body}\n")));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn with_status(mut response: Response<Full<Bytes>>, status: StatusCode) -> Response<Full<Bytes>> {
    *response.status_mut() = status;
    response
}

async fn accept(socket: TcpListener, shared: Arc<Shared>) {
    // Connections end with the listener: dropping the set aborts them.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = socket.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let _ = stream.set_nodelay(true);
                let shared = shared.clone();
                connections.spawn(async move {
                    let service = service_fn(move |request| {
                        let shared = shared.clone();
                        async move { Ok::<_, Infallible>(shared.respond(request).await) }
                    });
                    // An error here is the bootstrap's: it hung up or spoke no HTTP.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
