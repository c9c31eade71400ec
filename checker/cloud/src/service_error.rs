//! The error that every service but S3 answers with, and how each protocol writes it.

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use s3s::Body;

use crate::xml;

/// Why a service refuses a request: AWS's code, words and status, and what AWS leaves out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ServiceError {
    /// AWS's error code.
    pub code: Cow<'static, str>,
    /// AWS's message, word by word.
    pub message: String,
    /// The HTTP status.
    pub status: StatusCode,
    /// What AWS does not say: the cause and the way out. It is for the trace and for checks, and never sent.
    pub hint: Option<String>,
    /// Where the fault stands in the policy document that the request carried.
    pub position: Option<iam::Position>,
}

impl ServiceError {
    /// An error in AWS's words.
    pub fn new(code: impl Into<Cow<'static, str>>, status: StatusCode, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), status, hint: None, position: None }
    }

    /// The same error with our own explanation.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A parameter that breaks one of the API's constraints.
    pub(crate) fn validation(member: &str, constraint: &str) -> Self {
        let message =
            format!("1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}");
        Self::new("ValidationError", StatusCode::BAD_REQUEST, message)
    }

    /// What exists on AWS and not here.
    pub(crate) fn not_emulated(what: &str) -> Self {
        let message = format!("{what} is a part of AWS that this cloud does not emulate");
        Self::new("NotImplemented", StatusCode::NOT_IMPLEMENTED, message)
    }
}

impl From<iam::identity::MalformedPolicyDocument> for ServiceError {
    fn from(fault: iam::identity::MalformedPolicyDocument) -> Self {
        Self {
            code: "MalformedPolicyDocument".into(),
            message: fault.message,
            status: StatusCode::BAD_REQUEST,
            hint: Some(fault.detail),
            position: Some(fault.position),
        }
    }
}

/// How a service's API speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Form in, XML out; the XML's name space. <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>
    Query(&'static str),
    /// JSON with `X-Amz-Target`. <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>
    AwsJson,
    /// JSON with resources in the path. <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>
    RestJson,
}

impl ServiceError {
    /// The answer to the client.
    pub(crate) fn to_response(&self, protocol: Protocol, request_id: &str) -> Response<Body> {
        let mut response = match protocol {
            Protocol::Query(name_space) => {
                let fault = if self.status.is_server_error() { "Receiver" } else { "Sender" };
                let text = format!(
                    "<ErrorResponse xmlns=\"{name_space}\">\n  <Error>\n    <Type>{fault}</Type>\n    \
                     <Code>{}</Code>\n    <Message>{}</Message>\n  </Error>\n  \
                     <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
                    xml::escape(&self.code),
                    xml::escape(&self.message)
                );
                answer(text, "text/xml")
            }
            Protocol::AwsJson => {
                let body = serde_json::json!({"__type": self.code, "message": self.message});
                answer(body.to_string(), "application/x-amz-json-1.0")
            }
            Protocol::RestJson => {
                let body = serde_json::json!({"Type": "User", "message": self.message});
                let mut response = answer(body.to_string(), "application/json");
                if let Ok(code) = HeaderValue::from_str(&self.code) {
                    response.headers_mut().insert(HeaderName::from_static("x-amzn-errortype"), code);
                }
                response
            }
        };
        *response.status_mut() = self.status;
        response
    }
}

/// A body of a media type, with status 200.
pub(crate) fn answer(body: String, media_type: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
