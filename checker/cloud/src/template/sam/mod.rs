//! What SAM makes of a template: its own types become AWS's.
//!
//! The contract is what `aws-sam-translator` does; the pages are those of
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>.

mod api;
mod events;
mod function;
mod globals;
mod policies;
mod simple_table;

use std::collections::BTreeMap;

use super::diagnostic::Report;
use super::node::{Node, Position};
use super::schema::{self, Validator};
use super::sections::{Declared, Template};
use super::stack::Inputs;

/// The logical id of the API that SAM makes for events that name none.
const IMPLICIT_API: &str = "ServerlessRestApi";

/// The resources after the transform.
#[derive(Debug)]
pub(crate) struct Transformed {
    pub(crate) resources: Vec<Declared>,
    /// `ChatApi.Stage` → the logical id of the generated stage.
    pub(crate) aliases: BTreeMap<String, String>,
}

/// A method that an event adds to an API whose definition SAM manages.
#[derive(Clone, Debug)]
struct ManagedMethod {
    path: String,
    method: String,
    function: String,
    at: Position,
}

/// What the functions' events ask of other resources.
struct Transform<'a> {
    inputs: &'a Inputs<'a>,
    report: &'a mut Report,
    /// All resources as declared, `Globals` merged.
    declared: &'a [Declared],
    out: Vec<Declared>,
    aliases: BTreeMap<String, String>,
    /// By API.
    methods: BTreeMap<String, Vec<ManagedMethod>>,
    /// By bucket: the notifications and the permissions that they need.
    notifications: BTreeMap<String, Vec<(Node, String)>>,
}

/// Replaces SAM's types by AWS's. What SAM would refuse is reported.
pub(crate) fn transform(template: &Template, inputs: &Inputs<'_>, report: &mut Report) -> Transformed {
    let mut declared = template.resources.clone();
    if let Some(globals) = &template.globals {
        globals::merge(globals, &mut declared, report);
    }
    for resource in declared.iter().filter(|resource| resource.resource_type.starts_with("AWS::Serverless::")) {
        check(resource, report);
    }
    let mut transform = Transform {
        inputs,
        report,
        declared: &declared,
        out: Vec::new(),
        aliases: BTreeMap::new(),
        methods: BTreeMap::new(),
        notifications: BTreeMap::new(),
    };
    for resource in &declared {
        match resource.resource_type.as_str() {
            "AWS::Serverless::Function" => transform.function(resource),
            "AWS::Serverless::SimpleTable" => transform.simple_table(resource),
            // After the functions: their events add methods.
            "AWS::Serverless::Api" => {}
            _ => transform.out.push(resource.clone()),
        }
    }
    for resource in declared.iter().filter(|resource| resource.resource_type == "AWS::Serverless::Api") {
        transform.api(resource);
    }
    transform.implicit_api();
    transform.notify_buckets();
    Transformed { resources: transform.out, aliases: transform.aliases }
}

/// Compares a SAM resource with what SAM's transform checks.
fn check(resource: &Declared, report: &mut Report) {
    let Some(shape) = schema::resource(&resource.resource_type) else { return };
    let mut validator = Validator {
        resource_type: &resource.resource_type,
        resource_at: &resource.at,
        root: &shape,
        strict: true,
        hint: &|_| None,
        report,
    };
    validator.properties(resource.properties.as_ref());
    validator.notes(resource.properties.as_ref());
}

impl Transform<'_> {
    /// A resource that SAM generates from another.
    fn generated(from: &Declared, logical_id: &str, resource_type: &str, properties: Node) -> Declared {
        Declared {
            logical_id: logical_id.to_owned(),
            at: from.at.clone(),
            resource_type: resource_type.to_owned(),
            properties: Some(properties),
            condition: from.condition.clone(),
            depends_on: Vec::new(),
            metadata: None,
            deletion_policy: from.deletion_policy.clone(),
            ignore_globals: None,
            generated_from: Some(from.logical_id.clone()),
            code: None,
        }
    }

    fn resource(&self, logical_id: &str) -> Option<&Declared> {
        self.declared.iter().find(|resource| resource.logical_id == logical_id)
    }
}
