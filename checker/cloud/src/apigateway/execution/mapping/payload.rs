//! A body as templates see it: JSON, and what API Gateway takes for JSON.
//!
//! API Gateway reads bodies with json-smart in its permissive mode (its error texts name `net.minidev.json`): names and texts
//! need no quotes, what follows the value is overlooked, and what begins with neither brace, bracket nor quote is a text as
//! a whole. Rendered by API Gateway in 2016 for the public project `ToQoz/api-gateway-mapping-template`: `a=b`, `a{b` and
//! `null{` are texts, `{a` and `[a` are refused.

use serde_json::{Map, Number, Value};

/// How deep lists and objects may stand in one another; `serde_json` reads no deeper either.
const DEEPEST: usize = 127;

/// The words that API Gateway puts before the reader's own, with nothing in between.
const NOT_PROCESSED: &str = "Could not process payload";

/// Reads a body. `None`: there is none.
///
/// # Errors
///
/// API Gateway's words for a body that begins like JSON and is none.
pub(super) fn read(body: &str) -> Result<Option<Value>, String> {
    let trimmed = body.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    if let Ok(value) = serde_json::from_str(trimmed) {
        return Ok(Some(value));
    }
    let mut reader = Reader { text: trimmed, at: 0, depth: 0 };
    let value = reader.value(&[]);
    value.map(Some).map_err(|why| format!("{NOT_PROCESSED}net.minidev.json.parser.ParseException: {why}"))
}

struct Reader<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, letter: char) -> bool {
        let there = self.peek() == Some(letter);
        self.at += if there { letter.len_utf8() } else { 0 };
        there
    }

    /// The text ends too early; `inside` is json-smart's word for where.
    fn ended(&self, inside: &str) -> String {
        format!("Unexpected End Of File position {}: {inside}", self.text.chars().count().saturating_sub(1))
    }

    fn unexpected(&self, letter: char) -> String {
        format!("Unexpected character ({letter}) at position {}.", self.text[..self.at].chars().count())
    }

    fn value(&mut self, stops: &[char]) -> Result<Value, String> {
        self.skip_space();
        match self.peek() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some(quote @ ('"' | '\'')) => self.quoted(quote).map(Value::String),
            _ => Ok(literal(self.bare(stops))),
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Value, String>) -> Result<Value, String> {
        if self.depth == DEEPEST {
            return Err(format!("Malicious payload, having non natural depths, more than {DEEPEST}"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn object(&mut self) -> Result<Value, String> {
        self.take('{');
        let mut entries = Map::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return Err(self.ended("null")),
                Some('}') => {
                    self.take('}');
                    return Ok(Value::Object(entries));
                }
                Some(',') => {
                    self.take(',');
                    continue;
                }
                Some(letter @ (':' | '[' | ']' | '{')) => return Err(self.unexpected(letter)),
                Some(_) => {}
            }
            let name = match self.peek() {
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                _ => self.bare(&[':']).to_owned(),
            };
            self.skip_space();
            if !self.take(':') {
                return Err(self.peek().map_or_else(|| self.ended("null"), |letter| self.unexpected(letter)));
            }
            let value = self.value(&[',', '}'])?;
            entries.insert(name, value);
            self.skip_space();
            match self.peek() {
                Some(',' | '}') => {}
                Some(letter) => return Err(self.unexpected(letter)),
                None => return Err(self.ended("null")),
            }
        }
    }

    fn array(&mut self) -> Result<Value, String> {
        self.take('[');
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return Err(self.ended("EOF")),
                Some(']') => {
                    self.take(']');
                    return Ok(Value::Array(items));
                }
                Some(',') => {
                    self.take(',');
                    continue;
                }
                Some(letter @ (':' | '}')) => return Err(self.unexpected(letter)),
                Some(_) => {}
            }
            items.push(self.value(&[',', ']'])?);
            self.skip_space();
            match self.peek() {
                Some(',' | ']') => {}
                Some(letter) => return Err(self.unexpected(letter)),
                None => return Err(self.ended("EOF")),
            }
        }
    }

    /// What stands without quotes, up to one of some characters.
    fn bare(&mut self, stops: &[char]) -> &'a str {
        let rest = self.rest();
        let length = rest.find(stops).unwrap_or(rest.len());
        self.at += length;
        rest[..length].trim()
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        self.take(quote);
        let mut text = String::new();
        let mut surrogate = None;
        while let Some(letter) = self.peek() {
            self.take(letter);
            if letter == quote {
                return Ok(text);
            }
            if letter != '\\' {
                text.push(letter);
                continue;
            }
            let Some(escaped) = self.peek() else { break };
            self.take(escaped);
            match escaped {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                'u' => {
                    let digits = self.rest().get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
                    let unit = digits.ok_or_else(|| self.unexpected(escaped))?;
                    self.at += 4;
                    let units = surrogate.take().into_iter().chain([unit]);
                    match char::decode_utf16(units).next() {
                        Some(Ok(letter)) => text.push(letter),
                        _ => surrogate = Some(unit),
                    }
                }
                other => text.push(other),
            }
        }
        Err(self.ended("EOF"))
    }
}

