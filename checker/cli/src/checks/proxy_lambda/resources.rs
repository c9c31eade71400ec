//! Which of a stack's resources the checks are about: found by what they are, not by their names in the template.

use cloud::Cloud;
use cloud::template::Stack;
use cloud::template::view::{FunctionProperties, RestApiProperties, StageProperties};

use crate::checks::resources;
use crate::checks::template_file::TEMPLATE;
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
pub(in crate::checks) fn deployed_stage(cloud: &Cloud, stack: &Stack) -> Option<StageProperties> {
    let stage = stage(stack)?;
    let apis = cloud.rest_apis();
    apis.iter().any(|api| api.id == stage.rest_api_id && api.stages.contains_key(&stage.name)).then_some(stage)
}
