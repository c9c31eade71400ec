//! Any resources and any request: which method takes it.

#![no_main]

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use cloud::apigateway::definition::{ApiDefinition, Method, Resource};
use libfuzzer_sys::fuzz_target;

const PARTS: [&str; 8] = ["a", "b", "conversations", "{id}", "{other}", "{proxy+}", "%2F", "ä"];
const VERBS: [&str; 4] = ["GET", "POST", "OPTIONS", "ANY"];

fn part<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    if u.ratio(1, 8)? { u.arbitrary() } else { Ok(u.choose(&PARTS)?) }
}

fn path(u: &mut Unstructured<'_>) -> Result<String> {
    let mut path = String::new();
    for _ in 0..u.int_in_range(0..=4)? {
        path.push('/');
        path.push_str(part(u)?);
    }
    Ok(if path.is_empty() { "/".to_owned() } else { path })
}

fn check(u: &mut Unstructured<'_>) -> Result<()> {
    let mut resources = Vec::new();
    for number in 0..u.int_in_range(0..=6)? {
        let mut methods = BTreeMap::new();
        for _ in 0..u.int_in_range(0..=2)? {
            methods.insert((*u.choose(&VERBS)?).to_owned(), Method::default());
        }
        resources.push(Resource { id: format!("id{number}"), parent_id: None, path: path(u)?, methods });
    }
    let definition = ApiDefinition { resources, ..ApiDefinition::default() };
    let (verb, asked) = (*u.choose(&VERBS)?, path(u)?);
    let takes = |resource: &Resource| resource.methods.contains_key(verb) || resource.methods.contains_key("ANY");
    let literal = |path: &str| !path.contains('{') && !path.contains("//") && !path.ends_with('/');
    match definition.method_for(verb, &asked) {
        Some((resource, name, _)) => {
            assert!(name == verb || name == "ANY" && !resource.methods.contains_key(verb));
            assert!(takes(resource));
            let greedy = resource.path.contains("+}");
            let count = |path: &str| path.trim_matches('/').split('/').filter(|part| !part.is_empty()).count();
            assert!(greedy || asked.contains("//") || resource.path.contains("//") || count(&resource.path) == count(&asked));
        }
        None => {
            let same = |resource: &&Resource| resource.path == asked && literal(&asked) && takes(resource);
            assert!(!definition.resources.iter().any(|resource| same(&resource)), "{asked} was passed over");
        }
    }
    Ok(())
}

fuzz_target!(|data: &[u8]| {
    // Too few bytes are no finding.
    let _ = check(&mut Unstructured::new(data));
});
