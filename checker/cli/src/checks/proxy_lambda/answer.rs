//! What a function answers to a proxy integration, read as API Gateway reads it.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format>

use serde_json::{Map, Value};

use crate::checks::api::short;
use crate::checks::function::Ran;
use crate::harness::{Failure, Outcome};

/// The members that an answer may have; with another API Gateway answers 502.
const MEMBERS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// An answer of the form that API Gateway takes.
#[derive(Debug)]
pub(super) struct ProxyAnswer {
    /// The status.
    pub(super) status: u16,
    /// Names as they were written, with each value.
    pub(super) headers: Vec<(String, String)>,
    /// The body's text.
    pub(super) body: String,
}

impl ProxyAnswer {
    /// Reads the answer of a run.
    ///
    /// # Errors
    /// A failure that says which rule the answer breaks.
    pub(super) fn read(ran: &Ran) -> Result<Self, Failure> {
        let expected = "{\"statusCode\": 200, \"headers\": {…}, \"body\": \"…\"}";
        let Some(answer) = ran.json() else { return Err(ran.failure(expected)) };
        let wrong = |message: &str, why: &str| {
            Failure::new(message).tried(&ran.command).compared(expected, short(&ran.payload)).because(why)
        };
        let malformed = "API Gateway: Execution failed due to configuration error: Malformed Lambda proxy response; the caller gets 502";
        let Some(members) = answer.as_object() else {
            return Err(wrong("The answer is no object: API Gateway finds no status in it.", malformed));
        };
        if let Some(other) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            let message = format!("The answer has a member that API Gateway does not know: {other}.");
            return Err(wrong(&message, malformed));
        }
        let status = match &members.get("statusCode") {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            None => {
                let message = "The answer has no statusCode.";
                let why =
                    "API Gateway makes 200 of it where there are headers, also where something went wrong; else 502";
                return Err(wrong(message, why));
            }
            _ => None,
        };
        let Some(status) =
            status.and_then(|status| u16::try_from(status).ok()).filter(|status| (100..600).contains(status))
        else {
            return Err(wrong("The statusCode is no status of HTTP.", malformed));
        };
        let Some(headers) = headers(members) else {
            return Err(wrong(
                "headers must be a map of texts, and multiValueHeaders a map of lists of texts.",
                malformed,
            ));
        };
        let body = match members.get("body") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => {
                let message = format!("The body is {}. It must be a text: JSON, written out.", kind(other));
                return Err(wrong(&message, malformed));
            }
        };
        if members.get("isBase64Encoded") == Some(&Value::Bool(true)) {
            let why = "the API has no binary media types, so the caller gets the base64 text itself";
            return Err(wrong("The body is base64: the function gave bytes, not a text.", why));
        }
        Ok(Self { status, headers, body })
    }

    /// Reads the answer of a run that an error answers well.
    ///
    /// # Errors
    /// A failure that says what was asked, also where the function ended with an error of its own.
    pub(super) fn read_error(ran: &Ran, statuses: &[u16], message: &str) -> Result<Self, Failure> {
        if ran.failed {
            let mut failure = ran.failure(&errors(statuses));
            failure.message = format!("{message} {}", failure.message);
            return Err(failure);
        }
        Self::read(ran)
    }

    /// Every value of a header, whatever the case of its name.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Status and body, for a reader.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.status, short(&self.body))
    }

    /// Compares status and JSON with what is expected.
    pub(super) fn is(&self, ran: &Ran, expected: &Value, message: &str) -> Outcome {
        if self.status == 200 && self.json().as_ref() == Some(expected) {
            return Ok(());
        }
        Failure::new(message)
            .tried(&ran.command)
            .exactly(format!("200 {}", short(&expected.to_string())), self.shown())
            .because_of((!ran.log.is_empty()).then(|| ran.log_lines()).into_iter().flatten())
            .fail()
    }

    /// Whether this is an error that a caller can read: one of these statuses, and `{"message": "…"}`.
    pub(super) fn is_error(&self, ran: &Ran, statuses: &[u16], message: &str) -> Outcome {
        let log = || (!ran.log.is_empty()).then(|| ran.log_lines()).into_iter().flatten();
        if !statuses.contains(&self.status) {
            return Failure::new(message)
                .tried(&ran.command)
                .compared(errors(statuses), self.shown())
                .because_of(log())
                .fail();
        }
        let says = self.json().is_some_and(|body| body["message"].as_str().is_some_and(|text| !text.trim().is_empty()));
        if !says {
            return Failure::new("The status is right, but the body has no message for who asks.")
                .tried(&ran.command)
                .compared(errors(statuses), self.shown())
                .fail();
        }
        Ok(())
    }
}

/// An error that a caller can read, with one of these statuses.
fn errors(statuses: &[u16]) -> String {
    let statuses: Vec<_> = statuses.iter().map(ToString::to_string).collect();
    format!("{} {{\"message\":\"…\"}}", statuses.join(" or "))
}

/// Both maps of headers; `None` where one has another form.
fn headers(members: &Map<String, Value>) -> Option<Vec<(String, String)>> {
    let map = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(map)) => Some(map.clone()),
        Some(_) => None,
    };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let mut all = Vec::new();
    for (name, values) in map("multiValueHeaders")? {
        for value in values.as_array()? {
            all.push((name.clone(), text(value)?));
        }
    }
    for (name, value) in map("headers")? {
        all.push((name.clone(), text(&value)?));
    }
    Some(all)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::Number(_) => "a number",
        _ => "true or false",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Result<ProxyAnswer, String> {
        let ran =
            Ran { command: String::new(), payload: payload.to_owned(), failed: false, log: Vec::new(), dropped: 0 };
        ProxyAnswer::read(&ran).map_err(|failure| failure.message)
    }

    #[test]
    fn the_form_is_the_one_that_api_gateway_takes() {
        let answer =
            read(r#"{"statusCode":"201","headers":null,"multiValueHeaders":{"A":["1","2"]},"body":"x"}"#).unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (201, "x"));
        assert_eq!(answer.values("a").collect::<Vec<_>>(), ["1", "2"]);
        for (payload, says) in [
            ("[]", "no object"),
            (r#"{"headers":{},"body":""}"#, "no statusCode"),
            (r#"{"statusCode":"ok"}"#, "no status of HTTP"),
            (r#"{"statusCode":200,"body":[]}"#, "The body is a list"),
            (r#"{"statusCode":200,"multiValueHeaders":{"A":"1"}}"#, "lists of texts"),
            (r#"{"statusCode":200,"extra":1}"#, "does not know: extra"),
            (r#"{"statusCode":200,"body":"W10=","isBase64Encoded":true}"#, "base64"),
        ] {
            let failed = read(payload).expect_err(payload);
            assert!(failed.contains(says), "{payload}: {failed}");
        }
    }
}
