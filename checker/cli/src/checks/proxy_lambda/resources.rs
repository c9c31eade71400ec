//! Which of a stack's resources the checks are about: found by what they are, not by their names in the template.

use cloud::template::Stack;
use cloud::template::view::FunctionProperties;

use crate::checks::resources;
use crate::harness::Failure;

/// The function's name, without the prefix.
pub(super) const FUNCTION: &str = "Chat-API-proxy";

/// The function behind the API: the one with the name, else the template's first.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn function(stack: &Stack) -> Result<FunctionProperties, Failure> {
    resources::function(stack, FUNCTION)
}

/// The data bucket's name: the output, else the bucket that the function's environment names.
///
/// # Errors
/// A failure when neither is there.
pub(super) fn data_bucket(stack: &Stack) -> Result<String, Failure> {
    resources::data_bucket(stack, FUNCTION)
}
