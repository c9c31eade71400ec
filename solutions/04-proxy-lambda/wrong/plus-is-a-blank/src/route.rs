//! Part 1: from a request's path to the key of an object.

use percent_encoding::percent_decode_str;

/// The key of the list of conversations.
pub const LIST: &str = "data/conversations.json";

/// The key of the object that a path is about, or `None` where the API has nothing.
///
/// `/conversations` is the list, `/conversations/<id>` is one conversation.
pub fn key(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/conversations")?;
    if rest.is_empty() {
        return Some(LIST.to_owned());
    }
    let id = decoded(&rest.strip_prefix('/')?.replace('+', " "))?;
    let safe = !matches!(id.as_str(), "" | "." | "..") && !id.contains(['/', '\\']);
    safe.then(|| format!("data/conversations/{id}.json"))
}

/// Given: a segment of a path without its percent escapes; `None` where these give no text.
pub fn decoded(segment: &str) -> Option<String> {
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}
