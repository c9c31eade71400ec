//! `x-amazon-apigateway-request-validators` and `x-amazon-apigateway-request-validator` → what is validated.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validators.html>

use super::{Context, Said};
use crate::apigateway::definition::RequestValidator;
use crate::template::Node;
use crate::template::names::Names;
use crate::template::nearest::nearest;

/// The extension that defines them.
const DEFINED: &str = "x-amazon-apigateway-request-validators";
/// The one that names one, at the root for all operations or at an operation.
const NAMED: &str = "x-amazon-apigateway-request-validator";
/// What one says.
const PROPERTIES: [&str; 2] = ["validateRequestBody", "validateRequestParameters"];

/// Those that a document defines.
pub(super) fn read(document: &Node, api_id: &str, said: &mut Said) -> Vec<RequestValidator> {
    let Some(node) = document.get(DEFINED) else { return Vec::new() };
    let Some(entries) = node.entries() else {
        said.note(&node.at, format!("{DEFINED} is a map of validators by name, and this is {}.", node.kind()));
        return Vec::new();
    };
    let names = Names::new(api_id, 0);
    let mut validators = Vec::with_capacity(entries.len());
    for entry in entries {
        for property in entry.value.entries().unwrap_or_default() {
            if !PROPERTIES.contains(&property.key.as_str()) {
                let meant = nearest(&property.key, PROPERTIES);
                let meant = meant.map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default();
                said.note(
                    &property.key_at,
                    format!("A request validator has no {}; API Gateway overlooks it.{meant}", property.key),
                );
            }
        }
        let on = |key: &str| entry.value.get(key).and_then(Node::as_bool).unwrap_or_default();
        let [body, parameters] = PROPERTIES.map(on);
        if !body && !parameters {
            said.note(&entry.key_at, format!("The request validator {} validates nothing.", entry.key));
        }
        let id = names.id(&entry.key, "validator", 6);
        validators.push(RequestValidator { id, name: entry.key.clone(), body, parameters });
    }
    validators
}

/// The one that an operation uses: its own, or else the root's. An operation's own replaces the root's; there is no
/// word for "none" but a validator that validates nothing.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validator.html>
pub(super) fn of_operation(
    context: &Context<'_>,
    operation: &Node,
    unable: &dyn Fn(&str) -> String,
    said: &mut Said,
) -> Option<String> {
    let named = operation.get(NAMED).or_else(|| context.document.get(NAMED))?;
    let name = named.scalar()?;
    let defined = context.document.get(DEFINED).and_then(Node::entries).unwrap_or_default();
    if defined.iter().any(|entry| entry.key == name) {
        return Some(name);
    }
    let near = nearest(&name, defined.iter().map(|entry| entry.key.as_str()));
    let hint = near.map_or_else(
        || format!("{name} must stand under {DEFINED}, at the top of the definition"),
        |near| format!("under {DEFINED} there is no {name}; did you mean {near}?"),
    );
    said.refuse(&named.at, unable("Invalid Request Validator identifier specified"), hint);
    None
}
