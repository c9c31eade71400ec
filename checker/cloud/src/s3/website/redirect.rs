//! Redirects: of the whole endpoint, by routing rules, and by an object's own metadata.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>

use std::fmt::Write as _;

use http::{HeaderValue, StatusCode};
use s3s::dto::{RedirectAllRequestsTo, RoutingRule};

use super::path::RequestPath;

/// Where the endpoint without a bucket leads.
pub(super) const PRODUCT_PAGE: &str = "https://aws.amazon.com/s3/";

/// A redirect and what asks for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) status: StatusCode,
    pub(super) location: String,
    /// For the trace.
    pub(super) reason: String,
}

/// The request's parts that a redirect keeps.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// With its port.
    pub(super) host: &'a str,
    pub(super) path: &'a RequestPath<'a>,
    pub(super) query: Option<&'a str>,
}

impl Redirect {
    /// `RedirectAllRequestsTo`: another host, the same path and query.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_RedirectAllRequestsTo.html>
    pub(super) fn of_all_requests(rule: &RedirectAllRequestsTo, target: &Target<'_>) -> Self {
        // The endpoint speaks nothing else.
        let protocol = rule.protocol.as_ref().map_or("http", |protocol| protocol.as_str());
        let location = format!("{protocol}://{}/{}{}", rule.host_name, target.path.raw, query(target));
        Self {
            status: StatusCode::MOVED_PERMANENTLY,
            location,
            reason: format!("RedirectAllRequestsTo {}", rule.host_name),
        }
    }

    /// The first routing rule that fits the key and, once the object was not to be had, the error.
    ///
    /// Rules without an error code count before the object is looked for, those with one afterwards.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_RoutingRule.html>
    pub(super) fn by_rules(rules: &[RoutingRule], target: &Target<'_>, error: Option<StatusCode>) -> Option<Self> {
        let (index, rule) = rules.iter().enumerate().find(|(_, rule)| fits(rule, &target.path.key, error))?;
        Some(Self::by_rule(rule, index + 1, target))
    }

    fn by_rule(rule: &RoutingRule, number: usize, target: &Target<'_>) -> Self {
        let redirect = &rule.redirect;
        let protocol = redirect.protocol.as_ref().map_or("http", |protocol| protocol.as_str());
        let host = redirect.host_name.as_deref().unwrap_or(target.host);
        let condition = rule.condition.as_ref();
        let prefix = condition.and_then(|condition| condition.key_prefix_equals.as_deref()).unwrap_or_default();
        let rest = || format!("{}{}", target.path.after_prefix(prefix).unwrap_or_default(), query(target));
        let key = match (&redirect.replace_key_with, &redirect.replace_key_prefix_with) {
            (Some(key), _) => key.clone(),
            (None, Some(prefix)) => format!("{prefix}{}", rest()),
            (None, None) => format!("{}{}", target.path.raw, query(target)),
        };
        let status =
            redirect.http_redirect_code.as_deref().and_then(|code| StatusCode::from_bytes(code.as_bytes()).ok());
        Self {
            status: status.unwrap_or(StatusCode::MOVED_PERMANENTLY),
            location: format!("{protocol}://{host}/{key}"),
            reason: format!("routing rule {number}{}", in_words(rule)),
        }
    }

    /// `x-amz-website-redirect-location` in an object's metadata.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html#redirect-requests-object-metadata>
    pub(super) fn of_object(key: &str, location: &str) -> Self {
        Self {
            status: StatusCode::MOVED_PERMANENTLY,
            location: location.to_owned(),
            reason: format!("x-amz-website-redirect-location of object {key}"),
        }
    }
}

fn query(target: &Target<'_>) -> String {
    target.query.map(|query| format!("?{query}")).unwrap_or_default()
}

fn fits(rule: &RoutingRule, key: &str, error: Option<StatusCode>) -> bool {
    let Some(condition) = &rule.condition else {
        return true;
    };
    let fits_prefix = condition.key_prefix_equals.as_ref().is_none_or(|prefix| key.starts_with(prefix));
    let fits_error = condition
        .http_error_code_returned_equals
        .as_ref()
        .is_none_or(|code| error.is_some_and(|error| code == error.as_str()));
    fits_prefix && fits_error
}

fn in_words(rule: &RoutingRule) -> String {
    let mut words = String::new();
    let Some(condition) = &rule.condition else {
        return words;
    };
    // Writing to a String cannot fail.
    if let Some(prefix) = &condition.key_prefix_equals {
        let _ = write!(words, ", KeyPrefixEquals {prefix}");
    }
    if let Some(code) = &condition.http_error_code_returned_equals {
        let _ = write!(words, ", HttpErrorCodeReturnedEquals {code}");
    }
    words
}

