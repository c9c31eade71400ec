//! Which of a stack's resources the checks of several labs are about: found by what they are, not by their names in the
//! template.

use cloud::Cloud;
use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, RestApiProperties, StageProperties};

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

/// The REST API that callers reach: the one with a stage, else the template's first.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn rest_api(stack: &Stack) -> Result<RestApiProperties, Failure> {
    let apis = || stack.resources.iter().filter_map(RestApiProperties::new);
    let staged = stage(stack).map(|stage| stage.rest_api_id);
    apis().find(|api| Some(&api.id) == staged.as_ref()).or_else(|| apis().next()).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} makes no API.")).compared("a resource of type AWS::Serverless::Api", "none")
    })
}

/// The stage under which the API is deployed: the one that SAM made of the API, else the template's first.
pub(super) fn stage(stack: &Stack) -> Option<StageProperties> {
    let stages = || stack.resources.iter().filter_map(|resource| Some((resource, StageProperties::new(resource)?)));
    let of_sam = stages().find(|(resource, _)| resource.generated_from.is_some());
    of_sam.or_else(|| stages().next()).map(|(_, stage)| stage)
}

/// The stage of a stack, where it stands in a cloud.
pub(super) fn deployed_stage(cloud: &Cloud, stack: &Stack) -> Option<StageProperties> {
    let stage = stage(stack)?;
    let apis = cloud.rest_apis();
    apis.iter().any(|api| api.id == stage.rest_api_id && api.stages.contains_key(&stage.name)).then_some(stage)
}
