//! `api.yaml`, read as API Gateway reads it, for the checks of several labs.

mod misplaced;

use cloud::apigateway::definition::{self, ApiDefinition};
use cloud::template::view::RestApiProperties;
use cloud::template::{Node, Position, Stack};

use super::Setting;
use super::resources::rest_api;
use super::template_file::TEMPLATE;
use crate::harness::{Failure, Verdict};
pub(in crate::checks) use misplaced::INTEGRATION;
use misplaced::misplaced;

/// The file with the definition.
pub(super) const API: &str = "api.yaml";

/// The API of a stack, as it is imported.
pub(super) fn imported(setting: &Setting, stack: &Stack) -> Result<(RestApiProperties, ApiDefinition), Verdict> {
    let api = rest_api(stack)?;
    let Some(body) = &api.body else {
        return Failure::new(format!("The API has no definition: {TEMPLATE} includes {API} in its DefinitionBody."))
            .compared("DefinitionBody, with Fn::Transform AWS::Include", "none")
            .fail();
    };
    match definition::import(body, &api.id, &api.root_id) {
        Ok(imported) => Ok((api.clone(), imported.definition)),
        Err(failed) => {
            let template = setting.template()?;
            let Some(first) = failed.faults.first() else { return Err(Verdict::Fault(failed.to_string())) };
            let further = failed.faults.iter().skip(1).map(|fault| format!("also: {} ({})", fault.message, fault.at));
            Failure::new(format!("API Gateway does not take {API}: {}.", first.hint.trim_end_matches('.')))
                .tried("sam deploy")
                .compared("the API is made", format!("400 BadRequestException: {}", first.message))
                .because(template.excerpt(&first.at))
                .because_of(further.take(3))
                .fail()
        }
    }
}

/// What is doubtful in a definition, for a failure that it may explain.
pub(super) fn doubts(stack: &Stack) -> Vec<String> {
    let Ok(RestApiProperties { body: Some(body), id, root_id, .. }) = rest_api(stack) else {
        return Vec::new();
    };
    let warnings = definition::import(&body, &id, &root_id).map(|imported| imported.warnings).unwrap_or_default();
    // What API Gateway itself says of a proxy method, that it declares no answers, is as it should be.
    let ours = warnings.into_iter().filter(|warning| !warning.from_aws);
    let ours = ours.map(|warning| format!("{}: {}", warning.at, warning.message));
    ours.chain(misplaced(&body)).collect()
}

/// Where a method of a path stands in a definition, or a part of it.
pub(super) fn place(body: &Node, resource: &str, method: &str, keys: &[&str]) -> Option<Position> {
    let key = if method == "ANY" { "x-amazon-apigateway-any-method".to_owned() } else { method.to_ascii_lowercase() };
    let mut at = body.get("paths")?.get(resource)?.get(&key)?;
    for key in keys {
        match at.get(key) {
            Some(below) => at = below,
            None => break,
        }
    }
    Some(at.at.clone())
}
