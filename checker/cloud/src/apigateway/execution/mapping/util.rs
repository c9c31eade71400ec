//! `$util`: functions for templates.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference>

use std::fmt::Write as _;

use vtl::{Object, Value};

use super::payload;

/// `$util`.
pub(super) struct Util;

impl Object for Util {
    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let function: fn(&str) -> Result<Value, String> = match method {
            "escapeJavaScript" => |text| Ok(Value::from(escape_java_script(text))),
            "parseJson" => parse_json,
            "urlEncode" => |text| Ok(Value::from(url_encode(text))),
            "urlDecode" => |text| Ok(Value::from(url_decode(text))),
            "base64Encode" => |text| Ok(Value::from(base64_simd::STANDARD.encode_to_string(text.as_bytes()))),
            "base64Decode" => base64_decode,
            _ => return Ok(None),
        };
        let [argument] = arguments else {
            return Err(format!("$util.{method}() takes one argument, and here are {}", arguments.len()));
        };
        // What has no value has no text either.
        let Some(text) = argument.to_text() else { return Ok(Some(Value::Null)) };
        function(&text).map(Some)
    }
}

/// Commons Lang's `escapeJavaScript`: also single quotes and slashes, and all beyond ASCII in UTF-16 units.
/// <https://commons.apache.org/proper/commons-lang/javadocs/api-2.6/org/apache/commons/lang/StringEscapeUtils.html>
fn escape_java_script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(8) => out.push_str("\\b"),
            Ok(9) => out.push_str("\\t"),
            Ok(10) => out.push_str("\\n"),
            Ok(12) => out.push_str("\\f"),
            Ok(13) => out.push_str("\\r"),
            Ok(letter @ (b'\'' | b'"' | b'\\' | b'/')) => {
                out.push('\\');
                out.push(char::from(letter));
            }
            Ok(letter @ 32..=127) => out.push(char::from(letter)),
            _ => {
                let _ = write!(out, "\\u{unit:04X}");
            }
        }
    }
    out
}

fn parse_json(text: &str) -> Result<Value, String> {
    let read = payload::read(text).map_err(|why| format!("$util.parseJson() got no JSON: {why}"))?;
    Ok(read.map_or(Value::Null, Value::from))
}

/// Java's `URLEncoder`: a space is a plus.
/// <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/URLEncoder.html>
fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn url_decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

fn base64_decode(text: &str) -> Result<Value, String> {
    let compact: String = text.chars().filter(|letter| !letter.is_ascii_whitespace() && *letter != '=').collect();
    let decoded = base64_simd::STANDARD_NO_PAD.decode_to_vec(&compact);
    let decoded = decoded.map_err(|_| "$util.base64Decode() got no base64".to_owned())?;
    Ok(Value::from(String::from_utf8_lossy(&decoded).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, argument: &str) -> String {
        let value = Util.call(method, &[Value::from(argument)]).expect("no error").expect("a function");
        value.to_text().unwrap_or_default()
    }

    #[test]
    fn each_function_does_what_javas_does() {
        for (method, argument, expected) in [
            ("escapeJavaScript", r#"it's "x" \ / "#, r#"it\'s \"x\" \\ \/ "#),
            ("escapeJavaScript", "a\nb\r\tc\u{1}", r"a\nb\r\tc\u0001"),
            ("escapeJavaScript", "é😀", r"\u00E9\uD83D\uDE00"),
            ("escapeJavaScript", "", ""),
            ("urlEncode", "a b&c=d/é*~", "a+b%26c%3Dd%2F%C3%A9*%7E"),
            ("urlEncode", "{}", "%7B%7D"),
            ("urlDecode", "a+b%26c%3Dd%2F%C3%A9", "a b&c=d/é"),
            ("base64Encode", "héllo", "aMOpbGxv"),
            ("base64Decode", "aMOpbGxv", "héllo"),
            ("base64Decode", "aGk=", "hi"),
            ("parseJson", r#"{"a":1}"#, "{a=1}"),
            ("parseJson", "", ""),
        ] {
            assert_eq!(call(method, argument), expected, "{method} {argument}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert!(Util.call("urlEncode", &[]).is_err());
        assert!(Util.call("base64Decode", &[Value::from("%")]).is_err());
        assert!(Util.call("parseJson", &[Value::from("{a")]).is_err());
        assert!(matches!(Util.call("toJson", &[Value::from("x")]), Ok(None)), "no function of API Gateway");
        assert!(matches!(Util.call("urlEncode", &[Value::Null]), Ok(Some(Value::Null))));
    }
}
