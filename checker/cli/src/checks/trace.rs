//! Requests of the cloud's trace, in words.

use std::fmt::Write as _;

use cloud::TraceEvent;

/// What a request asks for: the operation's name, or method and path where it names none.
#[must_use]
pub(super) fn operation(event: &TraceEvent) -> String {
    event.operation.clone().unwrap_or_else(|| format!("{} {}", event.method, event.uri))
}

/// A request of the trace in one line: what, on what, what came back, who decided.
#[must_use]
pub(super) fn line(event: &TraceEvent) -> String {
    let what = match (&event.bucket, &event.key, &event.table_request) {
        (Some(bucket), Some(key), _) => format!(" {bucket}/{key}"),
        (Some(bucket), None, _) => format!(" {bucket}"),
        (None, _, Some(request)) => {
            let index = request.index.as_ref().map(|index| format!(", index {index}")).unwrap_or_default();
            format!(" {}{index}", request.tables.join(", "))
        }
        _ => String::new(),
    };
    let mut text = format!("{}{what} \u{2192} {}", operation(event), event.status);
    if let Some(code) = &event.error_code {
        let _ = write!(text, " {code}");
    }
    if let Some(message) = &event.error_message {
        let _ = write!(text, ": {message}");
    }
    // Elsewhere the decision only says that the caller may ask at all.
    let decides = event.status == 403
        || matches!(
            event.error_code.as_deref(),
            Some("MalformedPolicy" | "AccessControlListNotSupported" | "AccessDeniedException")
        );
    if let Some(decision) = event.decision.as_ref().filter(|_| decides) {
        let _ = write!(text, "\ndecided: {decision}");
    }
    text
}
