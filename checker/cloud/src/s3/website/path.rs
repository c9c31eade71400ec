//! The path of a request and the object key that it stands for.

/// A path, as it was sent and decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RequestPath<'a> {
    /// As sent, without the first slash.
    pub(super) raw: &'a str,
    /// The key that it names: decoded once, never normalised, because `a//b` and `a/../b` are keys like any other.
    pub(super) key: String,
}

impl<'a> RequestPath<'a> {
    /// Decodes a path; `None` where it holds a broken escape or is no UTF-8.
    ///
    /// A `+` stays a plus sign. (The REST endpoint of AWS reads it as a space, the website endpoint does not:
    /// <https://github.com/ostreedev/ostree/issues/2139>.)
    pub(super) fn parse(path: &'a str) -> Option<Self> {
        let raw = path.strip_prefix('/').unwrap_or(path);
        let mut key = Vec::with_capacity(raw.len());
        let mut rest = raw.as_bytes();
        while let Some((byte, length)) = first_byte(rest)? {
            key.push(byte);
            rest = &rest[length..];
        }
        let key = String::from_utf8(key).ok()?;
        Some(Self { raw, key })
    }

    /// Whether the path stands for a folder, the root included.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html#IndexDocumentsandFolders>
    pub(super) fn is_folder(&self) -> bool {
        self.key.is_empty() || self.key.ends_with('/')
    }

    /// What follows a prefix of the key, as it was sent.
    pub(super) fn after_prefix(&self, prefix: &str) -> Option<&'a str> {
        if !self.key.starts_with(prefix) {
            return None;
        }
        let mut sent = 0;
        for _ in 0..prefix.len() {
            let (_, length) = first_byte(&self.raw.as_bytes()[sent..])??;
            sent += length;
        }
        self.raw.get(sent..)
    }
}

/// The first byte of a percent-encoded text and how many bytes stand for it.
///
/// The outer `None` is a broken escape, the inner one the end.
#[expect(clippy::option_option, reason = "the two say different things")]
fn first_byte(text: &[u8]) -> Option<Option<(u8, usize)>> {
    match text {
        [] => Some(None),
        [b'%', high, low, ..] => {
            let byte = hexadecimal(*high)? * 16 + hexadecimal(*low)?;
            Some(Some((byte, 3)))
        }
        [b'%', ..] => None,
        [byte, ..] => Some(Some((*byte, 1))),
    }
}

fn hexadecimal(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Option<String> {
        RequestPath::parse(path).map(|path| path.key)
    }

    #[test]
    fn a_path_is_decoded_exactly_once() {
        for (path, decoded) in [
            ("/", ""),
            ("/a%20b", "a b"),
            ("/a+b", "a+b"),
            ("/a%2Bb", "a+b"),
            ("/a%2Fb", "a/b"),
            ("/a%252Fb", "a%2Fb"),
            ("/%C3%BC.html", "ü.html"),
            ("/%c3%bc.html", "ü.html"),
        ] {
            assert_eq!(key(path).as_deref(), Some(decoded), "{path}");
        }
    }

    #[test]
    fn a_path_is_not_normalised() {
        for (path, kept) in [("//a", "/a"), ("/a//b", "a//b"), ("/a/../b", "a/../b"), ("/./a/", "./a/"), ("/..", "..")]
        {
            assert_eq!(key(path).as_deref(), Some(kept), "{path}");
        }
    }

    #[test]
    fn broken_escapes_are_refused() {
        for path in ["/%", "/%4", "/%zz", "/%FF"] {
            assert_eq!(key(path), None, "{path}");
        }
    }

    #[test]
    fn the_rest_after_a_prefix_stays_as_sent() {
        let path = RequestPath::parse("/my%20docs/a%2Fb+c").expect("a valid path");
        assert_eq!(path.after_prefix("my docs/"), Some("a%2Fb+c"));
        assert_eq!(path.after_prefix(""), Some("my%20docs/a%2Fb+c"));
        assert_eq!(path.after_prefix("docs/"), None);
    }
}
