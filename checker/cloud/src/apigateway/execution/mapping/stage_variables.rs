//! `$stageVariables.name`, `$stageVariables['name']`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#stagevariables-template-reference>

use vtl::{Map, Value};

use super::MappingInput;

/// The map of a stage's variables.
pub(super) fn map(input: &MappingInput) -> Value {
    let map: Map =
        input.stage_variables.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str()))).collect();
    Value::Map(map)
}