/// A text as the value of a header: whatever is not visible ASCII is percent-encoded.
pub(super) fn header_value(text: &str) -> HeaderValue {
    let encoded = text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_graphic() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    });
    HeaderValue::try_from(encoded).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use s3s::dto::{Condition, Protocol, Redirect as To};

    use super::*;

    const NO_REDIRECT: To = To {
        host_name: None,
        http_redirect_code: None,
        protocol: None,
        replace_key_prefix_with: None,
        replace_key_with: None,
    };

    fn rule(prefix: Option<&str>, error: Option<&str>, redirect: To) -> RoutingRule {
        let condition = Condition {
            key_prefix_equals: prefix.map(str::to_owned),
            http_error_code_returned_equals: error.map(str::to_owned),
        };
        RoutingRule { condition: Some(condition), redirect }
    }

    fn replace_prefix(with: &str) -> To {
        To { replace_key_prefix_with: Some(with.to_owned()), ..NO_REDIRECT }
    }

    fn location(rules: &[RoutingRule], uri: &str, error: Option<StatusCode>) -> Option<String> {
        let (path, query) = uri.split_once('?').map_or((uri, None), |(path, query)| (path, Some(query)));
        let path = RequestPath::parse(path).expect("a valid path");
        let target = Target { host: "site.test:8080", path: &path, query };
        Redirect::by_rules(rules, &target, error).map(|redirect| redirect.location)
    }

    /// The three examples of how-to-page-redirect.html#advanced-conditional-redirects, with the locations that
    /// Amazon S3 gave to <https://github.com/ceph/s3-tests>.
    #[test]
    fn the_examples_of_the_user_guide() {
        let documents = [rule(Some("docs/"), None, replace_prefix("documents/"))];
        assert_eq!(location(&documents, "/docs/x", None).as_deref(), Some("http://site.test:8080/documents/x"));
        assert_eq!(location(&documents, "/docs/", None).as_deref(), Some("http://site.test:8080/documents/"));
        assert_eq!(location(&documents, "/x", None), None);

        let deleted = To { replace_key_with: Some("folderdeleted.html".to_owned()), ..NO_REDIRECT };
        let deleted = [rule(Some("images/"), None, deleted)];
        assert_eq!(location(&deleted, "/images/x", None).as_deref(), Some("http://site.test:8080/folderdeleted.html"));

        let report = To { host_name: Some("report.example".to_owned()), ..replace_prefix("report-404/") };
        let report = [rule(Some("images/"), Some("404"), report)];
        let missing = Some(StatusCode::NOT_FOUND);
        assert_eq!(location(&report, "/images/x", missing).as_deref(), Some("http://report.example/report-404/x"));
        assert_eq!(location(&report, "/images/x", None), None);
        assert_eq!(location(&report, "/images/x", Some(StatusCode::FORBIDDEN)), None);
        assert_eq!(location(&report, "/x", missing), None);
    }

    #[test]
    fn the_first_fitting_rule_wins() {
        let rules = [
            rule(Some("a/"), Some("404"), replace_prefix("third/")),
            rule(Some("a/"), None, replace_prefix("first/")),
            rule(Some("a/b/"), None, replace_prefix("second/")),
        ];
        assert_eq!(location(&rules, "/a/b/c", None).as_deref(), Some("http://site.test:8080/first/b/c"));
    }

    #[test]
    fn the_rest_of_the_path_and_the_query_stay_as_sent() {
        let rules = [rule(Some("a b/"), None, replace_prefix("#!/"))];
        let found = location(&rules, "/a%20b/%C3%BC%2F+?x=1&y=%20", None);
        assert_eq!(found.as_deref(), Some("http://site.test:8080/#!/%C3%BC%2F+?x=1&y=%20"));
    }

    #[test]
    fn all_requests_keep_path_and_query() {
        let path = RequestPath::parse("/a%20b/").expect("a valid path");
        let target = Target { host: "site.test", path: &path, query: Some("x=1") };
        let mut rule = RedirectAllRequestsTo { host_name: "example.com".to_owned(), protocol: None };
        assert_eq!(Redirect::of_all_requests(&rule, &target).location, "http://example.com/a%20b/?x=1");
        rule.protocol = Some(Protocol::from_static(Protocol::HTTPS));
        assert_eq!(Redirect::of_all_requests(&rule, &target).location, "https://example.com/a%20b/?x=1");
    }

    #[test]
    fn a_location_is_a_valid_header() {
        assert_eq!(header_value("/a b/ü\n"), "/a%20b/%C3%BC%0A");
        assert_eq!(header_value("/a%20b/#!/"), "/a%20b/#!/");
    }
}
