//! A template: its sections, read and compared with what `CloudFormation` and SAM know.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>,
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html>

use super::diagnostic::{Diagnostic, Report};
use super::nearest::nearest;
use super::node::{Entry, Node, Position, Value};
use super::parameters::Parameter;
use super::parser::{self, Source};
use super::schema;

const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];
const RESOURCE_ATTRIBUTES: [&str; 11] = [
    "Condition",
    "Connectors",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "IgnoreGlobals",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];
const OUTPUT_PROPERTIES: [&str; 4] = ["Condition", "Description", "Export", "Value"];
const SERVERLESS: &str = "AWS::Serverless-2016-10-31";
const MACROS: [&str; 6] = [
    SERVERLESS,
    "AWS::CodeDeployBlueGreen",
    "AWS::Include",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MAX_RESOURCES: usize = 500;
const MAX_OTHERS: usize = 200;

/// A resource as the template declares it, or as SAM generates it.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) logical_id: String,
    pub(crate) at: Position,
    pub(crate) resource_type: String,
    pub(crate) properties: Option<Node>,
    pub(crate) condition: Option<Node>,
    pub(crate) depends_on: Vec<Node>,
    pub(crate) metadata: Option<Node>,
    pub(crate) deletion_policy: Option<String>,
    pub(crate) ignore_globals: Option<Node>,
    /// The SAM resource that it was generated from.
    pub(crate) generated_from: Option<String>,
    /// Where a function's code is.
    pub(crate) code: Option<super::stack::LocalCode>,
}

/// A template that was read. Nothing in it is resolved yet.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) root: Node,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) conditions: Vec<Entry>,
    pub(crate) resources: Vec<Declared>,
    pub(crate) outputs: Vec<Entry>,
    pub(crate) globals: Option<Node>,
    pub(crate) report: Report,
}

impl Template {
    /// Reads a template, YAML or JSON. `name` is the file's name for messages.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, its sections, and the types of its resources: all of it, errors first. What needs
    /// parameter values is found by [`Template::resolve`].
    pub fn parse(text: &str, name: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut report = Report::default();
        let Some(root) = parser::parse(text, name, Source::Template, &mut report) else {
            return Err(report.into_sorted());
        };
        if report.has_errors() {
            return Err(report.into_sorted());
        }
        report.learn_paths(&root);
        let mut template = Self {
            root,
            parameters: Vec::new(),
            conditions: Vec::new(),
            resources: Vec::new(),
            outputs: Vec::new(),
            globals: None,
            report,
        };
        template.read();
        if template.report.has_errors() { Err(template.report.into_sorted()) } else { Ok(template) }
    }

