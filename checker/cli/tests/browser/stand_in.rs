//! An API in the test's own hands: what it answers, when, and what it was asked.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// As sent, with its percent escapes.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// An answer; `cors` adds what a page of another origin needs to read it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("content-type", "application/json".to_owned())], body: body.into() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn cors(self) -> Self {
        self.with("access-control-allow-origin", "*")
    }
}

type Answers = Arc<dyn Fn(&Asked) -> Answer + Send + Sync>;

struct Shared {
    answers: Mutex<Answers>,
    asked: Mutex<Vec<Asked>>,
    open: watch::Sender<bool>,
}

pub(crate) struct StandIn {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    // Ends with the stand-in.
    _tasks: JoinSet<()>,
}

impl StandIn {
    pub(crate) async fn start(answers: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            answers: Mutex::new(Arc::new(answers)),
            asked: Mutex::default(),
            open: watch::Sender::new(true),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, shared.clone()));
        Self { address, shared, _tasks: tasks }
    }

    /// The address of its stage `dev`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/dev", self.address)
    }

    /// Answers otherwise from now on.
    pub(crate) fn answer(&self, answers: impl Fn(&Asked) -> Answer + Send + Sync + 'static) {
        *self.shared.answers.lock().expect("no panic") = Arc::new(answers);
    }

    /// Whether answers go out, or wait.
    pub(crate) fn open(&self, open: bool) {
        self.shared.open.send_replace(open);
    }

    /// What was asked, each as "GET /dev/conversations".
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("no panic").clone()
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        connections.spawn(async move {
            let service = service_fn(|request| answer(&shared, request));
            // A browser that goes away is no failure.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(shared: &Shared, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    shared.asked.lock().expect("no panic").push(asked.clone());
    let mut open = shared.open.subscribe();
    let _ = open.wait_for(|open| *open).await;
    let answers = shared.answers.lock().expect("no panic").clone();
    let Answer { status, headers, body } = answers(&asked);
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(body.into())).expect("a response"))
}