/// A number, a truth value or null where the text is one; else the text.
fn literal(text: &str) -> Value {
    match text {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text.parse::<Number>().map_or_else(|_| Value::from(text), Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_json_is_read_as_such_and_what_begins_otherwise_is_a_text() {
        for (body, expected) in [
            ("", None),
            ("  \n", None),
            (r#"{"a": [1, 2.5, null, true, "x"]}"#, Some(json!({"a": [1, 2.5, null, true, "x"]}))),
            ("a=b", Some(json!("a=b"))),
            (r#""a=b""#, Some(json!("a=b"))),
            ("a{b", Some(json!("a{b"))),
            ("a[", Some(json!("a["))),
            ("null{", Some(json!("null{"))),
            ("true{", Some(json!("true{"))),
            ("name=toqoz", Some(json!("name=toqoz"))),
            ("null", Some(Value::Null)),
            ("12", Some(json!(12))),
            ("12x", Some(json!("12x"))),
            ("{statusCode: 200}", Some(json!({"statusCode": 200}))),
            (
                "{'a': 'it\\'s', b: two words, c: [x, y,], \"d\": \"\\u00e9\",}",
                Some(json!({"a": "it's", "b": "two words", "c": ["x", "y"], "d": "é"})),
            ),
            ("{} and more", Some(json!({}))),
        ] {
            assert_eq!(read(body), Ok(expected), "{body}");
        }
    }

    #[test]
    fn what_begins_like_json_and_is_none_is_refused_in_json_smarts_words() {
        for (body, why) in [
            ("{a", "Unexpected End Of File position 1: null"),
            ("[a", "Unexpected End Of File position 1: EOF"),
            (r#"{"a": "b"#, "Unexpected End Of File"),
            (r#"{"a" "b"}"#, "Unexpected character (\") at position 5."),
            ("[1 2:]", ""),
            ("{:1}", "Unexpected character (:) at position 1."),
        ] {
            let told = read(body);
            match told {
                Err(told) => {
                    assert!(
                        told.starts_with("Could not process payloadnet.minidev.json.parser.ParseException: "),
                        "{told}"
                    );
                    assert!(told.ends_with(why) || told.contains(why), "{body}: {told}");
                }
                Ok(read) => assert_eq!((body, read), ("[1 2:]", Some(json!(["1 2:"])))),
            }
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&"{a:".repeat(100_000)).is_err());
    }

    #[test]
    fn no_body_makes_the_reader_panic_and_json_is_read_as_json() {
        const PARTS: [&str; 24] = [
            "{", "}", "[", "]", ":", ",", "\"a\"", "'b'", "c", "é", "😀", "1", "-2.5e3", "null", "true", " ", "\n",
            "\"", "'", "\\", "\\u00e9", "\\ud83d", "\\ude00", "x y",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        let mut texts = 0;
        for _ in 0..100_000 {
            let body: String = (0..random.usize(1..12)).map(|_| PARTS[random.usize(..PARTS.len())]).collect();
            let read = read(&body);
            if let Ok(value) = serde_json::from_str::<Value>(&body) {
                assert_eq!(read, Ok(Some(value)), "{body}");
                texts += 1;
            }
        }
        assert!(texts > 100, "{texts} of the bodies were JSON");
    }
}
