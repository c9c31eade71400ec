//! What a refused request is answered.

use std::borrow::Cow;

use dynoxide::DynoxideError;
use http::StatusCode;
use serde_json::{Value, json};

use super::arn::Arns;
use crate::ServiceError;

/// An error, with all that the client is told of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) error: Box<ServiceError>,
    /// The answer's body: `__type`, the message, and of some errors more (`CancellationReasons`, `Item`).
    pub(super) body: Value,
}

/// `DynamoDB`'s own errors.
const OWN: &str = "com.amazonaws.dynamodb.v20120810";
/// The errors of AWS's service framework, which come before `DynamoDB` sees the request.
const FRAMEWORK: &str = "com.amazon.coral.service";
/// Of what the framework validates.
const VALIDATION: &str = "com.amazon.coral.validate";

impl Refusal {
    /// An error of `DynamoDB`'s own, such as `ResourceNotFoundException`.
    pub(super) fn own(code: &'static str, message: &str) -> Self {
        Self::of(OWN, ServiceError::new(code, StatusCode::BAD_REQUEST, message))
    }

    /// A request that breaks the API's rules.
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::of(VALIDATION, ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message))
    }

    /// A body that is no JSON object, or an operation that does not exist: AWS says no more than the type.
    pub(super) fn wordless(code: &'static str) -> Self {
        let error = ServiceError::new(code, StatusCode::BAD_REQUEST, "");
        Self { body: json!({"__type": format!("{FRAMEWORK}#{code}")}), error: error.into() }
    }

    /// The words in the log and the member's name are those of public logs.
    pub(super) fn access_denied(message: String) -> Self {
        let error = ServiceError::new("AccessDeniedException", StatusCode::BAD_REQUEST, message);
        let body = json!({"__type": format!("{FRAMEWORK}#AccessDeniedException"), "Message": error.message});
        Self { error: error.into(), body }
    }

    fn of(name_space: &str, error: ServiceError) -> Self {
        let body = json!({"__type": format!("{name_space}#{}", error.code), "message": error.message});
        Self { error: error.into(), body }
    }

    /// What the engine says to an operation. The library leaves the wrapping of some validation errors to its server:
    /// the three operations that write one item say how many faults there are.
    pub(super) fn of_engine(operation: &str, fault: &DynoxideError) -> Self {
        let mut body: Value = serde_json::from_str(&fault.to_json()).unwrap_or_default();
        let mut message = fault.to_string();
        let wraps = matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem");
        if wraps && matches!(fault, DynoxideError::EnvelopedValidation(_)) {
            message = format!("1 validation error detected: {message}");
            body["message"] = json!(message);
        }
        let code = fault.error_type().rsplit('#').next().unwrap_or_default();
        let status = StatusCode::from_u16(fault.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { error: ServiceError::new(Cow::Borrowed(code), status, message).into(), body }
    }

    /// What an engine at an address answered. Its types may lack the name space that AWS's have.
    pub(super) fn told(status: StatusCode, mut body: Value) -> Self {
        let code = body["__type"].as_str().and_then(|kind| kind.rsplit('#').next()).unwrap_or_default().to_owned();
        let message =
            ["message", "Message"].iter().find_map(|name| body[*name].as_str()).unwrap_or_default().to_owned();
        let name_space = match &*code {
            "ValidationException" => VALIDATION,
            "SerializationException" | "UnknownOperationException" => FRAMEWORK,
            _ => OWN,
        };
        body["__type"] = json!(format!("{name_space}#{code}"));
        Self { error: ServiceError::new(code, status, message).into(), body }
    }

    /// The engine is out of order. Nobody's request is to blame.
    pub(super) fn fault(message: &str) -> Self {
        Self::of(OWN, ServiceError::new("InternalServerError", StatusCode::INTERNAL_SERVER_ERROR, message))
    }

    /// Whether the engine, and not the request, is to blame.
    pub(super) fn is_fault(&self) -> bool {
        self.error.status.is_server_error()
    }

    /// The same with our account and region in each ARN that the engine names.
    pub(super) fn with_arns(mut self, arns: &Arns) -> Self {
        self.error.message = arns.rewritten(&self.error.message);
        for name in ["message", "Message"] {
            if let Some(Value::String(text)) = self.body.get_mut(name) {
                *text = arns.rewritten(text);
            }
        }
        self
    }

    /// A request's JSON that the engine cannot read. It marks what is a rule of the API and what is a wrong type.
    pub(super) fn unreadable(fault: &serde_json::Error) -> Self {
        let text = fault.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
        let rule = text.strip_prefix("VALIDATION_REQUEST:").or_else(|| text.strip_prefix("VALIDATION:"));
        if let Some(rule) = rule {
            return Self::validation(rule);
        }
        let wrong_type = text.strip_prefix("SERIALIZATION:").unwrap_or(text);
        let of_rule = ["missing field", "unknown variant", "invalid type: null", "Supplied AttributeValue"];
        if of_rule.iter().any(|begin| wrong_type.contains(begin)) {
            return Self::validation(wrong_type);
        }
        let error = ServiceError::new("SerializationException", StatusCode::BAD_REQUEST, wrong_type);
        let body = json!({"__type": format!("{FRAMEWORK}#SerializationException"), "Message": error.message});
        Self { error: error.into(), body }
    }
}

/// Errors that come before `DynamoDB` sees the request: signatures, and what is not emulated.
impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        if error.code == "NotImplemented" {
            let body = json!({"__type": error.code, "message": error.message});
            return Self { error: error.into(), body };
        }
        Self::of(FRAMEWORK, error)
    }
}
