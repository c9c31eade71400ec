//! That nothing of the proxy is left, and what API Gateway answers in its place.

use cloud::apigateway::definition::IntegrationType;
use cloud::template::view::FunctionProperties;

use super::super::Session;
use super::super::methods::{BY_ID, Defined, LIST};
use crate::checks::dynamodb::answer::path;
use crate::checks::template_file::TEMPLATE;
use crate::harness::{Failure, Outcome};
use crate::target::Target;

/// The function of labs 4 and 5, without the prefix.
const FUNCTION: &str = "Chat-API-proxy";

pub(super) fn gone(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    for resource in &defined.definition.resources {
        for (name, method) in &resource.methods {
            let proxy =
                method.integration.as_ref().is_some_and(|integration| integration.kind == IntegrationType::AwsProxy);
            if !proxy && !resource.path.contains("+}") && name != "ANY" {
                continue;
            }
            return Failure::new(format!("{name} {} still goes to the function of lab 5, or to any.", resource.path))
                .compared(
                    format!("{LIST} and {BY_ID}, each method with a function of its own"),
                    format!("{name} {}", resource.path),
                )
                .because_of(defined.at(name, &resource.path, &[]))
                .fail();
        }
    }
    let stack = session.setting.stack(&[])?;
    let left = stack.resources.iter().find_map(|resource| {
        let function = FunctionProperties::new(resource)?;
        (function.name.ends_with(FUNCTION)).then_some((resource, function.name))
    });
    let Some((resource, name)) = left else { return Ok(()) };
    Failure::new(format!("{TEMPLATE} still makes the function {name}, which nobody asks any more."))
        .compared("a function for each method, and no other", format!("{} {name}", resource.logical_id))
        .because(session.setting.template()?.excerpt(&resource.at))
        .fail()
}

pub(super) async fn nothing_else(session: &Session) -> Outcome {
    let api = session.api().await?;
    let known = session.data.conversations.keys().next().map(|id| path(id)).unwrap_or_default();
    let deeper = format!("{known}/messages");
    for (method, path) in [("GET", "/"), ("GET", "/people"), ("GET", &deeper), ("PUT", LIST), ("DELETE", &known)] {
        let asked = api.ask(method, path, &[], None).await?;
        if asked.answer.status == 403 && asked.by_gateway() {
            continue;
        }
        return asked
            .failure(format!("{method} {path} is nothing that this API has, and somebody answers it."))
            .compared("403 {\"message\":\"Missing Authentication Token\"}", asked.shown())
            .fail();
    }
    if matches!(session.setting.target, Target::Deployed(_)) {
        return Ok(()); // the files are not looked at there
    }
    let defined = Defined::of(&session.setting)?;
    for resource in &defined.definition.resources {
        let known = [LIST, BY_ID].contains(&resource.path.as_str());
        let other = resource.methods.keys().find(|name| !known || !["GET", "POST", "OPTIONS"].contains(&name.as_str()));
        let Some(name) = other else { continue };
        return Failure::new(format!(
            "{name} {} is nothing that this API has, and api.yaml defines it.",
            resource.path
        ))
        .compared(format!("{LIST} and {BY_ID}, each with GET, POST and OPTIONS"), format!("{name} {}", resource.path))
        .because_of(defined.at(name, &resource.path, &[]))
        .fail();
    }
    Ok(())
}
