//! A template with its parameters → the resources and outputs of a stack, in the order in which they are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::attributes;
use super::conditions;
use super::diagnostic::{Diagnostic, Report};
use super::evaluate::Evaluator;
use super::include;
use super::intrinsic;
use super::names::Names;
use super::nearest::nearest;
use super::node::{Node, Position};
use super::parameters;
use super::references::{self, Known, Place};
use super::sam;
use super::schema::{self, Validator};
use super::sections::{Declared, Template};

/// Reads an included file, by its name relative to the template; says why where it cannot.
pub type Include<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// What a deployment brings to a template.
#[derive(Clone)]
pub struct Inputs<'a> {
    /// The stack's name, `chat`.
    pub stack_name: String,
    /// The account, twelve digits.
    pub account: String,
    /// The region, `eu-central-1`.
    pub region: String,
    /// The partition, `aws`.
    pub partition: String,
    /// Values of parameters; the others have their defaults.
    pub parameters: BTreeMap<String, String>,
    /// What made-up names and ids are computed from.
    pub seed: u64,
    /// Reads the files of `AWS::Include`.
    pub include: Include<'a>,
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("stack_name", &self.stack_name)
            .field("account", &self.account)
            .field("region", &self.region)
            .field("partition", &self.partition)
            .field("parameters", &self.parameters)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// The code of a function that `sam build` would build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCode {
    /// `CodeUri`, relative to the template.
    pub uri: String,
    /// `Metadata.BuildMethod`, `rust-cargolambda` for Rust.
    pub build_method: Option<String>,
    /// `Metadata.BuildProperties.Binary`: which binary of the crate.
    pub binary: Option<String>,
    /// Where `CodeUri` stands.
    pub at: Position,
}

/// A resource, everything in it resolved.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name in the template.
    pub logical_id: String,
    /// `AWS::IAM::Role` and so on; never a type of SAM, whose resources have become AWS's own.
    pub resource_type: String,
    /// What `Ref` gives: mostly its name.
    pub physical_id: String,
    /// What `Fn::GetAtt` gives.
    pub attributes: BTreeMap<String, String>,
    /// Its properties, each with its place.
    pub properties: Node,
    /// The logical ids of what must be made before it.
    pub depends_on: Vec<String>,
    /// Its `Metadata`.
    pub metadata: Option<Node>,
    /// Its `DeletionPolicy`.
    pub deletion_policy: Option<String>,
    /// The SAM resource that it was generated from.
    pub generated_from: Option<String>,
    /// Where a function's code is, if `sam build` would build it.
    pub code: Option<LocalCode>,
    /// Where it is declared.
    pub at: Position,
}

impl Resource {
    /// What AWS's schema lets `Fn::GetAtt` ask of a resource of this type; `None` for a type that is not emulated.
    #[must_use]
    pub fn attributes_of_its_type(&self) -> Option<Vec<String>> {
        schema::resource(&self.resource_type).map(|shape| shape.attributes.clone())
    }

    /// The resource's ARN, where it has one.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        ["Arn", "PolicyArn", "AliasArn", "FunctionArn"]
            .iter()
            .find_map(|name| self.attributes.get(*name))
            .map(String::as_str)
    }
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is.
    pub description: Option<String>,
    /// The name that it is exported under.
    pub export: Option<String>,
}

/// What a template becomes.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub id: String,
    /// Its resources; each stands after those that it needs.
    pub resources: Vec<Resource>,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// Warnings and notes; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Stack {
    /// The resource of this logical id.
    #[must_use]
    pub fn resource(&self, logical_id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.logical_id == logical_id)
    }

    /// The value of an output.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.iter().find(|output| output.name == name).map(|output| output.value.as_str())
    }
}

