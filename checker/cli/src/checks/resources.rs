//! Which of a stack's resources the checks of several labs are about: found by what they are, not by their names in the
//! template.

use cloud::template::Stack;
use cloud::template::view::FunctionProperties;

use super::template_file::TEMPLATE;
use crate::harness::Failure;

/// The function whose name, without the prefix, is this; else the template's first.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn function(stack: &Stack, name: &str) -> Result<FunctionProperties, Failure> {
    let functions = || stack.resources.iter().filter_map(FunctionProperties::new);
    functions().find(|function| function.name.ends_with(name)).or_else(|| functions().next()).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} has no function any more."))
            .compared(format!("a resource of type AWS::Serverless::Function, named {name}"), "none")
    })
}

/// The data bucket's name: the output, else the bucket that the environment of the function of this name has.
///
/// # Errors
/// A failure when neither is there.
pub(super) fn data_bucket(stack: &Stack, function_name: &str) -> Result<String, Failure> {
    if let Some(name) = stack.output("DataBucketName") {
        return Ok(name.to_owned());
    }
    let variables = function(stack, function_name)?.environment;
    let mut buckets = stack.resources.iter().filter(|resource| resource.resource_type == "AWS::S3::Bucket");
    buckets
        .find(|bucket| variables.iter().any(|(_, value)| *value == bucket.physical_id))
        .map(|bucket| bucket.physical_id.clone())
        .ok_or_else(|| {
            Failure::new(format!("{TEMPLATE} does not say which bucket holds the data."))
                .compared("an output DataBucketName", "none")
        })
}
