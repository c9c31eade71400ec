//! Part 2: the content type of each file. A browser goes by it, and by nothing else.

/// The media type for a key, by its extension; upper and lower case are the same.
pub fn content_type(key: &str) -> &'static str {
    const TYPES: [(&str, &str); 10] = [
        (".html", "text/html"),
        (".css", "text/css"),
        (".js", "application/javascript"),
        (".mjs", "application/javascript"),
        (".json", "application/json"),
        (".txt", "text/plain"),
        (".svg", "image/svg+xml"),
        (".png", "image/png"),
        (".jpg", "image/jpeg"),
        (".ico", "image/vnd.microsoft.icon"),
    ];
    let lower = key.to_lowercase();
    TYPES.iter().find(|(extension, _)| lower.ends_with(extension)).map_or("binary/octet-stream", |(_, kind)| kind)
}
