//! What a browser lets a page of another origin see, by the rules of the Fetch standard.
//!
//! <https://fetch.spec.whatwg.org/#cors-protocol>

use crate::target::http::Answer;

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";
const ALLOW_HEADERS: &str = "access-control-allow-headers";
const ALLOW_METHODS: &str = "access-control-allow-methods";

/// Methods that a preflight need not allow. <https://fetch.spec.whatwg.org/#cors-safelisted-method>
const SAFE_METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

/// Whether a page of this origin may read the answer of a request without credentials.
/// <https://fetch.spec.whatwg.org/#cors-check>
///
/// # Errors
/// Why not, as a browser's console says it.
pub(super) fn may_read(answer: &Answer, origin: &str) -> Result<(), String> {
    let values = values(answer, ALLOW_ORIGIN);
    let allowed = values.join(", ");
    if values.is_empty() {
        return Err("No 'Access-Control-Allow-Origin' header is present on the requested resource.".to_owned());
    }
    if values.len() > 1 || allowed.contains(',') {
        return Err(format!(
            "The 'Access-Control-Allow-Origin' header contains multiple values '{allowed}', but only one is allowed."
        ));
    }
    if allowed == "*" || allowed == origin {
        return Ok(());
    }
    Err(format!(
        "The 'Access-Control-Allow-Origin' header has a value '{allowed}' that is not equal to the supplied origin."
    ))
}

/// Whether an answer offers credentials to every origin, which no browser takes: for a request with credentials `*` is no
/// origin. <https://fetch.spec.whatwg.org/#cors-protocol-and-credentials>
pub(super) fn offers_credentials_to_all(answer: &Answer) -> bool {
    !values(answer, ALLOW_CREDENTIALS).is_empty() && values(answer, ALLOW_ORIGIN).contains(&"*".to_owned())
}

/// Whether a preflight lets a page of this origin send a method with these headers.
/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch>
///
/// # Errors
/// Why not, as a browser's console says it.
pub(super) fn may_send(answer: &Answer, origin: &str, method: &str, headers: &[&str]) -> Result<(), String> {
    let refused = |why: String| Err(format!("Response to preflight request doesn't pass access control check: {why}"));
    if let Err(why) = may_read(answer, origin) {
        return refused(why);
    }
    if !(200..300).contains(&answer.status) {
        return refused("It does not have HTTP ok status.".to_owned());
    }
    let list = |name: &str| -> Vec<String> {
        values(answer, name)
            .iter()
            .flat_map(|value| value.split(','))
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect()
    };
    let (methods, names) = (list(ALLOW_METHODS), list(ALLOW_HEADERS));
    if !SAFE_METHODS.contains(&method) && !methods.iter().any(|known| known == method || known == "*") {
        return Err(format!("Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."));
    }
    for header in headers {
        let fits = |known: &String| known.eq_ignore_ascii_case(header) || (known == "*" && *header != "authorization");
        if !names.iter().any(fits) {
            return Err(format!(
                "Request header field {header} is not allowed by Access-Control-Allow-Headers in preflight response."
            ));
        }
    }
    Ok(())
}

/// Each value of a header, as it came.
pub(super) fn values(answer: &Answer, name: &str) -> Vec<String> {
    answer.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    const SITE: &str = "http://chat-site.example";

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            map.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        Answer { status, headers: map, body: Bytes::new() }
    }

    #[test]
    fn an_answer_is_read_when_it_names_every_origin_or_just_this_one() {
        for value in ["*", SITE] {
            assert_eq!(may_read(&answer(404, &[(ALLOW_ORIGIN, value)]), SITE), Ok(()));
        }
        for (headers, says) in [
            (vec![], "No 'Access-Control-Allow-Origin'"),
            (vec![(ALLOW_ORIGIN, "*"), (ALLOW_ORIGIN, "*")], "multiple values '*, *'"),
            (vec![(ALLOW_ORIGIN, "*, *")], "multiple values"),
            (vec![(ALLOW_ORIGIN, "http://chat-site.example/")], "not equal"),
            (vec![(ALLOW_ORIGIN, "'*'")], "not equal"),
        ] {
            let why = may_read(&answer(200, &headers), SITE).expect_err(says);
            assert!(why.contains(says), "{why}");
        }
    }

    #[test]
    fn a_preflight_must_allow_the_header_and_the_methods_that_are_not_safe() {
        let allows = |method, headers: &[&str]| {
            let preflight = answer(200, &[(ALLOW_ORIGIN, "*"), (ALLOW_HEADERS, "Content-Type,X-Api-Key")]);
            may_send(&preflight, SITE, method, headers).is_ok()
        };
        assert!(allows("POST", &["content-type"]) && allows("GET", &[]));
        assert!(!allows("POST", &["authorization"]) && !allows("DELETE", &[]));
        assert!(may_send(&answer(403, &[(ALLOW_ORIGIN, "*")]), SITE, "GET", &[]).is_err());
    }
}
