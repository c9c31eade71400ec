//! Cognito's refusals, each with the words that AWS uses.
//!
//! Codes: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html> and the errors of
//! each operation; texts: public logs, and what AWS-verified tests of public projects expect.

use ::http::StatusCode;

use crate::ServiceError;

/// All of Cognito's own errors have status 400.
pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::new(code, StatusCode::BAD_REQUEST, message)
}

pub(crate) fn invalid_parameter(message: impl Into<String>) -> ServiceError {
    refused("InvalidParameterException", message)
}

pub(crate) fn not_authorized(message: impl Into<String>) -> ServiceError {
    refused("NotAuthorizedException", message)
}

/// What a wrong password is answered, and a wrong name where a client does not tell who is there.
pub(crate) fn wrong_password() -> ServiceError {
    not_authorized("Incorrect username or password.")
}

pub(crate) fn no_user() -> ServiceError {
    refused("UserNotFoundException", "User does not exist.")
}

pub(crate) fn no_pool(id: &str) -> ServiceError {
    refused("ResourceNotFoundException", format!("User pool {id} does not exist."))
}

pub(crate) fn no_client(id: &str) -> ServiceError {
    refused("ResourceNotFoundException", format!("User pool client {id} does not exist."))
}
