//! Any value and any schema that an import takes: what does not fit.

#![no_main]

use cloud::apigateway::Violation;
use cloud::apigateway::definition::{ApiDefinition, import};
use cloud::template::Node;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The schema as the model `M` of a definition; `None` where an import refuses it.
fn definition(schema: &Value) -> Option<ApiDefinition> {
    let document = json!({
        "openapi": "3.0.1",
        "info": {"title": "any"},
        "paths": {},
        "components": {"schemas": {"M": schema, "Other": {"type": "string"}}},
    });
    let document = Node::parse(&document.to_string(), "api.json").ok()?;
    Some(import(&document, "abcdefghij", "rootrootro").ok()?.definition)
}

fn assert_told(value: &Value, violations: &[Violation]) {
    for violation in violations {
        assert!(value.pointer(&violation.pointer).is_some(), "{}", violation.pointer);
        assert!(!violation.message.is_empty());
    }
}

fuzz_target!(|text: &str| {
    let Some((value, schema)) = text.split_once('\n') else { return };
    let (Ok(value), Ok(schema)) = (serde_json::from_str::<Value>(value), serde_json::from_str::<Value>(schema)) else {
        return;
    };
    let Some(mut definition) = definition(&schema) else { return };
    let imported = definition.violations("M", &value);
    assert_eq!(definition.violations("M", &value), imported);
    for model in definition.models.values_mut() {
        model.imported = false;
    }
    let counted = definition.violations("M", &value);
    if let (Ok(imported), Ok(counted)) = (&imported, &counted) {
        assert_told(&value, imported);
        assert_told(&value, counted);
        // `not` and `oneOf` turn it round.
        let turns = schema.to_string().contains("\"not\"") || schema.to_string().contains("\"oneOf\"");
        assert!(turns || imported.is_empty() || !counted.is_empty());
    }
});
