//! Any text as the definition of a REST API: read and imported.

#![no_main]

use cloud::apigateway::Unvalidated;
use cloud::apigateway::definition::{ApiDefinition, Method, import};
use cloud::template::{Node, Position};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// A place that an editor can jump to.
fn assert_inside(text: &str, at: &Position) {
    assert_eq!(&*at.file, "api.yaml");
    // In YAML a carriage return ends a line too.
    let lines = text.split(['\n', '\r']).count();
    assert!((1..=lines + 1).contains(&at.line) && at.column >= 1, "{at} of {lines} lines");
}

fn assert_whole(definition: &ApiDefinition) {
    assert_eq!(definition.resources.first().map(|root| root.path.as_str()), Some("/"));
    for resource in &definition.resources[1..] {
        let parent = resource.parent_id.as_deref().and_then(|id| definition.resource(id)).expect("the parent");
        assert_eq!(resource.path, format!("{}/{}", parent.path.trim_end_matches('/'), resource.path_part()));
    }
    let methods = definition.resources.iter().flat_map(|resource| resource.methods.values());
    for method in methods {
        assert_models(definition, method);
    }
    for (name, model) in &definition.models {
        assert_eq!(*name, model.name);
        assert!(serde_json::from_str::<Value>(&model.schema).is_ok(), "{}", model.schema);
        for value in [json!(null), json!(""), json!(1.5), json!([1, [], {}]), json!({"a": {"a": []}})] {
            if let Err(Unvalidated::NoModel(missing)) = definition.violations(name, &value) {
                panic!("{missing} is not there");
            }
        }
    }
}

fn assert_models(definition: &ApiDefinition, method: &Method) {
    assert_eq!(method.request_validator.is_some(), definition.request_validator(method).is_some());
    let answers = method.responses.values().flat_map(|response| response.models.values());
    for model in method.request_models.values().chain(answers) {
        assert!(definition.models.contains_key(model), "{model} is not there");
    }
}

fuzz_target!(|text: &str| {
    let document = match Node::parse(text, "api.yaml") {
        Ok(document) => document,
        Err(said) => {
            for diagnostic in said {
                assert_inside(text, &diagnostic.at);
                assert!(!diagnostic.message.is_empty());
            }
            return;
        }
    };
    match import(&document, "abcdefghij", "rootrootro") {
        Ok(imported) => {
            for warning in &imported.warnings {
                assert_inside(text, &warning.at);
                assert!(!warning.message.is_empty());
            }
            assert_whole(&imported.definition);
        }
        Err(failed) => {
            assert!(!failed.faults.is_empty() && !failed.to_string().is_empty());
            for fault in &failed.faults {
                assert_inside(text, &fault.at);
                assert!(!fault.message.is_empty() && !fault.hint.is_empty());
            }
        }
    }
});
