//! Which of a stack's resources the checks are about: found by what they are, not by their names in the template.

use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, RoleProperties};

use crate::checks::resources;
use crate::checks::template_file::TEMPLATE;
use crate::harness::Failure;

/// The role's name, without the prefix.
pub(super) const ROLE: &str = "chat-lambda-data";

/// The function's name, without the prefix.
const FUNCTION: &str = "chat-data";

/// The function that reads the data: the one with the name, else the template's first.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn function(stack: &Stack) -> Result<FunctionProperties, Failure> {
    resources::function(stack, FUNCTION)
}

/// The role: the one with the name, else the function's, else the first.
///
/// # Errors
/// A failure when the template makes none.
pub(super) fn role(stack: &Stack, prefix: &str) -> Result<RoleProperties, Failure> {
    let roles =
        || stack.resources.iter().filter(|resource| resource.generated_from.is_none()).filter_map(RoleProperties::new);
    let name = format!("{prefix}{ROLE}");
    let of_function = |role: &RoleProperties| function(stack).is_ok_and(|function| function.role == role.arn);
    roles().find(|role| role.name == name).or_else(|| roles().find(of_function)).or_else(|| roles().next()).ok_or_else(
        || {
            Failure::new(format!("{TEMPLATE} makes no role."))
                .compared(format!("a resource of type AWS::IAM::Role, named {name}"), "none")
        },
    )
}

/// The data bucket's name: the output, else the bucket that the function's environment names.
///
/// # Errors
/// A failure when neither is there.
pub(super) fn data_bucket(stack: &Stack) -> Result<String, Failure> {
    resources::data_bucket(stack, FUNCTION)
}

/// The environment variable that hands the data bucket on.
pub(super) fn bucket_variable(function: &FunctionProperties, bucket: &str) -> Option<String> {
    function.environment.iter().find(|(_, value)| value == bucket).map(|(name, _)| name.clone())
}
