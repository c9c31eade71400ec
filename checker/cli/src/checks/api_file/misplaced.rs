//! Extensions of `api.yaml` that stand where API Gateway overlooks them in silence.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>

use cloud::template::Node;

const GATEWAY_RESPONSES: &str = "x-amazon-apigateway-gateway-responses";
pub(in crate::checks) const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// What of a definition nobody reads, each with its place.
pub(super) fn misplaced(definition: &Node) -> Vec<String> {
    let mut found = Vec::new();
    look(definition, &mut Vec::new(), &mut found);
    found
}

fn look<'a>(node: &'a Node, path: &mut Vec<&'a str>, found: &mut Vec<String>) {
    for entry in node.entries().unwrap_or_default() {
        let key = entry.key.as_str();
        // paths, a resource, a method.
        let in_a_method = path.len() == 3 && path[0] == "paths";
        if key == GATEWAY_RESPONSES && !path.is_empty() {
            found.push(format!(
                "{}: {key} is read at the left margin alone, and stands below {}",
                entry.key_at, path[0]
            ));
        } else if key == INTEGRATION && !in_a_method {
            found.push(format!("{}: {key} is read in a method alone, beside its responses", entry.key_at));
        } else if key.starts_with(INTEGRATION) && key != INTEGRATION {
            found.push(format!("{}: {key} is overlooked. Did you mean {INTEGRATION}?", entry.key_at));
        }
        path.push(key);
        look(&entry.value, path, found);
        path.pop();
    }
}
