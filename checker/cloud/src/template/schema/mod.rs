//! What AWS knows: the types, their properties and attributes; and which of it the embedded cloud emulates.
//!
//! The tables are generated (`checker/cloud/schema/generate.py`, `SOURCES.md` beside this file).

mod emulated;
mod shape;
mod validate;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(crate) use shape::{Kind, Shape};
pub(crate) use validate::Validator;

use super::nearest::nearest;

/// All types of the `CloudFormation` registry, one a line, sorted.
const TYPE_NAMES: &str = include_str!("types.txt");
/// The shapes of the types in scope, one a line, sorted.
const RESOURCES: &str = include_str!("resources.jsonl");
const SAM: &str = include_str!("sam.json");
const POLICY_TEMPLATES: &str = include_str!("policy_templates.jsonl");
const MANAGED_POLICIES: &str = include_str!("managed_policies.txt");

/// What SAM knows beside the types' own properties.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Sam {
    /// The properties of each kind of event.
    pub(crate) events: HashMap<String, Shape>,
    /// What `Globals` may hold: for `Function` the names of properties, and so on.
    pub(crate) globals: HashMap<String, Vec<String>>,
}

/// The tables about SAM.
pub(crate) fn sam() -> &'static Sam {
    static TABLE: LazyLock<Sam> =
        LazyLock::new(|| serde_json::from_str(SAM).unwrap_or(Sam { events: HashMap::new(), globals: HashMap::new() }));
    &TABLE
}

/// Whether the registry has a type of this name.
pub(crate) fn is_type(name: &str) -> bool {
    TYPE_NAMES.lines().any(|known| known == name)
}

/// The type that was probably meant.
pub(crate) fn nearest_type(written: &str) -> Option<&'static str> {
    // The types in scope first: "AWS::Serverless::function" means one of them rather than any other.
    nearest(written, scope()).or_else(|| nearest(written, TYPE_NAMES.lines()))
}

fn scope() -> impl Iterator<Item = &'static str> {
    RESOURCES.lines().filter_map(name_of)
}

/// A line's `"name":"AWS::…"`: parsing it all would cost more than finding it.
fn name_of(line: &'static str) -> Option<&'static str> {
    line.split_once("\"name\":\"AWS::").map(|(before, rest)| {
        let end = rest.find('"').unwrap_or(rest.len());
        let start = before.len() + "\"name\":\"".len();
        &line[start..start + "AWS::".len() + end]
    })
}

/// The shape of a type's properties; `None` for a type out of scope.
pub(crate) fn resource(name: &str) -> Option<Arc<Shape>> {
    static TABLE: LazyLock<Mutex<HashMap<String, Arc<Shape>>>> = LazyLock::new(Mutex::default);
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = table.get(name) {
        return Some(known.clone());
    }
    let line = RESOURCES.lines().find(|line| name_of(line) == Some(name))?;
    let shape: Arc<Shape> = Arc::new(serde_json::from_str(line).ok()?);
    table.insert(name.to_owned(), shape.clone());
    Some(shape)
}

/// A SAM policy template: `S3ReadPolicy` and so on.
/// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>
#[derive(Debug, serde::Deserialize)]
pub(crate) struct PolicyTemplate {
    name: String,
    /// The parameters that it needs, all of them.
    pub(crate) parameters: Vec<String>,
    /// The policy, with `Ref` and `Fn::Sub` of its parameters.
    pub(crate) definition: serde_json::Value,
}

/// The policy template of this name.
pub(crate) fn policy_template(name: &str) -> Option<PolicyTemplate> {
    let lines = POLICY_TEMPLATES.lines().filter(|line| line.contains(&format!("\"name\":\"{name}\"")));
    lines.filter_map(|line| serde_json::from_str::<PolicyTemplate>(line).ok()).find(|template| template.name == name)
}

/// The policy template that was probably meant.
pub(crate) fn nearest_policy_template(written: &str) -> Option<String> {
    let names: Vec<String> = POLICY_TEMPLATES
        .lines()
        .filter_map(|line| serde_json::from_str::<PolicyTemplate>(line).ok())
        .map(|template| template.name)
        .collect();
    nearest(written, names.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// The path and name of the AWS managed policy of this name: `service-role/AWSLambdaBasicExecutionRole`.
pub(crate) fn managed_policy(name: &str) -> Option<&'static str> {
    MANAGED_POLICIES.lines().find(|line| line.rsplit('/').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_read() {
        assert!(scope().count() > 25);
        for name in scope() {
            assert!(resource(name).is_some(), "{name}");
            assert!(is_type(name), "{name}");
        }
        assert!(sam().events.contains_key("Api"));
        assert!(sam().globals["Function"].contains(&"Runtime".to_owned()));
        assert!(policy_template("S3ReadPolicy").is_some_and(|template| template.parameters == ["BucketName"]));
        assert_eq!(managed_policy("AWSLambdaBasicExecutionRole"), Some("service-role/AWSLambdaBasicExecutionRole"));
        assert_eq!(nearest_type("AWS::IAM::Rol"), Some("AWS::IAM::Role"));
    }

    #[test]
    fn what_is_emulated_is_known_to_aws() {
        for (name, properties) in emulated::TABLE {
            let shape = resource(name).unwrap_or_else(|| panic!("{name}"));
            for property in *properties {
                assert!(shape.properties.contains_key(*property), "{name}.{property}");
            }
        }
    }
}
