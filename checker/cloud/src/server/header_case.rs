//! The names of a request's headers as the client wrote them: API Gateway hands them on so, and hyper makes all of them
//! lower-case.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest line that is kept; a longer header is known in lower case only.
const LONGEST: usize = 64 * 1024;

/// The names of the request whose head was read last on a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderNames(Arc<Mutex<Head>>);

#[derive(Debug, Default)]
struct Head {
    /// As written, by the name in lower case.
    names: HashMap<String, String>,
    line: Vec<u8>,
    /// True once the empty line was read: what follows is the body, until the answer is written.
    ended: bool,
}

impl HeaderNames {
    /// A name as the client wrote it.
    pub(crate) fn written(&self, name: &str) -> String {
        let head = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        head.names.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn read(&self, bytes: &[u8]) {
        let mut head = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for &byte in bytes {
            if head.ended {
                return;
            }
            if byte != b'\n' {
                if head.line.len() < LONGEST {
                    head.line.push(byte);
                }
                continue;
            }
            let line = std::mem::take(&mut head.line);
            let line = line.strip_suffix(b"\r").unwrap_or(&line);
            head.ended = line.is_empty() && !head.names.is_empty();
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            if name.len() < line.len()
                && let Ok(name) = std::str::from_utf8(name)
                && !name.contains(' ')
            {
                head.names.insert(name.to_ascii_lowercase(), name.to_owned());
            }
        }
    }

    /// Something goes out. After an answer the next bytes that come in are another request's; "100 Continue" is none.
    fn wrote(&self, bytes: &[u8]) {
        if !bytes.starts_with(b"HTTP/1.1 100") {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Head::default();
        }
    }
}

/// A connection that remembers the names.
#[derive(Debug)]
pub(super) struct Remembering<S> {
    stream: S,
    names: HeaderNames,
}

impl<S> Remembering<S> {
    pub(super) fn new(stream: S) -> (Self, HeaderNames) {
        let names = HeaderNames::default();
        (Self { stream, names: names.clone() }, names)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Remembering<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if polled.is_ready() {
            self.names.read(buffer.filled().get(before..).unwrap_or_default());
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Remembering<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.names.wrote(bytes);
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.names.wrote(bytes.first().map_or(&[], |first| first));
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_as_written_however_the_bytes_come() {
        let names = HeaderNames::default();
        for piece in ["GET / HTTP/1.1\r\nHo", "st: a:1\r\nX-CUSTOM-header: b\r\nac", "cept: */*\r\n\r\nHOST: body\r\n"]
        {
            names.read(piece.as_bytes());
        }
        for (name, written) in
            [("host", "Host"), ("x-custom-header", "X-CUSTOM-header"), ("accept", "accept"), ("unknown", "unknown")]
        {
            assert_eq!(names.written(name), written);
        }
    }

    #[test]
    fn the_next_request_has_names_of_its_own() {
        let names = HeaderNames::default();
        names.read(b"GET / HTTP/1.1\r\nHOST: a\r\nX-One: 1\r\n\r\n");
        names.wrote(b"HTTP/1.1 200 OK\r\n");
        names.read(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!((names.written("host").as_str(), names.written("x-one").as_str()), ("Host", "x-one"));
    }

    #[test]
    fn a_hundred_continue_is_no_answer() {
        let names = HeaderNames::default();
        names.read(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n");
        names.wrote(b"HTTP/1.1 100 Continue\r\n\r\n");
        names.read(b"EXPECT: the body\r\n\r\n");
        assert_eq!(names.written("expect"), "Expect");
    }
}
