//! `format`: of the names that draft 4 has, and `uuid`. All others, `utc-millisec` and `int64` among them, say nothing.
//!
//! <https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00#section-7>. Mail addresses and URIs are looked
//! at more loosely than by API Gateway's validator, which asks Java's own classes.

use std::net::{Ipv4Addr, Ipv6Addr};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What is wrong with a text, in the words of API Gateway's validator.
pub(super) fn fault(name: &str, text: &str) -> Option<String> {
    let (fits, what) = match name {
        "date-time" => {
            let formats = "[yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]";
            let fits = OffsetDateTime::parse(text, &Rfc3339).is_ok();
            return (!fits).then(|| format!("string \"{text}\" is invalid against requested date format(s) {formats}"));
        }
        "uuid" => {
            return (!is_uuid(text)).then(|| format!("input string \"{text}\" is not a valid UUID"));
        }
        "email" => (is_email(text), "email address"),
        "hostname" => (is_hostname(text), "hostname"),
        "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "IPv4 address"),
        "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "IPv6 address"),
        "uri" => (is_uri(text), "URI"),
        _ => return None,
    };
    (!fits).then(|| format!("string \"{text}\" is not a valid {what}"))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    groups.len() == lengths.len()
        && groups
            .iter()
            .zip(lengths)
            .all(|(group, length)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    plain(name) && plain(host) && !host.contains([',', ';', '<', '>', '(', ')'])
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_uri(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "\"<>\\^`{|}".contains(letter))
}
