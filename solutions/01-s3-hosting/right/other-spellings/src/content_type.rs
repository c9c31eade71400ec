//! Part 2: the content type of each file. A browser goes by it, and by nothing else.

/// The media type for a key, by its extension; upper and lower case are the same.
pub fn content_type(key: &str) -> &'static str {
    let extension = key.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("html") => "Text/HTML; Charset=\"UTF-8\"",
        Some("css") => "text/css;charset=utf8",
        Some("js" | "mjs") => "application/x-javascript",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}
