//! Names, paths and unique ids of IAM.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use http::StatusCode;

use crate::ServiceError;
use crate::request_id;

/// A unique id: the prefix of its kind, such as `AROA` for a role, and 17 more characters.
pub(super) fn unique_id(prefix: &str, number: u64) -> String {
    format!("{prefix}{}", request_id::letters(number, 17, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
}

/// `[\w+=,.@-]+`, at most `longest` characters.
///
/// The words are those of a recorded answer about another member (`LocalStack`'s AWS-validated
/// `test_iam_policies::test_policy_version_errors`).
pub(super) fn check(member: &str, name: &str, longest: usize) -> Result<(), ServiceError> {
    if name.is_empty() {
        return Err(ServiceError::validation(member, "Member must have length greater than or equal to 1"));
    }
    if name.chars().count() > longest {
        return Err(ServiceError::validation(
            member,
            &format!("Member must have length less than or equal to {longest}"),
        ));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if !name.bytes().all(allowed) {
        return Err(ServiceError::validation(member, "Member must satisfy regular expression pattern: [\\w+=,.@-]+")
            .with_hint(format!("a name has letters, digits and _+=,.@- only, and `{name}` has something else")));
    }
    Ok(())
}

/// `/`, or segments between slashes, at most 512 characters; nothing is `/`.
pub(super) fn path(path: Option<&str>) -> Result<String, ServiceError> {
    let path = path.unwrap_or("/");
    let graphic = path.bytes().all(|byte| byte.is_ascii_graphic());
    if path.len() > 512 || !graphic || !path.starts_with('/') || !path.ends_with('/') {
        let message = "The specified value for path is invalid. It must begin and end with / and contain only \
                       alphanumeric characters and/or / characters.";
        return Err(ServiceError::new("ValidationError", StatusCode::BAD_REQUEST, message));
    }
    Ok(path.to_owned())
}

/// Recorded: `LocalStack`'s AWS-validated `test_iam_roles::test_role_errors`.
pub(super) fn no_such_role(name: &str) -> ServiceError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

pub(super) fn no_such_entity(message: String) -> ServiceError {
    ServiceError::new("NoSuchEntity", StatusCode::NOT_FOUND, message)
}

pub(super) fn conflict(code: &'static str, message: String) -> ServiceError {
    ServiceError::new(code, StatusCode::CONFLICT, message)
}
