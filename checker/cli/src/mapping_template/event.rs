//! The file of `--event`: a request as API Gateway tells a function of it in proxy mode, which `sam local generate-event
//! apigateway aws-proxy` writes too, and what the function answers.

use std::collections::BTreeMap;
use std::path::Path;

use cloud::apigateway::MappingInput;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::stop::Stop;

/// A request, and what its function makes of it. What is not given is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Event {
    /// Text is the body as it is sent; any other JSON stands for its text.
    body: Option<Value>,
    headers: Option<BTreeMap<String, String>>,
    query_string_parameters: Option<BTreeMap<String, String>>,
    path_parameters: Option<BTreeMap<String, String>>,
    stage_variables: Option<BTreeMap<String, String>>,
    /// `$context`.
    request_context: Option<Map<String, Value>>,
    /// `$context.authorizer.claims`, in place of those of the context: who a Cognito authorizer says that the caller is.
    claims: Option<Map<String, Value>>,
    /// What the function returns.
    response: Option<Value>,
    /// The message of the error that it ends with in its place.
    error: Option<String>,
}

/// What a function answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Payload {
    /// As JSON.
    pub(crate) text: String,
    /// What the patterns of integration responses are compared with; empty for a function that did not fail.
    pub(crate) error_message: String,
}

impl Event {
    /// Reads a file.
    ///
    /// # Errors
    /// A usage error: no such file, no JSON, another form.
    pub(crate) fn read(path: &Path) -> Result<Self, Stop> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Stop::usage(format!("{}: {error}", path.display())))?;
        serde_json::from_str(&text).map_err(|error| Stop::usage(format!("{}: {error}", path.display())))
    }

    /// The media type of the body; API Gateway takes a request without `Content-Type` for JSON.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html>
    pub(crate) fn content_type(&self) -> &str {
        let headers = self.headers.iter().flatten();
        let given =
            headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, value)| value).next();
        given.map_or("application/json", |value| value.split(';').next().unwrap_or(value).trim())
    }

    /// What a request template can ask for; the path's own parameters count where the event names none.
    pub(crate) fn request(&self, path_parameters: &BTreeMap<String, String>) -> MappingInput {
        let pairs = |map: &Option<BTreeMap<String, String>>| map.clone().unwrap_or_default().into_iter().collect();
        // A function in proxy mode gets them as they are sent, a template gets them decoded.
        let decode = |(name, value): (&String, &String)| {
            (name.clone(), percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        let path = match &self.path_parameters {
            Some(given) => given.iter().map(decode).collect(),
            None => path_parameters.clone(),
        };
        MappingInput {
            body: match &self.body {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            },
            path_parameters: path.into_iter().collect(),
            query: pairs(&self.query_string_parameters),
            headers: pairs(&self.headers),
            context: self.context(),
            stage_variables: self.stage_variables.clone().unwrap_or_default(),
        }
    }

    fn context(&self) -> Value {
        let mut context = self.request_context.clone().unwrap_or_default();
        if let Some(claims) = &self.claims {
            context.insert("authorizer".to_owned(), json!({ "claims": claims }));
        }
        Value::Object(context)
    }

    /// What the function answers, where the event says it. An error is what Lambda makes of one.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html>
    pub(crate) fn payload(&self) -> Option<Payload> {
        if let Some(message) = &self.error {
            let text = json!({ "errorType": "Error", "errorMessage": message }).to_string();
            return Some(Payload { text, error_message: message.clone() });
        }
        let text = self.response.as_ref()?.to_string();
        Some(Payload { text, error_message: String::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Event {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn a_body_of_text_is_as_it_is_sent_and_other_json_is_its_text() {
        for (text, body) in [
            (r#"{"body": "\"Hello\""}"#, "\"Hello\""),
            (r#"{"body": "a=b"}"#, "a=b"),
            (r#"{"body": ["Amina", 1]}"#, "[\"Amina\",1]"),
            (r#"{"body": null}"#, ""),
            ("{}", ""),
        ] {
            assert_eq!(event(text).request(&BTreeMap::new()).body, body, "{text}");
        }
    }

    #[test]
    fn the_path_tells_its_parameters_unless_the_event_does() {
        let of_path = BTreeMap::from([("id".to_owned(), "lunch".to_owned())]);
        let parameters = |text: &str| event(text).request(&of_path).path_parameters;
        assert_eq!(parameters("{}"), [("id".to_owned(), "lunch".to_owned())]);
        assert_eq!(
            parameters(r#"{"pathParameters": {"id": "an%20other"}}"#),
            [("id".to_owned(), "an other".to_owned())]
        );
    }

    #[test]
    fn claims_stand_by_themselves_or_in_the_context() {
        let template = "$context.authorizer.claims['cognito:username']|$context.authorizer.claims|$context.stage";
        let rendered = |text: &str| {
            let input = event(text).request(&BTreeMap::new());
            cloud::apigateway::render_template(template, &input).expect(text).text
        };
        assert_eq!(
            rendered(r#"{"claims": {"cognito:username": "ada"}, "requestContext": {"stage": "dev"}}"#),
            "ada||dev"
        );
        let context = r#"{"requestContext": {"authorizer": {"claims": {"cognito:username": "ada"}}}}"#;
        assert_eq!(rendered(context), "ada||");
        assert_eq!(rendered("{}"), "||");
    }

    #[test]
    fn an_error_is_what_lambda_makes_of_one() {
        let failed = event(r#"{"error": "NotFound: x"}"#).payload().expect("a payload");
        assert_eq!(failed.error_message, "NotFound: x");
        assert_eq!(failed.text, r#"{"errorType":"Error","errorMessage":"NotFound: x"}"#);
        let fine = event(r#"{"response": {"errorMessage": "x"}}"#).payload().expect("a payload");
        assert_eq!(fine.error_message, "", "what is returned is no error");
        assert_eq!(event("{}").payload(), None);
    }

    #[test]
    fn the_content_type_is_json_where_none_is_sent() {
        assert_eq!(event("{}").content_type(), "application/json");
        assert_eq!(event(r#"{"headers": {"content-type": "text/plain; charset=utf-8"}}"#).content_type(), "text/plain");
    }
}
