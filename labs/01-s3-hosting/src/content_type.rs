//! Part 2: the content type of each file. A browser goes by it, and by nothing else.

/// The media type for a key, by its extension; upper and lower case are the same.
pub fn content_type(key: &str) -> &'static str {
    // TODO: at least html, css, js and mjs, json, svg, png, jpg and jpeg, ico, txt; anything else stays as it is here.
    // Then use this function in `keys::put_object`.
    let _ = key;
    "application/octet-stream"
}
