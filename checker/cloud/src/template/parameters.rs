//! Parameters: what a template declares, and the values that a deployment gives.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use std::collections::BTreeMap;

use regex_lite::Regex;

use super::diagnostic::Report;
use super::nearest::nearest;
use super::node::{Entry, Node, Value};

const PROPERTIES: [&str; 11] = [
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
];
const TYPES: [&str; 4] = ["String", "Number", "List<Number>", "CommaDelimitedList"];
/// Values of AWS's own: of a resource that exists, or the name of a parameter of Systems Manager.
const AWS_TYPES: [&str; 12] = [
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
    "AWS::SSM::Parameter::Name",
    "AWS::SSM::Parameter::Type",
];

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ParameterValue {
    Text(String),
    List(Vec<String>),
}

/// A declared parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    declaration: Entry,
}

impl Parameter {
    /// Reads one declaration; what is wrong with it is reported.
    pub(crate) fn read(entry: &Entry, report: &mut Report) -> Self {
        let parameter = Self { name: entry.key.clone(), declaration: entry.clone() };
        let Some(properties) = entry.value.entries() else {
            report.error(&entry.value.at, format!("The parameter {} must be a map with a Type.", entry.key));
            return parameter;
        };
        for property in properties {
            if !PROPERTIES.contains(&property.key.as_str()) {
                let near = nearest(&property.key, PROPERTIES);
                report.unknown(&property.key_at, format!("A parameter has no property {}.", property.key), near);
            } else if property.key == "AllowedValues" {
                if property.value.items().is_none_or(|items| items.iter().any(|item| item.scalar().is_none())) {
                    report.error(&property.value.at, "AllowedValues must be a list of values.");
                }
            } else if property.value.scalar().is_none() {
                let message = format!("{} must be a plain value, and this is {}.", property.key, property.value.kind());
                report.error(&property.value.at, message);
            }
        }
        match entry.value.get("Type") {
            None => report.error(&entry.key_at, format!("The parameter {} needs a Type.", entry.key)),
            Some(node) => {
                let written = node.scalar().unwrap_or_default();
                if !is_type(&written) {
                    let near = nearest(&written, TYPES.into_iter().chain(AWS_TYPES));
                    report.unknown(&node.at, format!("There is no parameter type {written}."), near);
                } else if !TYPES.contains(&written.as_str()) {
                    report.note(
                        &node.at,
                        format!("Parameter type {written}: the value is taken as it is, nothing is looked up."),
                    );
                }
            }
        }
        if let Some(default) = entry.value.get("Default")
            && let Some(text) = default.scalar()
        {
            parameter.check(&text, default, "Default", report);
        }
        parameter
    }

    fn property(&self, name: &str) -> Option<&Node> {
        self.declaration.value.get(name)
    }

    fn is_list(&self) -> bool {
        let kind = self.property("Type").and_then(Node::scalar).unwrap_or_default();
        kind == "CommaDelimitedList" || kind.starts_with("List<")
    }

    fn value(&self, text: &str) -> ParameterValue {
        if self.is_list() {
            ParameterValue::List(text.split(',').map(|item| item.trim().to_owned()).collect())
        } else {
            ParameterValue::Text(text.to_owned())
        }
    }

    /// Reports a value that the declaration does not allow.
    fn check(&self, text: &str, at: &Node, what: &str, report: &mut Report) {
        let kind = self.property("Type").and_then(Node::scalar).unwrap_or_default();
        let values = match self.value(text) {
            ParameterValue::Text(text) => vec![text],
            ParameterValue::List(items) => items,
        };
        // The author's own words for the rule, which AWS shows too.
        let rule = self
            .property("ConstraintDescription")
            .and_then(Node::scalar)
            .map(|description| format!(" {}: {description}", self.name))
            .unwrap_or_default();
        let mut refuse =
            |why: String| report.error(&at.at, format!("The {what} of parameter {} {why}.{rule}", self.name));
        for value in &values {
            if kind.contains("Number") && value.parse::<f64>().is_err() {
                refuse(format!("must be a number, and is {value}"));
                return;
            }
            if let Some(allowed) = self.property("AllowedValues").and_then(Node::items) {
                let allowed: Vec<String> = allowed.iter().filter_map(Node::scalar).collect();
                if !allowed.contains(value) {
                    refuse(format!("must be one of {}, and is \"{value}\"", allowed.join(", ")));
                    return;
                }
            }
            if let Some(pattern) = self.property("AllowedPattern").and_then(Node::scalar) {
                // AWS matches the whole value, in Java's language; what this engine does not know is not checked.
                if Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| !regex.is_match(value)) {
                    refuse(format!("must have the form {pattern}, and is \"{value}\""));
                    return;
                }
            }
            let length = value.chars().count().to_string();
            for (limit, number, words) in [
                ("MinLength", &length, "characters at least"),
                ("MaxLength", &length, "characters at most"),
                ("MinValue", value, "at least"),
                ("MaxValue", value, "at most"),
            ] {
                let bound = self.property(limit).and_then(Node::scalar).and_then(|text| text.parse::<f64>().ok());
                if let (Some(bound), Ok(number)) = (bound, number.parse::<f64>())
                    && if limit.starts_with("Min") { number < bound } else { number > bound }
                {
                    refuse(format!("must have {words} {bound}, and is \"{value}\""));
                    return;
                }
            }
        }
    }
}

fn is_type(written: &str) -> bool {
    let inner = |prefix: &str| written.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    TYPES.contains(&written)
        || AWS_TYPES.contains(&written)
        || inner("List<").is_some_and(|item| AWS_TYPES.contains(&item))
        || inner("AWS::SSM::Parameter::Value<").is_some_and(|item| item == "List<String>" || is_type(item))
}

/// The values of all parameters: given, else default. What is missing or not allowed is reported.
pub(crate) fn values(
    declared: &[Parameter],
    given: &BTreeMap<String, String>,
    root: &Node,
    report: &mut Report,
) -> BTreeMap<String, ParameterValue> {
    for name in given.keys().filter(|name| !declared.iter().any(|parameter| parameter.name == **name)) {
        let near = nearest(name, declared.iter().map(|parameter| parameter.name.as_str()));
        report.unknown(&root.at, format!("Parameters: [{name}] do not exist in the template."), near);
    }
    let mut values = BTreeMap::new();
    for parameter in declared {
        if let Some(text) = given.get(&parameter.name) {
            let at = Node { value: Value::Null, at: parameter.declaration.key_at.clone() };
            parameter.check(text, &at, "value", report);
            values.insert(parameter.name.clone(), parameter.value(text));
        } else if let Some(text) = parameter.property("Default").and_then(Node::scalar) {
            values.insert(parameter.name.clone(), parameter.value(&text));
        } else {
            let at = &parameter.declaration.key_at;
            report.error(at, format!("Parameters: [{}] must have values: it has no Default.", parameter.name));
        }
    }
    values
}
