//! Where in the trace a page goes on reading.

use http::Request;

/// The next event that somebody wants, as `Last-Event-ID` or `?from=` says it.
///
/// An event's id is `RUN-SEQ`: the run of the cloud, and the number of the event in it.
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    /// `None` where only a number was given, which counts for any run.
    run: Option<String>,
    seq: u64,
}

impl Cursor {
    /// What a request asks for: all that is kept, where it says nothing that can be read.
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
        // A browser that connects again sends both; its header is the newer one.
        if let Some(last) = last.and_then(Self::parse) {
            return Self { seq: last.seq.saturating_add(1), ..last };
        }
        let query = request.uri().query().unwrap_or_default();
        let from = query.split('&').find_map(|pair| pair.strip_prefix("from="));
        from.and_then(Self::parse).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let (run, seq) = match text.split_once('-') {
            Some((run, seq)) => (Some(run.to_owned()), seq),
            None => (None, text),
        };
        Some(Self { run, seq: seq.parse().ok()? })
    }

    /// The number of the event to begin with. What was read of another run says nothing about this one.
    pub(super) fn seq(&self, run: &str) -> u64 {
        if self.run.as_deref().is_none_or(|own| own == run) { self.seq } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(uri: &str, last: Option<&str>) -> u64 {
        let request = Request::get(uri);
        let request = last.into_iter().fold(request, |request, last| request.header("last-event-id", last));
        Cursor::of(&request.body(()).unwrap()).seq("a1")
    }

    #[test]
    fn the_last_event_that_was_seen_counts_before_the_query() {
        assert_eq!(begins("/_checker/events", None), 0);
        assert_eq!(begins("/_checker/events?from=7", None), 7);
        assert_eq!(begins("/_checker/events?x=1&from=a1-7", None), 7);
        assert_eq!(begins("/_checker/events?from=a1-7", Some("a1-9")), 10);
        assert_eq!(begins("/_checker/events", Some("9")), 10);
    }

    #[test]
    fn another_run_begins_at_its_first_event() {
        assert_eq!(begins("/_checker/events?from=b2-7", None), 0);
        assert_eq!(begins("/_checker/events", Some("b2-9")), 0);
    }

    #[test]
    fn what_cannot_be_read_asks_for_everything() {
        for text in ["", "x", "-1", "a1-", "99999999999999999999"] {
            assert_eq!(begins(&format!("/_checker/events?from={text}"), None), 0, "{text}");
        }
        assert_eq!(begins("/_checker/events?from=7", Some("not an id")), 7);
        assert_eq!(begins("/_checker/events", Some("18446744073709551615")), u64::MAX);
    }
}
