//! Lambda's own errors, in its words. <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors>

use std::fmt::Display;

use http::StatusCode;

use crate::service_error::ServiceError;

/// 404: no such function, or no such version of it.
pub(super) fn not_found(arn: &str) -> ServiceError {
    let message = format!("Function not found: {arn}");
    ServiceError::new("ResourceNotFoundException", StatusCode::NOT_FOUND, message)
}

/// 429: all slots of the function's reserved concurrency are taken.
pub(super) fn reserved_concurrency() -> ServiceError {
    ServiceError::new("TooManyRequestsException", StatusCode::TOO_MANY_REQUESTS, "Rate Exceeded.")
        .with_hint(RESERVED_REASON)
}

/// The `Reason` that goes with it.
pub(super) const RESERVED_REASON: &str = "ReservedFunctionConcurrentInvocationLimitExceeded";

/// 500: a fault of this machine's, never the function's.
pub(super) fn service(what: &str, error: &dyn Display) -> ServiceError {
    let message = format!("{what}: {error}");
    ServiceError::new("ServiceException", StatusCode::INTERNAL_SERVER_ERROR, message)
}

/// 413: the event is too large.
///
/// Texts of public logs; aws/aws-pdk#771 has the one of events.
pub(super) fn too_large(size: usize, limit: usize, asynchronous: bool) -> ServiceError {
    let message = if asynchronous {
        format!("{size} byte payload is too large for the Event invocation type (limit {limit} bytes)")
    } else {
        format!("Request must be smaller than {limit} bytes for the InvokeFunction operation")
    };
    ServiceError::new("RequestEntityTooLargeException", StatusCode::PAYLOAD_TOO_LARGE, message)
}

/// 400: the event is no JSON.
pub(super) fn no_json(fault: &dyn Display) -> ServiceError {
    let message = format!("Could not parse request body into json: Could not parse payload into json: {fault}");
    ServiceError::new("InvalidRequestContentException", StatusCode::BAD_REQUEST, message)
}

/// 409: there is one already.
pub(super) fn conflict(message: impl Into<String>) -> ServiceError {
    ServiceError::new("ResourceConflictException", StatusCode::CONFLICT, message)
}

/// 400: a member that breaks one of the API's constraints.
pub(super) fn validation(value: &str, member: &str, constraint: &str) -> ServiceError {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    );
    ServiceError::new("ValidationException", StatusCode::BAD_REQUEST, message)
}