impl Template {
    /// Resolves the template: SAM's transform, functions, conditions, names.
    ///
    /// # Errors
    ///
    /// Everything for which AWS would refuse the template, errors first, then warnings and notes.
    pub fn resolve(&self, inputs: &Inputs<'_>) -> Result<Stack, Vec<Diagnostic>> {
        let mut report = self.report.clone();
        let names = Names::new(&inputs.stack_name, inputs.seed);
        let mut evaluator = Evaluator {
            inputs,
            stack_id: format!(
                "arn:{}:cloudformation:{}:{}:stack/{}/{}",
                inputs.partition,
                inputs.region,
                inputs.account,
                inputs.stack_name,
                names.uuid("stack")
            ),
            parameters: parameters::values(&self.parameters, &inputs.parameters, &self.root, &mut report),
            mappings: self.root.get("Mappings"),
            conditions: BTreeMap::new(),
            created: BTreeMap::new(),
            aliases: BTreeMap::new(),
        };
        let transformed = sam::transform(self, inputs, &mut report);
        let mut resources = transformed.resources;
        for resource in &mut resources {
            resource.properties = resource.properties.take().map(|node| include::expand(node, &evaluator, &mut report));
        }
        evaluator.aliases.clone_from(&transformed.aliases);
        let known = self.known(&resources, transformed.aliases);
        self.check_references(&known, &resources, &mut report);
        if report.has_errors() {
            return Err(report.into_sorted());
        }
        evaluator.conditions = conditions::evaluate(&self.conditions, &evaluator, &mut report);
        for resource in &resources {
            validate(resource, resource.properties.as_ref(), &mut report);
        }
        if report.has_errors() {
            return Err(report.into_sorted());
        }
        let Some(ordered) = in_order(resources, &known, &evaluator, &mut report) else {
            return Err(report.into_sorted());
        };
        let mut made = Vec::with_capacity(ordered.len());
        for (declared, depends_on) in ordered {
            let empty = Node::map(&declared.at, []);
            let properties = declared.properties.as_ref().unwrap_or(&empty);
            let Some(properties) = evaluator.value(properties, &mut report) else { continue };
            validate(&declared, Some(&properties), &mut report);
            let created =
                attributes::create(inputs, &names, &declared.resource_type, &declared.logical_id, &properties);
            made.push(Resource {
                logical_id: declared.logical_id.clone(),
                resource_type: declared.resource_type,
                physical_id: created.physical_id.clone(),
                attributes: created.attributes.clone(),
                properties,
                depends_on,
                metadata: declared.metadata,
                deletion_policy: declared.deletion_policy,
                generated_from: declared.generated_from,
                code: declared.code,
                at: declared.at,
            });
            evaluator.created.insert(declared.logical_id, created);
        }
        let outputs = self.resolve_outputs(&evaluator, &mut report);
        if report.has_errors() {
            return Err(report.into_sorted());
        }
        Ok(Stack {
            name: inputs.stack_name.clone(),
            id: evaluator.stack_id,
            resources: made,
            outputs,
            diagnostics: report.into_sorted(),
        })
    }

    fn known(&self, resources: &[Declared], aliases: BTreeMap<String, String>) -> Known {
        let mappings = self.root.get("Mappings").and_then(Node::entries).unwrap_or_default();
        Known {
            parameters: self.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            resources: resources
                .iter()
                .map(|resource| (resource.logical_id.clone(), resource.resource_type.clone()))
                .collect(),
            conditions: self.conditions.iter().map(|entry| entry.key.clone()).collect(),
            mappings: mappings.iter().map(|entry| entry.key.clone()).collect(),
            aliases,
        }
    }

    fn check_references(&self, known: &Known, resources: &[Declared], report: &mut Report) {
        for condition in &self.conditions {
            known.check(&condition.value, Place::Condition, report);
        }
        for resource in resources {
            for needed in &resource.depends_on {
                let name = needed.as_str().unwrap_or_default();
                if !known.resources.contains_key(name) {
                    let near = nearest(name, known.resources.keys().map(String::as_str));
                    report.unknown(
                        &needed.at,
                        format!("DependsOn: there is no resource {name} in this template."),
                        near,
                    );
                }
            }
            check_condition(resource.condition.as_ref(), known, report);
            if let Some(properties) = &resource.properties {
                known.check(properties, Place::Stack, report);
            }
        }
        for output in &self.outputs {
            check_condition(output.value.get("Condition"), known, report);
            for part in [output.value.get("Value"), output.value.get("Export")].into_iter().flatten() {
                known.check(part, Place::Stack, report);
            }
        }
    }

    fn resolve_outputs(&self, evaluator: &Evaluator<'_>, report: &mut Report) -> Vec<Output> {
        let mut outputs = Vec::new();
        for entry in &self.outputs {
            let condition = entry.value.get("Condition").and_then(Node::as_str);
            if condition.is_some_and(|name| evaluator.conditions.get(name) == Some(&false)) {
                continue;
            }
            let Some(node) = entry.value.get("Value") else { continue };
            let Some(value) = evaluator.value(node, report) else { continue };
            let Some(text) = value.scalar() else {
                report.error(
                    &node.at,
                    format!("The Value of output {} must be text, and is {}.", entry.key, value.kind()),
                );
                continue;
            };
            let export = entry.value.get("Export").and_then(|export| export.get("Name"));
            outputs.push(Output {
                name: entry.key.clone(),
                value: text,
                description: entry.value.get("Description").and_then(Node::scalar),
                export: export.and_then(|name| evaluator.value(name, report)).and_then(|name| name.scalar()),
            });
        }
        outputs
    }
}

