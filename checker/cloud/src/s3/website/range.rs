//! The `Range` header.

use std::ops::Range;

/// Which part of an object a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RequestedRange {
    /// All of it.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that the object does not have.
    NotSatisfiable,
}

impl RequestedRange {
    /// Reads a `Range` header. S3 serves one range of bytes; to anything else it answers with the whole object.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax>
    pub(super) fn parse(header: &str, size: usize) -> Self {
        let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
            return Self::Whole;
        };
        let (Some(first), Some(last)) = (number(first), number(last)) else {
            return Self::Whole;
        };
        let part = match (first, last) {
            (None, Some(length)) => size.saturating_sub(length)..size,
            (Some(first), None) => first..size,
            (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
            _ => return Self::Whole,
        };
        // A part that starts behind the last byte holds nothing.
        if part.is_empty() { Self::NotSatisfiable } else { Self::Part(part) }
    }
}

/// A number or nothing; the outer `None` is neither.
#[expect(clippy::option_option, reason = "an open end is not a malformed one")]
fn number(text: &str) -> Option<Option<usize>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than a size can have name a byte behind every end.
    Some(Some(text.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_served() {
        for (header, range) in [
            ("bytes=0-3", 0..4),
            ("bytes=2-", 2..10),
            ("bytes=-3", 7..10),
            ("bytes=-300", 0..10),
            ("bytes=9-99999999999999999999999", 9..10),
        ] {
            assert_eq!(RequestedRange::parse(header, 10), RequestedRange::Part(range), "{header}");
        }
    }

    #[test]
    fn a_range_outside_the_object_is_refused() {
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(RequestedRange::parse(header, 10), RequestedRange::NotSatisfiable, "{header}");
        }
        assert_eq!(RequestedRange::parse("bytes=0-", 0), RequestedRange::NotSatisfiable);
    }

    #[test]
    fn what_is_no_single_range_gives_the_whole_object() {
        for header in ["bytes=0-1,3-4", "bytes=3-1", "bytes=a-b", "lines=1-2", "bytes=-", ""] {
            assert_eq!(RequestedRange::parse(header, 10), RequestedRange::Whole, "{header}");
        }
    }
}
