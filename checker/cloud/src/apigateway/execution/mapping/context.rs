//! `$context`: what API Gateway knows of the request, and what a template sets for the request and the answer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference>

use vtl::{Map, Object, Value};

use super::{MappingInput, Overrides};

/// `$context.authorizer.claims`: by itself it is null, and is written as nothing.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference>
struct Claims(Map);

impl Object for Claims {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        Ok(self.0.get(name))
    }
}

/// The map, with the overrides that earlier templates of the request set.
pub(super) fn map(input: &MappingInput, overrides: &Overrides) -> Map {
    let map = match Value::from(input.context.clone()) {
        Value::Map(map) => map,
        _ => Map::new(),
    };
    if let Some(Value::Map(authorizer)) = map.get("authorizer")
        && let Some(Value::Map(claims)) = authorizer.get("claims")
    {
        authorizer.put("claims", Value::object(Claims(claims)));
    }
    let pairs = |pairs: &[(String, String)]| -> Value {
        let map: Map = pairs.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str()))).collect();
        Value::Map(map)
    };
    let request = Map::new()
        .with("header", pairs(&overrides.request_headers))
        .with("path", pairs(&overrides.request_path))
        .with("querystring", pairs(&overrides.request_query));
    map.put("requestOverride", request);
    let response = Map::new().with("header", pairs(&overrides.response_headers));
    if let Some(status) = &overrides.response_status {
        response.put("status", status.clone());
    }
    map.put("responseOverride", response);
    map
}

/// What the template left in the overrides.
pub(super) fn overrides(map: &Map) -> Overrides {
    let of = |name: &str| map.get(name).and_then(|value| value.as_map().cloned());
    let pairs = |holder: &Option<Map>, name: &str| -> Vec<(String, String)> {
        let found = holder.as_ref().and_then(|holder| holder.get(name));
        let Some(Value::Map(found)) = found else { return Vec::new() };
        let entries = found.entries().into_iter();
        entries.filter_map(|(name, value)| Some((name.to_value().to_text()?, value.to_text()?))).collect()
    };
    let (request, response) = (of("requestOverride"), of("responseOverride"));
    Overrides {
        request_headers: pairs(&request, "header"),
        request_path: pairs(&request, "path"),
        request_query: pairs(&request, "querystring"),
        response_headers: pairs(&response, "header"),
        response_status: response.and_then(|response| response.get("status")?.to_json().ok()),
    }
}
