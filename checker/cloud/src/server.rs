//! The listeners: sockets on loopback, HTTP/1.1, one trace event for each request.

mod header_case;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub(crate) use header_case::HeaderNames;

use crate::StartError;
use crate::dispatch::Dispatcher;
use crate::s3::website::WebsiteHost;
use crate::state::State;
use header_case::Remembering;

/// A socket that listens, not yet served.
#[derive(Debug)]
pub(crate) struct Bound {
    socket: TcpListener,
    address: SocketAddr,
}

/// A served socket. Dropping it closes the socket and all its connections.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Listener {
    /// Takes a port of loopback; nothing of the cloud is ever reachable from another machine.
    pub(crate) async fn bind(port: Option<u16>) -> Result<Bound, StartError> {
        let port = port.unwrap_or(0);
        let refused = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse { port },
            _ => StartError::Listen(error),
        };
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = socket.local_addr().map_err(StartError::Listen)?;
        Ok(Bound { socket, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn close(mut self) {
        self.task.abort();
        // Its result only says that it was cut.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Bound {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves every service of the cloud.
    pub(crate) fn serve_cloud(self, state: Arc<State>) -> Listener {
        let port = self.address.port();
        self.serve(Dispatcher::by_host(state, port))
    }

    /// Serves one bucket's website, whatever the `Host` header says.
    pub(crate) fn serve_website(self, state: Arc<State>, bucket: String) -> Listener {
        let host = WebsiteHost { bucket, region: None };
        self.serve(Dispatcher::website(state, host))
    }

    /// Serves one API, whatever the `Host` header says.
    pub(crate) fn serve_api(self, state: Arc<State>, api_id: &str) -> Listener {
        self.serve(Dispatcher::api(state, api_id))
    }

    fn serve(self, dispatcher: Dispatcher) -> Listener {
        let task = tokio::spawn(accept(self.socket, Arc::new(dispatcher)));
        Listener { address: self.address, task }
    }
}

async fn accept(socket: TcpListener, dispatcher: Arc<Dispatcher>) {
    // Connections end with the listener: dropping the set aborts them.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = socket.accept() => {
                // A client that is gone before it is accepted concerns nobody.
                let Ok((stream, _)) = accepted else { continue };
                let _ = stream.set_nodelay(true);
                let dispatcher = dispatcher.clone();
                let (stream, names) = Remembering::new(stream);
                connections.spawn(async move {
                    let service = service_fn(move |mut request: http::Request<Incoming>| {
                        let dispatcher = dispatcher.clone();
                        request.extensions_mut().insert(names.clone());
                        async move { Ok::<_, Infallible>(dispatcher.answer(request).await) }
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
