//! Cognito's refusals, each with the words that AWS uses.
//!
//! Codes: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html> and the errors of
//! each operation; texts: public logs, and what AWS-verified tests of public projects expect.

use ::http::StatusCode;

use super::UserStatus;
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

/// What the operations that need no password are answered about a name that nobody has, where a client tells.
pub(crate) fn no_user_of_client() -> ServiceError {
    refused("UserNotFoundException", "Username/client id combination not found.")
}

/// `attribute` is `email` or `phone_number`.
pub(crate) fn already_there(attribute: &str) -> ServiceError {
    refused("UsernameExistsException", format!("An account with the given {attribute} already exists."))
}

pub(crate) fn disabled() -> ServiceError {
    not_authorized("User is disabled.")
}

pub(crate) fn code_expired() -> ServiceError {
    refused("ExpiredCodeException", "Invalid code provided, please request a code again.")
}

pub(crate) fn code_mismatch() -> ServiceError {
    refused("CodeMismatchException", "Invalid verification code provided, please try again.")
}

pub(crate) fn already_confirmed(status: UserStatus) -> ServiceError {
    not_authorized(format!("User cannot be confirmed. Current status is {}", status.as_str()))
}
