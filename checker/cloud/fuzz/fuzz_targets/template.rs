//! Any text as a template that includes itself: read, and its functions resolved.

#![no_main]

use std::collections::BTreeMap;

use cloud::template::{Diagnostic, Inputs, Template};
use libfuzzer_sys::fuzz_target;

fn assert_told(text: &str, said: &[Diagnostic]) {
    assert!(!said.is_empty());
    // In YAML a carriage return ends a line too.
    let lines = text.split(['\n', '\r']).count();
    for diagnostic in said {
        let at = &diagnostic.at;
        assert!((1..=lines + 1).contains(&at.line) && at.column >= 1, "{at} of {lines} lines");
        assert!(!diagnostic.message.is_empty());
    }
}

fuzz_target!(|text: &str| {
    let template = match Template::parse(text, "template.yaml") {
        Ok(template) => template,
        Err(said) => return assert_told(text, &said),
    };
    let include = |name: &str| {
        if name.contains("yaml") { Ok(text.to_owned()) } else { Err("there is no such file".to_owned()) }
    };
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::from([("NamePrefix".to_owned(), "ada-".to_owned())]),
        seed: 7,
        include: &include,
    };
    match template.resolve(&inputs) {
        Ok(stack) => {
            for resource in &stack.resources {
                assert!(!resource.logical_id.is_empty() && !resource.resource_type.is_empty());
            }
        }
        Err(said) => assert_told(text, &said),
    }
});
