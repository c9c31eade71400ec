//! The trace as a stream of Server-Sent Events.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use s3s::Body;
use tokio::sync::watch;

use super::document::Document;
use super::json;
use crate::state::State;

/// How many events are written at once: a long replay must not hold back what else the cloud does.
const BATCH: usize = 256;

/// How long a browser waits before it connects again, in milliseconds.
const RETRY: u32 = 1000;

/// What one open page is sent: `cloud` with the [`Document`] at first and when it changes, and `request` for each event of
/// the trace. A browser ignores names that its page does not know, so that others can come to stand beside them.
///
/// A slow reader costs no memory: it reads from the trace, and misses what the trace has dropped.
///
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html>
pub(super) struct Events {
    state: Arc<State>,
    port: u16,
    /// The number of the next event.
    next: u64,
    recorded: watch::Receiver<u64>,
    websites: watch::Receiver<BTreeMap<String, SocketAddr>>,
    apis: watch::Receiver<()>,
    api_ports: watch::Receiver<BTreeMap<String, SocketAddr>>,
    /// The document as it was last sent.
    document: Option<String>,
}

impl Events {
    pub(super) fn new(state: Arc<State>, port: u16, from: u64) -> Self {
        let recorded = state.trace.watch();
        let websites = state.websites.subscribe();
        let (apis, api_ports) = (state.apigateway.watch(), state.api_ports.subscribe());
        Self { state, port, next: from, recorded, websites, apis, api_ports, document: None }
    }

    /// A body that ends when the reader goes away.
    pub(super) fn into_body(self) -> Body {
        let frames = stream::unfold(self, async |mut events| {
            let text = events.wait().await?;
            Some((Ok::<_, Infallible>(Frame::data(Bytes::from(text))), events))
        });
        Body::http_body_unsync(StreamBody::new(frames))
    }

    /// The next piece of the stream, once there is one; `None` where there will be none.
    async fn wait(&mut self) -> Option<String> {
        loop {
            let text = self.ready();
            if !text.is_empty() {
                return Some(text);
            }
            let changed = tokio::select! {
                changed = self.recorded.changed() => changed,
                changed = self.websites.changed() => changed,
                changed = self.apis.changed() => changed,
                changed = self.api_ports.changed() => changed,
            };
            changed.ok()?;
        }
    }

    /// What is there to be sent now.
    fn ready(&mut self) -> String {
        let mut text = String::new();
        let batch = self.state.trace.batch(self.next, BATCH);
        let document = Document::of(&self.state, self.port).to_json();
        if self.document.as_ref() != Some(&document) {
            if self.document.is_none() {
                let _ = write!(text, "retry: {RETRY}\n\n");
            }
            let _ = write!(text, "event: cloud\ndata: {document}\n\n");
            self.document = Some(document);
        }
        for event in batch {
            let seq = event.seq;
            let json = json::request(&event, &self.state.account);
            let _ = write!(text, "id: {}-{seq}\nevent: request\ndata: {json}\n\n", self.state.run);
            self.next = seq + 1;
        }
        text
    }
}
