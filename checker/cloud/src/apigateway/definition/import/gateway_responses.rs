//! `x-amazon-apigateway-gateway-responses` → what API Gateway answers itself.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html>

use std::collections::BTreeMap;

use super::{Said, mapping};
use crate::apigateway::definition::{GATEWAY_RESPONSES, GatewayResponse};
use crate::template::Node;
use crate::template::nearest::nearest;

pub(super) fn read(document: &Node, said: &mut Said) -> BTreeMap<String, GatewayResponse> {
    let mut out = BTreeMap::new();
    let node = document.get("x-amazon-apigateway-gateway-responses");
    for entry in node.and_then(Node::entries).unwrap_or_default() {
        let kind = entry.key.as_str();
        if !GATEWAY_RESPONSES.iter().any(|(name, _)| *name == kind) {
            let near = nearest(kind, GATEWAY_RESPONSES.iter().map(|(name, _)| *name));
            let meant = near.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
            said.refuse(
                &entry.key_at,
                format!("Unable to put gateway response '{kind}': Invalid gateway response type specified"),
                format!("there is no gateway response {kind}{meant}"),
            );
            continue;
        }
        let response = &entry.value;
        let mut parameters = BTreeMap::new();
        for parameter in response.get("responseParameters").and_then(Node::entries).unwrap_or_default() {
            let value = parameter.value.scalar().unwrap_or_default();
            if let Err((message, hint)) = mapping::gateway_response(&parameter.key, &value) {
                said.refuse(&parameter.value.at, format!("Unable to put gateway response '{kind}': {message}"), hint);
            }
            parameters.insert(parameter.key.clone(), value);
        }
        let templates = response.get("responseTemplates").and_then(Node::entries).unwrap_or_default();
        out.insert(
            kind.to_owned(),
            GatewayResponse {
                status: response.get("statusCode").and_then(Node::scalar),
                parameters,
                templates: templates
                    .iter()
                    .filter_map(|entry| Some((entry.key.clone(), entry.value.scalar()?)))
                    .collect(),
            },
        );
    }
    out
}
