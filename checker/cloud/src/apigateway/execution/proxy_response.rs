//! The answer of a function under a Lambda proxy integration, and what makes it malformed.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format>

use bytes::Bytes;
use serde_json::{Map, Value};

/// What the caller gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProxyResponse {
    pub(super) status: u16,
    /// In order: those of `multiValueHeaders` first.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// The only keys that may stand in an answer.
const KEYS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// Reads an answer; `Err` says what is wrong with it, which AWS does not tell. `binary` is whether base64 is decoded for
/// this caller.
pub(super) fn parse(payload: &[u8], binary: bool) -> Result<ProxyResponse, String> {
    let answer: Value = serde_json::from_slice(payload).map_err(|fault| format!("no JSON: {fault}"))?;
    let Value::Object(answer) = answer else {
        return Err(format!("an object is needed, and this is {}", kind(&answer)));
    };
    if answer.is_empty() {
        return Err("the object is empty".to_owned());
    }
    if let Some(other) = answer.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("{other:?} is no key of an answer: only {} are", KEYS.join(", ")));
    }
    let body = match answer.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(body) => text(body).ok_or_else(|| format!("body must be text, and this is {}", kind(body)))?,
    };
    let body = match answer.get("isBase64Encoded") {
        Some(Value::Bool(true)) if binary => {
            let decoded = base64_simd::STANDARD.decode_to_vec(&body);
            Bytes::from(decoded.map_err(|_| "isBase64Encoded is true, and body is no base64".to_owned())?)
        }
        None | Some(Value::Null | Value::Bool(_)) => Bytes::from(body),
        Some(other) => return Err(format!("isBase64Encoded must be true or false, and this is {}", kind(other))),
    };
    Ok(ProxyResponse { status: status(answer.get("statusCode"))?, headers: headers(&answer)?, body })
}

fn status(value: Option<&Value>) -> Result<u16, String> {
    let number = match value {
        None | Some(Value::Null) => return Ok(200),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => None,
    };
    let status = number.and_then(|number| u16::try_from(number).ok()).filter(|status| (200..600).contains(status));
    status.ok_or_else(|| format!("statusCode must be a status, and this is {}", value.unwrap_or(&Value::Null)))
}

fn headers(answer: &Map<String, Value>) -> Result<Vec<(String, String)>, String> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let of_no_kind =
        |name: &str, value: &Value| Err(format!("header {name} must be text, and this is {}", kind(value)));
    for (name, values) in object(answer, "multiValueHeaders")? {
        let Value::Array(values) = values else {
            return Err(format!("multiValueHeaders.{name} must be a list, and this is {}", kind(values)));
        };
        for value in values {
            let Some(value) = text(value) else { return of_no_kind(name, value) };
            headers.push((name.clone(), value));
        }
    }
    for (name, value) in object(answer, "headers")? {
        if value.is_null() {
            continue;
        }
        let Some(value) = text(value) else { return of_no_kind(name, value) };
        let before = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| known.clone());
        headers.push((before.unwrap_or_else(|| name.clone()), value));
    }
    for (name, value) in &headers {
        let sound = http::HeaderName::try_from(name).is_ok() && http::HeaderValue::try_from(value).is_ok();
        if !sound {
            return Err(format!("{name:?}: {value:?} cannot be a header"));
        }
    }
    Ok(headers)
}

fn object<'a>(
    answer: &'a Map<String, Value>,
    key: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)> + use<'a>, String> {
    match answer.get(key) {
        None | Some(Value::Null) => Ok(None.into_iter().flatten()),
        Some(Value::Object(object)) => Ok(Some(object).into_iter().flatten()),
        Some(other) => Err(format!("{key} must be an object, and this is {}", kind(other))),
    }
}

/// Text, and what has one way to be written as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Header names that a backend cannot set: they come back with `x-amzn-Remapped-` before them.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
const REMAPPED: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
];

/// The name under which the caller gets a backend's header; `None` for one that ends at API Gateway.
pub(super) fn header_name(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if lower == "transfer-encoding" {
        return None;
    }
    Some(if REMAPPED.contains(&lower.as_str()) { format!("x-amzn-Remapped-{name}") } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(answer: &Value) -> Result<ProxyResponse, String> {
        parse(answer.to_string().as_bytes(), false)
    }

    fn headers_of(answer: &Value) -> Vec<(String, String)> {
        parsed(answer).expect("an answer").headers
    }

    fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn a_status_is_a_number_or_its_text_and_200_where_there_is_none() {
        for (answer, status) in [
            (json!({"statusCode": 201}), 201),
            (json!({"statusCode": "201"}), 201),
            (json!({"headers": {}}), 200),
            (json!({"statusCode": null, "body": "x"}), 200),
        ] {
            assert_eq!(parsed(&answer).expect("an answer").status, status, "{answer}");
        }
    }

    #[test]
    fn what_is_no_answer_is_malformed_and_the_reason_is_known() {
        for (answer, reason) in [
            (json!({}), "empty"),
            (json!("text"), "text"),
            (json!(null), "null"),
            (json!([1]), "a list"),
            (json!({"statusCode": 200, "other": 1}), "other"),
            (json!({"statusCode": "test"}), "test"),
            (json!({"statusCode": 99}), "99"),
            (json!({"statusCode": 200, "body": {"a": 1}}), "body"),
            (json!({"statusCode": 200, "headers": "x"}), "headers"),
            (json!({"statusCode": 200, "headers": {"a": ["x"]}}), "header a"),
            (json!({"statusCode": 200, "multiValueHeaders": {"a": "x"}}), "multiValueHeaders.a"),
            (json!({"statusCode": 200, "headers": {"a": "x\ny"}}), "cannot be a header"),
            (json!({"statusCode": 200, "isBase64Encoded": "yes"}), "isBase64Encoded"),
        ] {
            let told = parsed(&answer).expect_err(&answer.to_string());
            assert!(told.contains(reason), "{answer}: {told}");
        }
        assert!(parse(b"<html>", false).is_err());
    }

    #[test]
    fn headers_may_be_null_and_truth_values_are_text() {
        assert_eq!(headers_of(&json!({"statusCode": 200, "headers": null, "multiValueHeaders": null})), []);
        assert_eq!(headers_of(&json!({"headers": {"a": true, "b": 1}})), pairs([("a", "true"), ("b", "1")]));
    }

    #[test]
    fn one_header_in_both_has_the_values_of_the_list_first_and_its_spelling() {
        let answer = json!({"multiValueHeaders": {"X-Test": ["a", "b"]}, "headers": {"x-test": "c"}});
        assert_eq!(headers_of(&answer), pairs([("X-Test", "a"), ("X-Test", "b"), ("X-Test", "c")]));
    }

    #[test]
    fn base64_is_decoded_for_who_takes_binary_alone() {
        let answer = json!({"isBase64Encoded": true, "body": "aGk="}).to_string();
        assert_eq!(parse(answer.as_bytes(), false).expect("an answer").body, "aGk=");
        assert_eq!(parse(answer.as_bytes(), true).expect("an answer").body, "hi");
        assert_eq!(parsed(&json!({"statusCode": 204})).expect("an answer").body, "");
    }

    #[test]
    fn headers_of_api_gateways_own_are_remapped() {
        assert_eq!(header_name("Content-Length").as_deref(), Some("x-amzn-Remapped-Content-Length"));
        assert_eq!(header_name("www-authenticate").as_deref(), Some("x-amzn-Remapped-www-authenticate"));
        assert_eq!(header_name("Transfer-Encoding"), None);
        assert_eq!(header_name("Set-Cookie").as_deref(), Some("Set-Cookie"));
    }
}
