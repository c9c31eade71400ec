//! Which of a stack's resources the checks are about: found by what they are, not by their names in the template.

use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, RoleProperties};

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
    let functions = || stack.resources.iter().filter_map(FunctionProperties::new);
    functions().find(|function| function.name.ends_with(FUNCTION)).or_else(|| functions().next()).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} has no function any more."))
            .compared("a resource of type AWS::Serverless::Function", "none")
    })
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
    if let Some(name) = stack.output("DataBucketName") {
        return Ok(name.to_owned());
    }
    let variables = function(stack)?.environment;
    let mut buckets = stack.resources.iter().filter(|resource| resource.resource_type == "AWS::S3::Bucket");
    buckets
        .find(|bucket| variables.iter().any(|(_, value)| *value == bucket.physical_id))
        .map(|bucket| bucket.physical_id.clone())
        .ok_or_else(|| {
            Failure::new(format!("{TEMPLATE} does not say which bucket holds the data."))
                .compared("an output DataBucketName", "none")
        })
}

/// The environment variable that hands the data bucket on.
pub(super) fn bucket_variable(function: &FunctionProperties, bucket: &str) -> Option<String> {
    function.environment.iter().find(|(_, value)| value == bucket).map(|(name, _)| name.clone())
}
