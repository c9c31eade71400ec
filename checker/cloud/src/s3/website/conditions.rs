//! Conditional requests: `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Unmodified-Since`.

use std::time::SystemTime;

use http::{HeaderMap, HeaderName, header};
use s3s::dto::{Timestamp, TimestampFormat};

/// What the conditions of a request come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Conditions {
    /// They hold, or there are none.
    Hold,
    /// The client has the object already.
    NotModified,
    /// This one does not hold.
    Fail(&'static str),
}

/// Compares the conditions of a request with an object. An entity tag weighs more than a date.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html>
pub(super) fn evaluate(headers: &HeaderMap, etag: &str, last_modified: SystemTime) -> Conditions {
    let last_modified = Timestamp::from(last_modified);
    if let Some(wanted) = text(headers, &header::IF_MATCH) {
        if !lists(wanted, etag) {
            return Conditions::Fail("If-Match");
        }
    } else if date(headers, &header::IF_UNMODIFIED_SINCE).is_some_and(|date| last_modified > date) {
        return Conditions::Fail("If-Unmodified-Since");
    }
    let known = match text(headers, &header::IF_NONE_MATCH) {
        Some(known) => lists(known, etag),
        None => date(headers, &header::IF_MODIFIED_SINCE).is_some_and(|date| last_modified <= date),
    };
    if known { Conditions::NotModified } else { Conditions::Hold }
}

/// Whether a list of entity tags, `"a", W/"b"` or `*`, has one; some clients forget the quotes.
fn lists(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|listed| {
        let listed = listed.strip_prefix("W/").unwrap_or(listed);
        listed == "*" || listed.trim_matches('"') == etag
    })
}

/// A date that is none counts as no condition.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    Timestamp::parse(TimestampFormat::HttpDate, text(headers, name)?).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    /// Of an object with entity tag `abc`, changed on 1 January 2026 at noon.
    fn with(conditions: &[(HeaderName, &'static str)]) -> Conditions {
        let headers = conditions.iter().map(|(name, value)| (name.clone(), http::HeaderValue::from_static(value)));
        evaluate(&headers.collect(), "abc", UNIX_EPOCH + Duration::from_hours(490_908))
    }

    const BEFORE: &str = "Thu, 01 Jan 2026 11:59:59 GMT";
    const SAME: &str = "Thu, 01 Jan 2026 12:00:00 GMT";

    #[test]
    fn a_known_object_is_not_sent_again() {
        for tags in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*", "abc"] {
            assert_eq!(with(&[(header::IF_NONE_MATCH, tags)]), Conditions::NotModified, "{tags}");
        }
        assert_eq!(with(&[(header::IF_MODIFIED_SINCE, SAME)]), Conditions::NotModified);
        assert_eq!(with(&[(header::IF_NONE_MATCH, "\"x\"")]), Conditions::Hold);
        assert_eq!(with(&[(header::IF_MODIFIED_SINCE, BEFORE)]), Conditions::Hold);
        assert_eq!(with(&[(header::IF_MODIFIED_SINCE, "yesterday")]), Conditions::Hold);
    }

    #[test]
    fn a_changed_object_fails_a_precondition() {
        assert_eq!(with(&[(header::IF_MATCH, "\"x\"")]), Conditions::Fail("If-Match"));
        assert_eq!(with(&[(header::IF_UNMODIFIED_SINCE, BEFORE)]), Conditions::Fail("If-Unmodified-Since"));
        assert_eq!(with(&[(header::IF_MATCH, "\"abc\"")]), Conditions::Hold);
        assert_eq!(with(&[(header::IF_UNMODIFIED_SINCE, SAME)]), Conditions::Hold);
    }

    #[test]
    fn an_entity_tag_weighs_more_than_a_date() {
        let same_tag = (header::IF_MATCH, "\"abc\"");
        assert_eq!(with(&[same_tag, (header::IF_UNMODIFIED_SINCE, BEFORE)]), Conditions::Hold);
        let other_tag = (header::IF_NONE_MATCH, "\"x\"");
        assert_eq!(with(&[other_tag, (header::IF_MODIFIED_SINCE, SAME)]), Conditions::Hold);
    }
}