    /// The logical ids and types of the resources, as the template declares them.
    pub fn resource_types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.resources.iter().map(|resource| (resource.logical_id.as_str(), resource.resource_type.as_str()))
    }

    /// The names of the parameters, with whether each has a default.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, bool)> {
        let section = self.root.get("Parameters");
        self.parameters.iter().map(move |parameter| {
            let declaration = section.and_then(|section| section.get(&parameter.name));
            (parameter.name.as_str(), declaration.is_some_and(|node| node.get("Default").is_some()))
        })
    }

    fn read(&mut self) {
        let root = self.root.clone();
        let Some(sections) = root.entries() else {
            self.report.error(&root.at, format!("A template is a map of sections, and this is {}.", root.kind()));
            return;
        };
        for section in sections {
            if !SECTIONS.contains(&section.key.as_str()) {
                let near = nearest(&section.key, SECTIONS);
                self.report.unknown(&section.key_at, format!("A template has no section {}.", section.key), near);
            }
        }
        self.version_and_description(&root);
        let serverless = self.transform(root.get("Transform"));
        for entry in self.section(&root, "Parameters", MAX_OTHERS) {
            let parameter = Parameter::read(&entry, &mut self.report);
            self.parameters.push(parameter);
        }
        self.mappings(&root);
        self.conditions = self.section(&root, "Conditions", usize::MAX);
        let resources = self.section(&root, "Resources", MAX_RESOURCES);
        if resources.is_empty() && !self.report.has_errors() {
            self.report.error(&root.at, "The template has no Resources; at least one resource must be there.");
        }
        for entry in &resources {
            if let Some(declared) = self.resource(entry, serverless) {
                self.resources.push(declared);
            }
        }
        self.outputs = self.section(&root, "Outputs", MAX_OTHERS);
        self.check_outputs();
        if let Some(globals) = root.get("Globals") {
            if !serverless {
                let message = format!("Globals is a section of SAM; it needs the line Transform: {SERVERLESS}.");
                self.report.error(&globals.at, message);
            }
            self.globals = Some(globals.clone());
        }
        for name in ["Rules", "Hooks"] {
            if let Some(node) = root.get(name) {
                self.report.note(&node.at, format!("The section {name}: known to AWS, not emulated here."));
            }
        }
    }

    fn version_and_description(&mut self, root: &Node) {
        if let Some(version) = root.get("AWSTemplateFormatVersion")
            && version.scalar().as_deref() != Some("2010-09-09")
        {
            self.report.error(&version.at, "AWSTemplateFormatVersion must be '2010-09-09', the only version there is.");
        }
        if let Some(description) = root.get("Description") {
            match description.as_str() {
                None => self
                    .report
                    .error(&description.at, format!("Description must be text, and is {}.", description.kind())),
                Some(text) if text.len() > 1024 => {
                    self.report.error(
                        &description.at,
                        format!("Description has {} bytes; at most 1024 are taken.", text.len()),
                    );
                }
                Some(_) => {}
            }
        }
    }

    /// Whether SAM's transform is asked for.
    fn transform(&mut self, node: Option<&Node>) -> bool {
        let Some(node) = node else { return false };
        let mut serverless = false;
        for transform in node.items().unwrap_or(std::slice::from_ref(node)) {
            let name = transform.as_str().or_else(|| transform.get("Name").and_then(Node::as_str)).unwrap_or_default();
            match name {
                SERVERLESS => serverless = true,
                _ if MACROS.contains(&name) => {
                    self.report.note(&transform.at, format!("Transform {name}: known to AWS, not emulated here."));
                }
                _ => {
                    let near = nearest(name, MACROS);
                    self.report.unknown(&transform.at, format!("There is no transform {name}."), near);
                }
            }
        }
        serverless
    }

    fn section(&mut self, root: &Node, name: &str, most: usize) -> Vec<Entry> {
        let Some(node) = root.get(name) else { return Vec::new() };
        let Some(entries) = node.entries() else {
            self.report.error(&node.at, format!("The section {name} must be a map, and is {}.", node.kind()));
            return Vec::new();
        };
        if entries.len() > most {
            self.report.error(
                &node.at,
                format!("The section {name} has {} entries; at most {most} are taken.", entries.len()),
            );
            return Vec::new();
        }
        for entry in entries {
            let alphanumeric = !entry.key.is_empty() && entry.key.chars().all(|c| c.is_ascii_alphanumeric());
            if entry.key.starts_with("Fn::") {
                self.report.error(&entry.key_at, format!("{} in the section {name}: not emulated here.", entry.key));
            } else if !alphanumeric && name != "Conditions" && name != "Mappings" {
                let message = format!("The name \"{}\" may hold letters (A–Z, a–z) and digits only.", entry.key);
                self.report.error(&entry.key_at, message);
            }
        }
        entries.to_vec()
    }

    fn mappings(&mut self, root: &Node) {
        for mapping in self.section(root, "Mappings", MAX_OTHERS) {
            let Some(keys) = mapping.value.entries() else {
                self.report.error(&mapping.value.at, format!("The mapping {} must be a map of maps.", mapping.key));
                continue;
            };
            for key in keys {
                let Some(values) = key.value.entries() else {
                    self.report
                        .error(&key.value.at, format!("{} in the mapping {} must be a map.", key.key, mapping.key));
                    continue;
                };
                for value in values.iter().filter(|value| matches!(value.value.value, Value::Map(_) | Value::Null)) {
                    self.report.error(
                        &value.value.at,
                        "A mapping's values are texts, numbers or lists; functions do not work here.",
                    );
                }
            }
        }
    }

    fn resource(&mut self, entry: &Entry, serverless: bool) -> Option<Declared> {
        let report = &mut self.report;
        if entry.value.entries().is_none() {
            report.error(
                &entry.value.at,
                format!("The resource {} must be a map with a Type, and is {}.", entry.key, entry.value.kind()),
            );
            return None;
        }
        let serverless_type =
            entry.value.get("Type").and_then(Node::as_str).is_some_and(|name| name.starts_with("AWS::Serverless::"));
        for attribute in entry.value.entries().unwrap_or_default() {
            if RESOURCE_ATTRIBUTES.contains(&attribute.key.as_str()) {
                continue;
            }
            let near = nearest(&attribute.key, RESOURCE_ATTRIBUTES);
            if serverless_type {
                report.overlooked(
                    &attribute.key_at,
                    format!("SAM overlooks the resource attribute {}.", attribute.key),
                    near,
                );
            } else {
                let message = format!(
                    "A resource has no attribute {}; what belongs to the type stands under Properties.",
                    attribute.key
                );
                report.unknown(&attribute.key_at, message, near);
            }
        }
        let Some(type_node) = entry.value.get("Type") else {
            report.error(&entry.key_at, format!("The resource {} needs a Type.", entry.key));
            return None;
        };
        let resource_type = type_node.as_str().unwrap_or_default();
        let custom = resource_type == "AWS::CloudFormation::CustomResource" || resource_type.starts_with("Custom::");
        // Types of third parties (`Vendor::Service::Type`) are in no table.
        if !custom && !schema::is_type(resource_type) {
            let near = schema::nearest_type(resource_type);
            report.unknown(&type_node.at, format!("There is no resource type {resource_type}."), near);
            return None;
        }
        if resource_type.starts_with("AWS::Serverless::") && !serverless {
            let message =
                format!("{resource_type} is a type of SAM; the template needs the line Transform: {SERVERLESS}.");
            report.error(&type_node.at, message);
            return None;
        }
        Some(Declared {
            logical_id: entry.key.clone(),
            at: entry.key_at.clone(),
            resource_type: resource_type.to_owned(),
            properties: entry.value.get("Properties").cloned(),
            condition: self.condition(&entry.value),
            depends_on: self.depends_on(entry),
            metadata: entry.value.get("Metadata").cloned(),
            deletion_policy: self.deletion_policy(entry),
            ignore_globals: entry.value.get("IgnoreGlobals").cloned(),
            generated_from: None,
            code: None,
        })
    }

    fn condition(&mut self, resource: &Node) -> Option<Node> {
        let condition = resource.get("Condition")?;
        if condition.as_str().is_none() {
            self.report.error(&condition.at, "Condition takes the name of a condition.");
            return None;
        }
        Some(condition.clone())
    }

    fn depends_on(&mut self, entry: &Entry) -> Vec<Node> {
        let Some(node) = entry.value.get("DependsOn") else { return Vec::new() };
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        for item in items.iter().filter(|item| item.as_str().is_none()) {
            self.report
                .error(&item.at, format!("DependsOn takes logical ids as plain texts, and this is {}.", item.kind()));
        }
        items.iter().filter(|item| item.as_str().is_some()).cloned().collect()
    }

    fn deletion_policy(&mut self, entry: &Entry) -> Option<String> {
        for (attribute, choices) in [
            ("UpdateReplacePolicy", ["Delete", "Retain", "Snapshot"].as_slice()),
            ("DeletionPolicy", ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"].as_slice()),
        ] {
            let Some(node) = entry.value.get(attribute) else { continue };
            let Some(text) = node.as_str() else { continue };
            if !choices.contains(&text) {
                let near = nearest(text, choices.iter().copied());
                self.report.unknown(
                    &node.at,
                    format!("{attribute} must be one of {}, and is {text}.", choices.join(", ")),
                    near,
                );
            }
        }
        entry.value.get("DeletionPolicy").and_then(Node::scalar)
    }

    fn check_outputs(&mut self) {
        for output in self.outputs.clone() {
            let Some(properties) = output.value.entries() else {
                self.report.error(&output.value.at, format!("The output {} must be a map with a Value.", output.key));
                continue;
            };
            for property in properties {
                if !OUTPUT_PROPERTIES.contains(&property.key.as_str()) {
                    let near = nearest(&property.key, OUTPUT_PROPERTIES);
                    self.report.unknown(&property.key_at, format!("An output has no property {}.", property.key), near);
                }
            }
            if output.value.get("Value").is_none() {
                self.report.error(&output.key_at, format!("The output {} needs a Value.", output.key));
            }
            if let Some(export) = output.value.get("Export")
                && export.get("Name").is_none()
            {
                self.report.error(&export.at, "Export takes a map with a Name.");
            }
        }
    }
}
