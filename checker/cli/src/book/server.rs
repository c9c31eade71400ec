//! The book over HTTP/1.1, on loopback only, and the events that tell its pages what is new.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::badges::Badges;
use super::pages;
use crate::progress::Progress;
use crate::stop::Stop;

const MODULE: &str = include_str!("live.mjs");
const STYLE: &str = include_str!("live.css");

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A book that was built. Its folder goes when nobody reads it any more.
#[derive(Debug)]
pub(super) struct Book {
    folder: PathBuf,
    /// Another one for each book, also after a new start.
    version: String,
    _made: TempDir,
}

/// What the pages show.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The last book that could be built.
    pub(super) book: Arc<Book>,
    /// Counts the changes of the progress file.
    pub(super) progress: u64,
}

impl Book {
    /// The book in a folder that was made for it.
    ///
    /// # Errors
    /// A fault when the folder is gone.
    pub(super) fn new(made: TempDir) -> Result<Self, Stop> {
        let folder = made.path().canonicalize().map_err(|error| Stop::io("cannot read", made.path(), &error))?;
        Ok(Self { folder, version: format!("{:016x}", fastrand::u64(..)), _made: made })
    }
}

/// Answers until it is dropped, and all connections with it.
pub(super) async fn serve(socket: TcpListener, shown: watch::Receiver<Shown>, progress: PathBuf) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = socket.accept() => {
                // A client that is gone before it is accepted concerns nobody.
                let Ok((stream, _)) = accepted else { continue };
                let (shown, progress) = (shown.clone(), progress.clone());
                connections.spawn(async move {
                    let service = service_fn(move |request: Request<Incoming>| {
                        let (shown, progress) = (shown.clone(), progress.clone());
                        async move { Ok::<_, Infallible>(answer(&request, shown, &progress).await) }
                    });
                    // An error here is the client's: it hung up or spoke no HTTP.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn answer(request: &Request<Incoming>, shown: watch::Receiver<Shown>, progress: &Path) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "only GET and HEAD\n");
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    match request.uri().path() {
        "/_checker/live.mjs" => text(StatusCode::OK, "text/javascript; charset=utf-8", MODULE),
        "/_checker/live.css" => text(StatusCode::OK, "text/css; charset=utf-8", STYLE),
        "/_checker/progress.json" => progress_document(progress),
        "/_checker/events" => respond(StatusCode::OK, "text/event-stream", events(shown)),
        path => {
            let book = shown.borrow().book.clone();
            page(&book, path).await
        }
    }
}

/// A file of the book, or its own page for what is not there.
async fn page(book: &Book, path: &str) -> Response<Body> {
    let (status, file) = match pages::file(&book.folder, path) {
        Some(file) => (StatusCode::OK, Some(file)),
        None => (StatusCode::NOT_FOUND, pages::file(&book.folder, "/404.html")),
    };
    let Some(file) = file else { return text(status, "text/plain; charset=utf-8", "there is no such page\n") };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            let content_type = pages::content_type(&file);
            // Without scripts mdBook shows `toc.html` in a frame of the page: that has none of its own to renew.
            if content_type.starts_with("text/html") && file != book.folder.join("toc.html") {
                let page = pages::with_live(&String::from_utf8_lossy(&bytes), &book.version);
                return text(status, content_type, page);
            }
            text(status, content_type, bytes)
        }
        Err(error) => {
            let words = format!("{} cannot be read: {error}\n", file.display());
            text(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", words)
        }
    }
}

fn progress_document(path: &Path) -> Response<Body> {
    let document = Progress::read(path).and_then(|progress| {
        serde_json::to_vec(&Badges::of(&progress)).map_err(|error| Stop::fault(error.to_string()))
    });
    match document {
        Ok(document) => text(StatusCode::OK, "application/json", document),
        Err(stop) => text(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", format!("{stop}\n")),
    }
}

/// Server-sent events: which book is shown, and that there is other progress; both at once, then each when it changes.
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html>
fn events(shown: watch::Receiver<Shown>) -> Body {
    let told: Option<Shown> = None;
    let events = stream::unfold((shown, told), |(mut shown, told)| async move {
        let mut text = Vec::new();
        if told.is_some() {
            shown.changed().await.ok()?;
        } else {
            text.push("retry: 1000\n".to_owned());
        }
        let now = shown.borrow_and_update().clone();
        if told.as_ref().is_none_or(|told| told.book.version != now.book.version) {
            text.push(format!("event: book\ndata: {}\n\n", now.book.version));
        }
        if told.is_none_or(|told| told.progress != now.progress) {
            text.push(format!("event: progress\ndata: {}\n\n", now.progress));
        }
        Some((Ok(Frame::data(Bytes::from(text.concat()))), (shown, Some(now))))
    });
    StreamBody::new(events).boxed_unsync()
}

fn text(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    respond(status, content_type, Full::new(body.into()).boxed_unsync())
}

/// Nothing is kept by the browser: the next look must show what is there then.
fn respond(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}
