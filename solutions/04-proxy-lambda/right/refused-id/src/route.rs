//! Part 1: from a request's path to the key of an object.

use percent_encoding::percent_decode_str;

/// The key of the list of conversations.
pub const LIST: &str = "data/conversations.json";

/// What stands where an id belongs can be none.
pub struct NoId;

/// The key of the object that a path is about, or `None` where the API has nothing.
///
/// # Errors
/// The id is empty, has a slash in it, or leads elsewhere.
pub fn key(path: &str) -> Result<Option<String>, NoId> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments[..] {
        ["conversations"] => Ok(Some(LIST.to_owned())),
        ["conversations", id] => {
            let id = percent_decode_str(id).decode_utf8().map_err(|_| NoId)?;
            let leads_elsewhere = id.is_empty() || id.starts_with('.') || id.contains('/');
            if leads_elsewhere { Err(NoId) } else { Ok(Some(format!("data/conversations/{id}.json"))) }
        }
        _ => Ok(None),
    }
}
