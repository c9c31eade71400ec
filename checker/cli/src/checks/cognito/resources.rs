//! The user pool of a stack and the site's client of it: those of the outputs, else the template's first.

use cloud::template::{Resource, Stack};

use super::Session;
use crate::checks::template_file::TEMPLATE;
use crate::harness::{Failure, Verdict};

/// The resource type of a user pool.
pub(super) const POOL: &str = "AWS::Cognito::UserPool";
/// The resource type of an app client.
pub(super) const CLIENT: &str = "AWS::Cognito::UserPoolClient";
/// The output with the pool's id.
pub(super) const POOL_OUTPUT: &str = "UserPoolId";
/// The output with the client's id.
pub(super) const CLIENT_OUTPUT: &str = "UserPoolClientId";

/// The user pool.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn pool(stack: &Stack) -> Result<&Resource, Failure> {
    of(stack, POOL, POOL_OUTPUT).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} makes no user pool.")).compared(format!("a resource of type {POOL}"), "none")
    })
}

/// The site's client.
///
/// # Errors
/// A failure when the template has none.
pub(super) fn client(stack: &Stack) -> Result<&Resource, Failure> {
    of(stack, CLIENT, CLIENT_OUTPUT).ok_or_else(|| {
        Failure::new(format!("{TEMPLATE} makes no client of the user pool: nobody can ask it anything."))
            .compared(format!("a resource of type {CLIENT}"), "none")
    })
}

fn of<'a>(stack: &'a Stack, kind: &str, output: &str) -> Option<&'a Resource> {
    let all = || stack.resources.iter().filter(|resource| resource.resource_type == kind);
    let named = stack.output(output);
    all().find(|resource| Some(resource.physical_id.as_str()) == named).or_else(|| all().next())
}

/// The lines of the template where a property of a resource stands; where it has none, the resource.
pub(super) fn lines(session: &Session, resource: &Resource, property: &[&str]) -> Result<String, Verdict> {
    let mut at = &resource.at;
    let mut node = &resource.properties;
    for key in property {
        let Some(below) = node.get(key) else { break };
        (node, at) = (below, &below.at);
    }
    Ok(session.setting.template()?.excerpt(at))
}