fn check_condition(condition: Option<&Node>, known: &Known, report: &mut Report) {
    let Some(node) = condition else { return };
    let name = node.as_str().unwrap_or_default();
    if !known.conditions.contains(name) {
        let near = nearest(name, known.conditions.iter().map(String::as_str));
        report.unknown(&node.at, format!("There is no condition {name} in this template."), near);
    }
}

/// Compares a resource with its type. Before and after functions are resolved.
fn validate(declared: &Declared, properties: Option<&Node>, report: &mut Report) {
    let Some(shape) = schema::resource(&declared.resource_type) else {
        report.note(
            &declared.at,
            format!("{}: known to AWS, not emulated here; nothing is made of it.", declared.resource_type),
        );
        return;
    };
    // What stands at this place in the template explains a value that came from a function.
    let hint = |node: &Node| {
        let written = find(declared.properties.as_ref()?, &node.at)?;
        match intrinsic::call(written)? {
            ("Ref", name) => Some(format!(
                "It comes from !Ref {0}, which gives a name; where an ARN is needed, !GetAtt {0}.Arn gives it.",
                name.as_str()?
            )),
            _ => None,
        }
    };
    let mut validator = Validator {
        resource_type: &declared.resource_type,
        resource_at: &declared.at,
        root: &shape,
        strict: false,
        hint: &hint,
        report,
    };
    validator.properties(properties);
    // Of what SAM generates, the SAM resource's own properties are noted.
    if declared.generated_from.is_none() {
        validator.notes(properties);
    }
}

/// The function call that stands at a place.
fn find<'node>(node: &'node Node, at: &Position) -> Option<&'node Node> {
    if node.at == *at && intrinsic::is_call(node) {
        return Some(node);
    }
    match &node.value {
        super::node::Value::List(items) => items.iter().find_map(|item| find(item, at)),
        super::node::Value::Map(entries) => entries.iter().find_map(|entry| find(&entry.value, at)),
        _ => None,
    }
}

/// The resources whose condition is true, each after those that it needs; `None` where they need each other in a circle.
fn in_order(
    resources: Vec<Declared>,
    known: &Known,
    evaluator: &Evaluator<'_>,
    report: &mut Report,
) -> Option<Vec<(Declared, Vec<String>)>> {
    let mut waiting: Vec<(Declared, BTreeSet<String>)> = Vec::new();
    for mut declared in resources {
        let condition = declared.condition.as_ref().and_then(Node::as_str);
        if condition.is_some_and(|name| evaluator.conditions.get(name) == Some(&false)) {
            continue;
        }
        let mut needs = BTreeSet::new();
        declared.properties = declared.properties.as_ref().and_then(|properties| evaluator.fold(properties));
        if let Some(properties) = &declared.properties {
            references::needs(properties, known, &mut needs);
        }
        needs.extend(declared.depends_on.iter().filter_map(Node::as_str).map(ToOwned::to_owned));
        waiting.push((declared, needs));
    }
    // What is not made cannot be waited for; a reference to it is reported when it is resolved.
    let present: BTreeSet<String> = waiting.iter().map(|(declared, _)| declared.logical_id.clone()).collect();
    for (_, needs) in &mut waiting {
        needs.retain(|need| present.contains(need));
    }
    let mut done = BTreeSet::new();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let Some(next) = waiting.iter().position(|(_, needs)| needs.is_subset(&done)) else {
            let circle = circle(&waiting);
            let at = waiting
                .iter()
                .find(|(declared, _)| circle.first() == Some(&declared.logical_id))
                .map(|(declared, _)| declared.at.clone());
            if let Some(at) = at {
                report.error(&at, format!("Circular dependency between resources: [{}].", circle.join(", ")));
            }
            return None;
        };
        let (declared, needs) = waiting.remove(next);
        done.insert(declared.logical_id.clone());
        ordered.push((declared, needs.into_iter().collect()));
    }
    Some(ordered)
}

/// One circle among resources that all wait for another.
fn circle(waiting: &[(Declared, BTreeSet<String>)]) -> Vec<String> {
    let needs_of = |id: &str| waiting.iter().find(|(declared, _)| declared.logical_id == id).map(|(_, needs)| needs);
    let mut way: Vec<String> = Vec::new();
    let mut at = waiting[0].0.logical_id.clone();
    loop {
        if let Some(start) = way.iter().position(|id| *id == at) {
            return way.split_off(start);
        }
        way.push(at.clone());
        match needs_of(&at).and_then(|needs| needs.iter().find(|need| needs_of(need).is_some())) {
            Some(next) => at.clone_from(next),
            None => return way,
        }
    }
}
