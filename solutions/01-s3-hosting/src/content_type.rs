//! Part 2: the content type of each file. A browser goes by it, and by nothing else.

/// The media type for a key, by its extension; upper and lower case are the same.
pub fn content_type(key: &str) -> &'static str {
    // STARTER: // TODO: at least html, css, js and mjs, json, svg, png, jpg and jpeg, ico, txt; anything else stays as it is here.
    // STARTER: // Then use this function in `keys::put_object`.
    // STARTER: let _ = key;
    // STARTER: "application/octet-stream"
    // ANCHOR: content_type
    let extension = key.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
    // ANCHOR_END: content_type
}
